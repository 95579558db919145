import { createMatrix, type Matrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';

export interface TreesWorkload {
  readonly estimator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly nRows: number;
  readonly nFeatures: 20 | 54;
  readonly nClasses: 2 | 7;
  /** What each must reach beside the peer, as a ratio. */
  readonly fit?: number;
  readonly predict?: number;
  readonly repeats: number;
}

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

const forest = {
  estimator: 'random-forest',
  params: { n_estimators: 100, max_depth: 10 },
  predict: 0.3,
} as const;
const extra = {
  estimator: 'extra-trees',
  params: { n_estimators: 100, max_depth: 10 },
  predict: 0.3,
} as const;
const boosting = { estimator: 'gradient-boosting', params: { max_iter: 100 }, predict: 0.3 } as const;
const plain = { nFeatures: 20, nClasses: 2 } as const;
const oneHot = { nFeatures: 54, nClasses: 7 } as const;

/** Less than a minute, peers included. */
export const shortWorkloads: readonly TreesWorkload[] = [
  { ...forest, ...plain, nRows: 1000, fit: 0.4, repeats: 3 },
  { ...forest, ...plain, nRows: 10_000, fit: 0.4, repeats: 3 },
  { ...extra, ...plain, nRows: 10_000, repeats: 3 },
  { ...forest, ...oneHot, nRows: 25_000, repeats: 1 },
  { ...boosting, ...plain, nRows: 20_000, repeats: 1 },
];

/** The rows of the table of goals; some ten minutes. */
export const fullWorkloads: readonly TreesWorkload[] = [
  { ...forest, ...plain, nRows: 1000, fit: 0.4, repeats: 5 },
  { ...forest, ...plain, nRows: 10_000, fit: 0.4, repeats: 5 },
  { ...forest, ...plain, nRows: 100_000, fit: 0.06, repeats: 3 },
  { ...extra, ...plain, nRows: 100_000, repeats: 3 },
  { ...boosting, ...plain, nRows: 100_000, fit: 0.8, repeats: 3 },
  { ...forest, ...oneHot, nRows: 500_000, fit: 0.15, repeats: 1 },
  { ...forest, ...plain, nRows: 1_000_000, fit: 0.06, repeats: 1 },
];

const TEST_ROWS = 10_000;

export interface Rows {
  readonly X: Matrix;
  readonly y: Float64Array;
}

/** Rows to learn from and rows to judge by. */
export function makeRows({ nRows, nFeatures, nClasses }: TreesWorkload): { train: Rows; test: Rows } {
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
