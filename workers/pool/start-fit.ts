import { AppError } from '../../shared/errors/app-error.ts';
import type {
  Estimator,
  FitContext,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';

/** Fits from the start, or goes on from a model. @throws AppError `cannot-continue`. */
export function startFit(
  estimator: OwnEstimator,
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  context: FitContext,
  previous: FittedModel | null,
): Generator<Progress, FittedModel, void> {
  return previous === null
    ? estimator.fit(data, params, context)
    : continued(estimator, estimator.partialFit)(previous, data, params, context);
}

/** @throws AppError `cannot-continue` for an estimator that only fits from the start. */
export function continued<Fit>(estimator: Estimator, partialFit: Fit | undefined): Fit {
  if (partialFit !== undefined) return partialFit;
  throw new AppError('cannot-continue', {
    detail: `The estimator ${estimator.name} only trains from the start.`,
  });
}
