import { betterMetric, type Metric } from './metric-list.ts';

export interface PermutationWish {
  readonly nColumns: number;
  readonly nRepeats: number;
  /** The row that each row takes the cell of a column from. */
  order(column: number, repeat: number): Int32Array;
  /** The figures of the model; `change`: with the cells of one column in another order. */
  figures(change: { readonly column: number; readonly order: Int32Array } | null): Metric[];
}

/** How much worse a figure becomes, positive = worse: over the repeats, with the population's deviation. */
export interface MetricLoss {
  readonly key: string;
  readonly mean: number;
  readonly std: number;
}

export interface PermutationImportance {
  /** Of the rows as they are. */
  readonly baseline: readonly Metric[];
  /** nColumns. */
  readonly columns: readonly (readonly MetricLoss[])[];
}

/**
 * What the figures of a model lose when the cells of one column are dealt out anew among the rows. Source:
 * Breiman, Random Forests, Machine Learning 45 (2001), section 10; as scikit-learn's permutation_importance.
 * Cost: 1 + nColumns × nRepeats predictions of all rows; yields between two of them.
 */
export function* permutationImportance(
  wish: PermutationWish,
): Generator<{ done: number; total: number }, PermutationImportance, void> {
  const { nColumns, nRepeats } = wish;
  const total = 1 + nColumns * nRepeats;
  yield { done: 0, total };
  const baseline = wish.figures(null);
  const columns: MetricLoss[][] = [];
  for (let column = 0; column < nColumns; column++) {
    const losses = new Map(baseline.map(({ key }) => [key, [] as number[]]));
    for (let repeat = 0; repeat < nRepeats; repeat++) {
      yield { done: 1 + column * nRepeats + repeat, total };
      const changed = new Map(
        wish.figures({ column, order: wish.order(column, repeat) }).map(({ key, value }) => [key, value]),
      );
      for (const { key, value } of baseline) losses.get(key)!.push(lossOf(key, value, changed.get(key)!));
    }
    columns.push([...losses].map(([key, values]) => ({ key, ...moments(values) })));
  }
  return { baseline, columns };
}

const lossOf = (key: string, before: number, after: number): number =>
  betterMetric(key) === 'higher' ? before - after : after - before;

function moments(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / values.length) };
}
