import { weighClasses } from '../estimators/class-weights.ts';
import type { Estimator, FittedModel, ParamValues, Progress } from '../estimators/estimator.ts';
import type { Rng } from '../random/generator.ts';
import type { Recipe } from '../records/recipe.ts';
import { givenClassWeights } from './class-weights.ts';
import { monotoneDirections } from './native-features.ts';
import type { RunHost, RunOutcome } from './outcome.ts';
import type { Part, PreparedData } from './prepare-data.ts';

/** What a fit takes of what preparation made. */
export type FitData = Pick<
  PreparedData,
  'labels' | 'featureNames' | 'levels' | 'fit' | 'previous' | 'rebalance'
> & {
  readonly train: Pick<Part, 'X' | 'y'>;
};

/** Trains on what preparation left for it; live metrics go to `history`. */
export async function* fitModel(
  estimator: Estimator,
  params: ParamValues,
  data: FitData,
  recipe: Recipe,
  host: RunHost,
  rng: Rng,
  history: RunOutcome['history'],
): AsyncGenerator<Progress, FittedModel, void> {
  const monotone = monotoneDirections(recipe, data.featureNames);
  const plain = {
    ...data.fit,
    weights: null,
    nClasses: recipe.task === 'classification' ? data.labels.length : 0,
    featureNames: data.featureNames,
    ...(data.levels === undefined ? {} : { levels: data.levels }),
    ...(monotone === null ? {} : { monotone }),
  };
  const training = weighClasses(estimator, plain, params, givenClassWeights(recipe, data.labels));
  const fitting = host.trainer.fit(estimator, training, params, rng, data.previous);
  for (;;) {
    const step = await fitting.next();
    if (step.done === true) return step.value;
    history.push(...(step.value.metrics ?? []));
    yield step.value;
  }
}
