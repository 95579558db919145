import { isCsr, type Csr, type FeatureMatrix } from '../numeric/csr.ts';
import type { Matrix } from '../numeric/matrix.ts';

export interface Moments {
  /** nColumns. */
  readonly means: Float64Array;
  /** nColumns; population variances. */
  readonly variances: Float64Array;
  /** Sum of the weights; nRows without them. */
  readonly totalWeight: number;
}

/** Weighted means and variances of every column, in two passes over the rows in order. */
export function featureMoments(X: FeatureMatrix, weights: Float64Array | null): Moments {
  return isCsr(X) ? sparseMoments(X, weights) : denseMoments(X, weights);
}

/** As the dense ones, with what the zeros add taken in one step: their weight × mean². */
function sparseMoments(
  { nRows, nColumns, starts, columns, values }: Csr,
  weights: Float64Array | null,
): Moments {
  const means = new Float64Array(nColumns);
  const variances = new Float64Array(nColumns);
  const present = new Float64Array(nColumns);
  let totalWeight = 0;
  for (let row = 0; row < nRows; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    totalWeight += weight;
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      means[columns[at]!]! += weight * values[at]!;
      present[columns[at]!]! += weight;
    }
  }
  for (let j = 0; j < nColumns; j += 1) means[j]! /= totalWeight;
  for (let row = 0; row < nRows; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const distance = values[at]! - means[columns[at]!]!;
      variances[columns[at]!]! += weight * distance * distance;
    }
  }
  for (let j = 0; j < nColumns; j += 1) {
    const absent = Math.max(0, totalWeight - present[j]!);
    variances[j] = (variances[j]! + absent * means[j]! * means[j]!) / totalWeight;
  }
  return { means, variances, totalWeight };
}

function denseMoments({ nRows, nColumns, values }: Matrix, weights: Float64Array | null): Moments {
  const means = new Float64Array(nColumns);
  const variances = new Float64Array(nColumns);
  let totalWeight = 0;
  for (let row = 0, at = 0; row < nRows; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    totalWeight += weight;
    for (let j = 0; j < nColumns; j += 1, at += 1) means[j]! += weight * values[at]!;
  }
  for (let j = 0; j < nColumns; j += 1) means[j]! /= totalWeight;
  for (let row = 0, at = 0; row < nRows; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    for (let j = 0; j < nColumns; j += 1, at += 1) {
      const distance = values[at]! - means[j]!;
      variances[j]! += weight * distance * distance;
    }
  }
  for (let j = 0; j < nColumns; j += 1) variances[j]! /= totalWeight;
  return { means, variances, totalWeight };
}

/**
 * How much each feature moves a linear score: the mean over the score's vectors of |coefficient| ×
 * standard deviation, made to sum to 1 (all zero when no coefficient matters).
 */
export function linearImportance(coefficients: Float64Array, variances: Float64Array): Float64Array {
  const nFeatures = variances.length;
  const importance = new Float64Array(nFeatures);
  const deviations = variances.map(Math.sqrt);
  for (let at = 0; at < coefficients.length;)
    for (let j = 0; j < nFeatures; j += 1, at += 1)
      importance[j]! += Math.abs(coefficients[at]!) * deviations[j]!;
  let sum = 0;
  for (const value of importance) sum += value;
  return sum > 0 && Number.isFinite(sum) ? importance.map((value) => value / sum) : importance.fill(0);
}
