import type { FeatureMatrix } from '../../numeric/csr.ts';
import type { ParamValues, TrainingData } from '../estimator.ts';
import { featureMoments, type Moments } from '../feature-moments.ts';

/**
 * What every solver minimises, ½ the weighted mean of squared errors + l1 ‖β‖₁ + ½ l2 ‖β‖². With an
 * intercept features and target are centred, which takes it out of the problem.
 */
export interface LinearProblem {
  readonly data: TrainingData<FeatureMatrix>;
  readonly moments: Moments;
  readonly l1: number;
  readonly l2: number;
  /** nFeatures: what is subtracted from a row; zeros without an intercept. */
  readonly centers: Float64Array;
  readonly yCenter: number;
  /** Root of the mean square of the centred target; 1 when that is 0. */
  readonly yScale: number;
  /** nFeatures: mean square of the centred feature. */
  readonly squares: Float64Array;
  readonly tolerance: number;
  readonly maxIterations: number;
  /** nFeatures: where to begin; null = 0. */
  readonly start: Float64Array | null;
}

export interface LinearSolution {
  readonly coefficients: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export function linearProblem(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
  start: Float64Array | null,
): LinearProblem {
  const moments = featureMoments(data.X, data.weights);
  const fitIntercept = values['fit_intercept'] === true;
  const centers = fitIntercept ? moments.means : new Float64Array(data.X.nColumns);
  const target = targetMoments(data, fitIntercept);
  return {
    data,
    moments,
    ...penalties(values, moments.totalWeight),
    centers,
    ...target,
    squares: moments.variances.map((variance, j) =>
      fitIntercept ? variance : variance + moments.means[j]! * moments.means[j]!,
    ),
    tolerance: Number(values['tol']),
    maxIterations: Number(values['max_iter']),
    start,
  };
}

/** Ridge weighs its penalty against the sum of squared errors, lasso and elastic net against half their mean. */
function penalties(values: ParamValues, totalWeight: number): { l1: number; l2: number } {
  const alpha = Number(values['alpha']);
  switch (values['penalty']) {
    case 'l1':
      return { l1: alpha, l2: 0 };
    case 'elasticnet': {
      const share = Number(values['l1_ratio']);
      return { l1: alpha * share, l2: alpha * (1 - share) };
    }
    case 'none':
      return { l1: 0, l2: 0 };
    default:
      return { l1: 0, l2: alpha / totalWeight };
  }
}

function targetMoments(
  { y, weights }: TrainingData<FeatureMatrix>,
  fitIntercept: boolean,
): { yCenter: number; yScale: number } {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < y.length; row += 1) {
    sum += (weights?.[row] ?? 1) * y[row]!;
    total += weights?.[row] ?? 1;
  }
  const yCenter = fitIntercept ? sum / total : 0;
  let squares = 0;
  for (let row = 0; row < y.length; row += 1)
    squares += (weights?.[row] ?? 1) * (y[row]! - yCenter) * (y[row]! - yCenter);
  const yScale = Math.sqrt(squares / total);
  return { yCenter, yScale: yScale > 0 ? yScale : 1 };
}
