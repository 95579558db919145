import { AppError } from '../../errors/app-error.ts';
import type { FeatureMatrix } from '../../numeric/csr.ts';
import type { FitShape, FittedModel, Progress, TrainingData } from '../estimator.ts';
import { classCounts, type ClassCounts } from './counts.ts';
import { countedModel, storedCounts } from './model.ts';
import type { BayesSetting } from './weights.ts';

/** Counts, on top of what was counted before, and makes the model of the counts. */
export function* fitBayes(
  data: TrainingData<FeatureMatrix>,
  setting: BayesSetting,
  before: ClassCounts | null,
): Generator<Progress, FittedModel, void> {
  return countedModel(yield* classCounts(data, before), setting);
}

/** @throws AppError `cannot-continue` for a model that was stored without its counts. */
export function countsOf(previous: FittedModel, { nClasses }: TrainingData<FeatureMatrix>): ClassCounts {
  const counts = storedCounts(previous.state());
  if (counts !== null && counts.nClasses <= nClasses) return counts;
  throw new AppError('cannot-continue', {
    detail:
      counts === null
        ? 'This naive Bayes model was made before its counts were stored with it.'
        : `The model has ${counts.nClasses} classes and the data ${nClasses}.`,
  });
}

/** Rows without their zeros, and three tables of classes × features. */
export const bayesBytes = ({ nRows, nFeatures, nValues, nClasses }: FitShape): number =>
  12 * nValues + 4 * nRows + 8 * (4 * nClasses + 6) * (nFeatures + 1);
