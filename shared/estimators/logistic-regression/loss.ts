import { exp, log, log1p } from '../../numeric/exp-log.ts';
import type { Objective } from '../../numeric/lbfgs.ts';
import { addRow, dotRow, type SparseRows } from '../../numeric/sparse-rows.ts';

/** What the loss is computed on; `weights` already hold the class weights. */
export interface LossData {
  readonly X: SparseRows;
  readonly y: Float64Array;
  readonly weights: Float64Array | null;
  readonly totalWeight: number;
  /** Subtracted from every row. With an intercept that only moves the intercept, and conditions the search. */
  readonly centers: Float64Array;
  /** Factor of ½‖w‖² beside the mean loss: 1 / (C × total weight). */
  readonly penalty: number;
  readonly fitIntercept: boolean;
}

/**
 * Mean log loss + ½ penalty ‖w‖² of a binary model, as scikit-learn's objective divided by C × total
 * weight. Variables: nFeatures coefficients, then the intercept of the centred features (last entry;
 * its gradient is 0 without one). One pass over X.
 */
export function binaryLoss(data: LossData): Objective {
  const { X, y, weights, centers, totalWeight } = data;
  const { nRows, nColumns } = X;
  const block = rowsBetweenYields(X, 1);
  return function* (w, gradient) {
    gradient.fill(0);
    const offset = w[nColumns]! - dotAt(w, 0, centers);
    let loss = 0;
    let residuals = 0;
    for (let row = 0; row < nRows; row += 1) {
      if (row % block === block - 1) yield;
      const z = dotRow(X, row, w, 0, offset);
      const weight = weights === null ? 1 : weights[row]!;
      // One exponential serves both the loss log(1 + e^∓z) and the probability.
      const e = exp(z > 0 ? -z : z);
      const positive = y[row] === 1;
      const margin = positive ? z : -z;
      loss += weight * (log1p(e) + (margin < 0 ? -margin : 0));
      const p = z > 0 ? 1 / (1 + e) : e / (1 + e);
      const residual = weight * (p - (positive ? 1 : 0));
      residuals += residual;
      addRow(X, row, residual, gradient, 0);
    }
    for (let j = 0; j < nColumns; j += 1) gradient[j]! -= residuals * centers[j]!;
    gradient[nColumns] = residuals;
    return finish(data, w, gradient, loss / totalWeight, 1);
  };
}

/**
 * The multinomial form: nClasses × nFeatures coefficients (row-major), then nClasses intercepts.
 * Every class has a vector of its own, as in scikit-learn; the penalty makes the optimum unique.
 */
export function multinomialLoss(data: LossData, nClasses: number): Objective {
  const { X, y, weights, centers, totalWeight } = data;
  const { nRows, nColumns } = X;
  const scores = new Float64Array(nClasses);
  const offsets = new Float64Array(nClasses);
  const residuals = new Float64Array(nClasses);
  const intercepts = nClasses * nColumns;
  const block = rowsBetweenYields(X, nClasses);
  return function* (w, gradient) {
    gradient.fill(0);
    residuals.fill(0);
    for (let k = 0; k < nClasses; k += 1) offsets[k] = w[intercepts + k]! - dotAt(w, k * nColumns, centers);
    let loss = 0;
    for (let row = 0; row < nRows; row += 1) {
      if (row % block === block - 1) yield;
      for (let k = 0; k < nClasses; k += 1) scores[k] = dotRow(X, row, w, k * nColumns, offsets[k]!);
      const own = y[row]!;
      const weight = weights === null ? 1 : weights[row]!;
      loss += weight * softmaxLoss(scores, own);
      for (let k = 0; k < nClasses; k += 1) {
        const residual = weight * (scores[k]! - (k === own ? 1 : 0));
        residuals[k]! += residual;
        addRow(X, row, residual, gradient, k * nColumns);
      }
    }
    for (let k = 0; k < nClasses; k += 1) {
      gradient[intercepts + k] = residuals[k]!;
      for (let j = 0; j < nColumns; j += 1) gradient[k * nColumns + j]! -= residuals[k]! * centers[j]!;
    }
    return finish(data, w, gradient, loss / totalWeight, nClasses);
  };
}

/** Sums of so many products take some ten milliseconds. */
const WORK = 5_000_000;

function rowsBetweenYields({ nRows, values }: SparseRows, nVectors: number): number {
  return Math.max(2, Math.floor(WORK / (nVectors * (1 + values.length / Math.max(1, nRows)))));
}

/** Replaces scores by probabilities and returns −log of the own class's. */
function softmaxLoss(scores: Float64Array, own: number): number {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  const margin = max - scores[own]!;
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) sum += scores[k] = exp(scores[k]! - max);
  for (let k = 0; k < scores.length; k += 1) scores[k]! /= sum;
  return margin + log(sum);
}

/** Divides the sums by the total weight and adds the penalty of the coefficients. */
function finish(
  data: LossData,
  w: Float64Array,
  gradient: Float64Array,
  loss: number,
  nVectors: number,
): number {
  const nCoefficients = nVectors * data.X.nColumns;
  let squares = 0;
  for (let i = 0; i < nCoefficients; i += 1) {
    squares += w[i]! * w[i]!;
    gradient[i] = gradient[i]! / data.totalWeight + data.penalty * w[i]!;
  }
  for (let i = nCoefficients; i < w.length; i += 1)
    gradient[i] = data.fitIntercept ? gradient[i]! / data.totalWeight : 0;
  return loss + 0.5 * data.penalty * squares;
}

function dotAt(w: Float64Array, offset: number, centers: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < centers.length; j += 1) sum += w[offset + j]! * centers[j]!;
  return sum;
}
