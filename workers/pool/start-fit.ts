import { AppError } from '../../shared/errors/app-error.ts';
import type {
  Estimator,
  FittedModel,
  ModelState,
  OwnEstimator,
  ParamValues,
  Progress,
  Team,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';
import type { Rng } from '../../shared/random/generator.ts';

/** What one fit is asked to do. */
export interface FitWork {
  readonly data: TrainingData<FeatureMatrix>;
  readonly params: ParamValues;
  readonly rng: Rng;
  /** A model to go on from with other rows; null = from the start. */
  readonly previous: FittedModel | null;
  /** A checkpoint of this very fit. */
  readonly resume: ModelState | null;
}

/** Fits from the start, from a model, or from a checkpoint of either. @throws AppError `cannot-continue`. */
export function startFit(
  estimator: OwnEstimator,
  { data, params, rng, previous, resume }: FitWork,
  team: Team,
): Generator<Progress, FittedModel, void> {
  const context = { rng, team, ...(resume === null ? {} : { resume }) };
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
