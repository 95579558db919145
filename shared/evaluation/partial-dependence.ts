export interface DependenceWish {
  /** Values that the column is set to, one after the other. */
  readonly nValues: number;
  readonly nOutputs: number;
  /** Rows whose own curves are kept, the first ones. */
  readonly nCurves: number;
  /** nRows × nOutputs: what the model says of all rows when the column has the value everywhere. */
  outputs(value: number): Float64Array;
}

export interface PartialDependence {
  /** nOutputs × nValues: the mean over the rows. */
  readonly mean: readonly (readonly number[])[];
  /** nOutputs × nCurves × nValues: individual conditional expectations. */
  readonly curves: readonly (readonly (readonly number[])[])[];
}

/**
 * What a model says on average when one column is set to a value in every row. Source: Friedman, Greedy function
 * approximation, Annals of Statistics 29 (2001); the curves: Goldstein et al., Peeking inside the black box,
 * Journal of Computational and Graphical Statistics 24 (2015). As scikit-learn's partial_dependence by brute force. Cost:
 * nValues predictions of all rows; yields between two of them.
 */
export function* partialDependence({
  nValues,
  nOutputs,
  nCurves,
  outputs,
}: DependenceWish): Generator<{ done: number; total: number }, PartialDependence, void> {
  const mean = Array.from({ length: nOutputs }, () => Array.from({ length: nValues }, () => 0));
  const curves = Array.from({ length: nOutputs }, () => [] as number[][]);
  for (let value = 0; value < nValues; value++) {
    yield { done: value, total: nValues };
    const given = outputs(value);
    const nRows = given.length / nOutputs;
    for (let k = 0; k < nOutputs; k++) {
      for (let row = 0; row < nRows; row++) mean[k]![value]! += given[row * nOutputs + k]! / nRows;
      for (let row = 0; row < Math.min(nRows, nCurves); row++)
        (curves[k]![row] ??= []).push(given[row * nOutputs + k]!);
    }
  }
  return { mean, curves };
}

/** Rare extremes are left out: the grid runs from one quantile to the other. */
const [LOW, HIGH] = [0.05, 0.95];

/**
 * The values to ask about: all there are, where these are fewer than `most`; else equally spaced ones between two
 * quantiles, as scikit-learn's partial_dependence. NaN is passed over; empty without any value. Cost: a sort.
 */
export function dependenceGrid(values: Float64Array, most: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  if (distinct.length < most) return [...distinct];
  const [from, to] = [quantile(sorted, LOW), quantile(sorted, HIGH)];
  if (from === to) return [from];
  return Array.from({ length: most }, (_, at) =>
    at === most - 1 ? to : from + (at * (to - from)) / (most - 1),
  );
}

/** SciPy's mquantiles: plotting positions (k − 0.4) ÷ (n + 0.2). */
function quantile(sorted: Float64Array, share: number): number {
  const n = sorted.length;
  const place = n * share + 0.4 + share * 0.2;
  const below = Math.floor(Math.min(Math.max(place, 1), n - 1));
  const part = Math.min(Math.max(place - below, 0), 1);
  return (1 - part) * sorted[below - 1]! + part * sorted[below]!;
}
