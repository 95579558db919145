import { AppError } from '../../errors/app-error.ts';
import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import type { Explained, ModelState, ScoreParts } from '../estimator.ts';
import { finiteTensor } from '../model-state.ts';

/** Scores that are weighted sums of the features. */
export interface LinearScores {
  readonly scale: Explained['scale'];
  /** nScores × nFeatures, row-major. */
  readonly weights: Float64Array;
  /** nScores. */
  readonly intercepts: Float64Array;
  /** nFeatures: of the rows it was trained on; null in models from before these were stored. */
  readonly means: Float64Array | null;
}

/**
 * Exact Shapley values of the first row of `X` for linear scores: weight × (value − mean), around the score of
 * the mean row. Source: Štrumbelj and Kononenko, Explaining prediction models and individual predictions with
 * feature contributions, Knowledge and Information Systems 41 (2014).
 * @throws AppError `not-explainable` without means. Cost: linear in the weights.
 */
export function linearShap({ scale, weights, intercepts, means }: LinearScores, X: FeatureMatrix): Explained {
  if (means === null)
    throw new AppError('not-explainable', {
      detail: 'The model was made before linear models kept the means of their features.',
      remedy: 'Train it again from its recipe.',
    });
  const x = firstRow(X);
  const scores = Array.from(intercepts, (intercept, k): ScoreParts => {
    const own = weights.subarray(k * x.length, (k + 1) * x.length);
    let base = intercept;
    for (let j = 0; j < x.length; j += 1) base += own[j]! * means[j]!;
    return { base, contributions: x.map((value, j) => own[j]! * (value - means[j]!)) };
  });
  return { scale, scores };
}

/**
 * Of scores whose softmax is the answer only differences count: with two classes the one of the second, the
 * log-odds; with more each from the mean of all.
 */
export function comparedScores(weights: Float64Array, intercepts: Float64Array): Omit<LinearScores, 'means'> {
  const nClasses = intercepts.length;
  const nFeatures = weights.length / nClasses;
  if (nClasses === 2) {
    const difference = Float64Array.from(
      { length: nFeatures },
      (_, j) => weights[nFeatures + j]! - weights[j]!,
    );
    return {
      scale: 'log-odds',
      weights: difference,
      intercepts: Float64Array.of(intercepts[1]! - intercepts[0]!),
    };
  }
  const mean = (values: Float64Array, at: number, step: number): number => {
    let sum = 0;
    for (let k = 0; k < nClasses; k += 1) sum += values[k * step + at]!;
    return sum / nClasses;
  };
  const means = Float64Array.from({ length: nFeatures }, (_, j) => mean(weights, j, nFeatures));
  const middle = mean(intercepts, 0, 1);
  return {
    scale: 'score',
    weights: weights.map((weight, at) => weight - means[at % nFeatures]!),
    intercepts: intercepts.map((intercept) => intercept - middle),
  };
}

function firstRow(X: FeatureMatrix): Float64Array {
  if (!isCsr(X)) return X.values.slice(0, X.nColumns);
  const x = new Float64Array(X.nColumns);
  for (let at = X.starts[0]!; at < X.starts[1]!; at += 1) x[X.columns[at]!] = X.values[at]!;
  return x;
}

export const FEATURE_MEANS = 'feature_means';

/** null where the package has none. @throws AppError `model-invalid`. */
export const readMeans = (state: ModelState, nFeatures: number): Float64Array | null =>
  state.tensors.some(({ name }) => name === FEATURE_MEANS)
    ? finiteTensor(state, FEATURE_MEANS, Float64Array, [nFeatures])
    : null;
