import { createMatrix, type Matrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';

export type PeerName = 'scikit-learn' | 'XGBoost';

export interface TreesWorkload {
  readonly estimator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly nRows: number;
  readonly nFeatures: 20 | 54;
  readonly nClasses: 2 | 7;
  /** Who is measured beside it, and what each figure must reach beside theirs, as a ratio. */
  readonly peers: Readonly<Partial<Record<PeerName, Goals>>>;
  readonly repeats: number;
}

export type Goals = Readonly<Partial<Record<'fitMs' | 'predictMs' | 'peakBytes', number>>>;

export interface TreesFigures {
  readonly fitMs: number;
  /** All training rows, one thread. */
  readonly predictMs: number;
  /** On rows that were not trained on. */
  readonly accuracy: number;
  /** What the fit added to the process, at its highest. */
  readonly peakBytes: number;
  readonly rowUs: number;
}

/** What `--only` looks at: "random-forest 100k × 20". */
export function workloadName({ estimator, nRows, nFeatures, params }: TreesWorkload): string {
  const rows = nRows < 1_000_000 ? `${nRows / 1000}k` : `${nRows / 1_000_000}M`;
  const rounds = params['max_iter'] === undefined ? '' : `, ${params['max_iter']} rounds`;
  return `${estimator} ${rows} × ${nFeatures}${rounds}`;
}

const TEST_ROWS = 10_000;

export interface Rows {
  readonly X: Matrix;
  readonly y: Float64Array;
}

/** Rows to learn from and rows to judge by. */
export function makeRows({
  nRows,
  nFeatures,
  nClasses,
}: Pick<TreesWorkload, 'nRows' | 'nFeatures' | 'nClasses'>): { train: Rows; test: Rows } {
  const rng = createRng(1);
  const make = (count: number): Rows => {
    const X = createMatrix(count, nFeatures);
    const y = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const x = X.values.subarray(row * nFeatures, (row + 1) * nFeatures);
      if (nFeatures === 20) for (let j = 0; j < 20; j++) x[j] = rng.normal();
      else fillOneHot(x, rng);
      const extra = nFeatures === 20 ? x[7]! * x[8]! : x[10]! - x[11]! + x[20]! + 2 * x[30]!;
      const signal = x[0]! - x[1]! + x[2]! - x[3]! + x[4]! - x[5]! + extra + rng.normal();
      y[row] = nClasses === 2 ? +(signal > 0) : Math.max(0, Math.min(6, Math.floor(signal + 3.5)));
    }
    return { X, y };
  };
  return { train: make(nRows), test: make(TEST_ROWS) };
}

/** Ten numbers, a category of four levels and one of forty, as forest cover types have them. */
function fillOneHot(x: Float64Array, rng: ReturnType<typeof createRng>): void {
  for (let j = 0; j < 10; j++) x[j] = rng.normal();
  x[10 + rng.integer(4)] = 1;
  x[14 + rng.integer(40)] = 1;
}
