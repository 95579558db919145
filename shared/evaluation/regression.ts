import { AppError } from '../errors/app-error.ts';
import type { RegressionEvaluation } from './evaluation.ts';

export interface RegressionResults {
  /** nRows; actual values. */
  readonly y: Float64Array;
  /** nRows. */
  readonly predicted: Float64Array;
  /** nRows, positive; all one when left out. */
  readonly weights?: Float64Array;
}

/**
 * Judges predicted numbers by the definitions of scikit-learn 1.2. R² of constant actual values is 1 for
 * a perfect fit and 0 otherwise. Cost: linear.
 * @throws AppError `no-rows`, `value-not-finite`.
 */
export function evaluateRegression({ y, predicted, weights }: RegressionResults): RegressionEvaluation {
  checkResults(y, predicted);
  const residuals = y.map((value, row) => value - predicted[row]!);
  const mean = weightedMean(y, weights);
  const squared = weightedMean(
    residuals.map((residual) => residual * residual),
    weights,
  );
  const variance = weightedMean(
    y.map((value) => (value - mean) * (value - mean)),
    weights,
  );
  return {
    task: 'regression',
    nRows: y.length,
    rmse: Math.sqrt(squared),
    mae: weightedMean(
      residuals.map((residual) => Math.abs(residual)),
      weights,
    ),
    r2: variance > 0 ? 1 - squared / variance : squared === 0 ? 1 : 0,
    residuals: histogram(residuals),
  };
}

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  let all = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    sum += weight * values[row]!;
    all += weight;
  }
  return sum / all;
}

const RESIDUAL_BINS = 30;

function histogram(values: Float64Array): RegressionEvaluation['residuals'] {
  const min = values.reduce((least, value) => Math.min(least, value), Infinity);
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (min === max) return { edges: [min - 0.5, max + 0.5], counts: [values.length] };
  const width = (max - min) / RESIDUAL_BINS;
  const counts = Array.from({ length: RESIDUAL_BINS }, () => 0);
  for (const value of values) counts[Math.min(RESIDUAL_BINS - 1, Math.floor((value - min) / width))]! += 1;
  return { edges: Array.from({ length: RESIDUAL_BINS + 1 }, (_, i) => min + i * width), counts };
}

function checkResults(y: Float64Array, predicted: Float64Array): void {
  if (y.length === 0) throw new AppError('no-rows', { detail: 'There is no row to evaluate the model on.' });
  if (predicted.length !== y.length) {
    throw new RangeError(`${y.length} actual values do not fit ${predicted.length} predicted ones.`);
  }
  const bad = predicted.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new AppError('value-not-finite', {
    detail: `The model answers row ${bad} with ${predicted[bad]}.`,
    remedy: 'Scale the features, or train with a smaller learning rate.',
  });
}
