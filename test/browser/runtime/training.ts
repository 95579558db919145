import { defaultRecipe } from '../../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../../shared/random/rng.ts';
import { churn } from '../../../shared/samples/churn.ts';
import { schemaOf } from '../../../shared/table/columns.ts';

/** What browser and Node both train, to compare the bytes. */
export const table = churn.generate(createRng(42), 600);

export const recipeFor = (estimator: string, params: Record<string, number>) =>
  defaultRecipe({ schema: schemaOf(table), target: 'Churn', estimator, params, seed: 42 });

export const contenders = [
  { estimator: 'random-forest', params: { n_estimators: 30 } },
  { estimator: 'extra-trees', params: { n_estimators: 30 } },
  { estimator: 'decision-tree', params: {} },
  { estimator: 'gradient-boosting', params: { max_iter: 20 } },
  { estimator: 'logistic-regression', params: {} },
  { estimator: 'neural-network', params: { epochs: 5 } },
];
