import { AppError } from '../../errors/app-error.ts';
import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { sparseRows, type SparseRows } from '../../numeric/sparse-rows.ts';
import type { Progress, TrainingData } from '../estimator.ts';

/** What both forms of naive Bayes learn from. */
export interface ClassCounts {
  readonly nClasses: number;
  readonly nFeatures: number;
  /** nClasses × nFeatures, row-major: the weighted sum of each feature over the rows of each class. */
  readonly counts: Float64Array;
  /** nClasses: the weight of each class. */
  readonly classWeights: Float64Array;
  /** nFeatures: the weighted sum of each feature's squares over all rows. */
  readonly squares: Float64Array;
}

/** Values between two reports: some ten milliseconds. */
const BLOCK_VALUES = 2_000_000;

/**
 * Sums every feature by class, rows in order, on top of what was counted before: the same bits as counting
 * all rows at once. Going on, a value below the smallest that scaling knows counts as that, which is 0. Cost:
 * values that are not zero.
 * @throws AppError `recipe-invalid` for a negative value: counts and TF-IDF have none.
 */
export function* classCounts(
  data: TrainingData<FeatureMatrix>,
  before: ClassCounts | null,
): Generator<Progress, ClassCounts, void> {
  const { nClasses } = data;
  const rows = sparseRows(data.X);
  const { nRows, nColumns } = rows;
  const sums: ClassCounts = {
    nClasses,
    nFeatures: nColumns,
    counts: widened(before?.counts, nClasses * nColumns),
    classWeights: widened(before?.classWeights, nClasses),
    squares: widened(before?.squares, nColumns),
  };
  const block = Math.max(1, Math.floor((BLOCK_VALUES * nRows) / (1 + rows.values.length)));
  for (let from = 0; from < nRows; from += block) {
    yield { stage: 'train', done: from, total: nRows };
    addRows(rows, data, sums, from, Math.min(nRows, from + block), before !== null);
  }
  return sums;
}

/** New classes begin with nothing. */
function widened(before: Float64Array | undefined, length: number): Float64Array {
  const values = new Float64Array(length);
  if (before !== undefined) values.set(before);
  return values;
}

function addRows(
  rows: SparseRows,
  { y, weights, featureNames }: TrainingData<FeatureMatrix>,
  sums: ClassCounts,
  first: number,
  end: number,
  goesOn: boolean,
): void {
  const { starts, columns, values } = rows;
  for (let row = first; row < end; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    // As an integer: places computed in floating point take twice as long.
    const label = y[row]! | 0;
    const from = starts[row]!;
    const to = starts[row + 1]!;
    sums.classWeights[label]! += weight;
    let at = from;
    for (;;) {
      at =
        columns === null
          ? addDense(values, from, at, to, weight, label, sums)
          : addSparse(columns, values, at, to, weight, label, sums);
      if (at === to) break;
      const column = columns === null ? at - from : columns[at]!;
      if (!goesOn) throw negative(featureNames[column]!, values[at]!);
      at += 1;
    }
  }
}

/** Adds values up to the first negative one, and returns its place, or `to`. */
function addSparse(
  columns: Int32Array,
  values: Float64Array,
  from: number,
  to: number,
  weight: number,
  label: number,
  { counts, squares, nFeatures }: ClassCounts,
): number {
  const own = label * nFeatures;
  for (let at = from; at < to; at += 1) {
    const value = values[at]!;
    if (value < 0) return at;
    const column = columns[at]!;
    const weighted = weight * value;
    counts[own + column]! += weighted;
    squares[column]! += weighted * value;
  }
  return to;
}

/** The same of a row that begins at `start` and has every column. */
function addDense(
  values: Float64Array,
  start: number,
  from: number,
  to: number,
  weight: number,
  label: number,
  { counts, squares, nFeatures }: ClassCounts,
): number {
  const own = label * nFeatures;
  for (let at = from; at < to; at += 1) {
    const value = values[at]!;
    if (value < 0) return at;
    const weighted = weight * value;
    counts[own + at - start]! += weighted;
    squares[at - start]! += weighted * value;
  }
  return to;
}

/** nFeatures: mean square less squared mean: what rests on few digits here is a feature that hardly varies. */
export function variancesOf(counted: ClassCounts): Float64Array {
  const total = totalWeight(counted);
  const means = meansOf(counted);
  return counted.squares.map((square, j) => Math.max(0, square / total - means[j]! ** 2));
}

/** nFeatures: over all rows. */
export function meansOf(counted: ClassCounts): Float64Array {
  const { counts, nClasses, nFeatures } = counted;
  const total = totalWeight(counted);
  const sums = new Float64Array(nFeatures);
  for (let k = 0; k < nClasses; k += 1)
    for (let j = 0; j < nFeatures; j += 1) sums[j]! += counts[k * nFeatures + j]!;
  return sums.map((sum) => sum / total);
}

function totalWeight({ classWeights }: ClassCounts): number {
  let total = 0;
  for (const weight of classWeights) total += weight;
  return total;
}

function negative(feature: string, value: number): AppError {
  return new AppError('recipe-invalid', {
    detail: `Naive Bayes counts, and "${feature}" is negative (${value}) in a training row.`,
    remedy: 'Scale numbers with the method "min-max", or use logistic regression.',
    pointer: '/prepare',
  });
}

/** Sums and products over the rows of a matrix: scores[row, k] += row · weights[k]. */
export function addScores(X: FeatureMatrix, weights: Float64Array, scores: Float64Array): void {
  const nClasses = weights.length / X.nColumns;
  for (let row = 0; row < X.nRows; row += 1) {
    const from = isCsr(X) ? X.starts[row]! : row * X.nColumns;
    const to = isCsr(X) ? X.starts[row + 1]! : from + X.nColumns;
    for (let k = 0; k < nClasses; k += 1) {
      let sum = scores[row * nClasses + k]!;
      const offset = k * X.nColumns;
      // Adding a zero changes no sum, so both layouts give the same bits.
      if (isCsr(X))
        for (let at = from; at < to; at += 1) sum += weights[offset + X.columns[at]!]! * X.values[at]!;
      else for (let at = from; at < to; at += 1) sum += weights[offset + at - from]! * X.values[at]!;
      scores[row * nClasses + k] = sum;
    }
  }
}
