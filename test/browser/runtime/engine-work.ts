import type { Estimator } from '../../../shared/estimators/estimator.ts';
import { estimators } from '../../../shared/estimators/registry.ts';
import { defaultRecipe } from '../../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../../shared/random/rng.ts';
import type { Recipe } from '../../../shared/records/recipe.ts';
import { churn } from '../../../shared/samples/churn.ts';
import { opinions } from '../../../shared/samples/opinions.ts';
import { schemaOf } from '../../../shared/table/columns.ts';
import type { Table } from '../../../shared/table/table.ts';

/** What each estimator of the registry is given to train, in the browser and in Node. */
export interface Work {
  readonly estimator: string;
  readonly own: boolean;
  /** Whether threads that share no memory train it too. */
  readonly dealt: boolean;
  readonly table: Table;
  readonly recipe: Recipe;
}

const customers = churn.generate(createRng(42), 600);
const texts = opinions.generate(createRng(42), 200);

/** Small, so that all of them together take seconds. */
const SMALL: Readonly<Record<string, number>> = { n_estimators: 8, max_iter: 12, epochs: 2 };

function workOf(estimator: Estimator): Work {
  const { name, tasks, params, sequences } = estimator;
  const table = sequences === true ? texts : customers;
  const classes = tasks.includes('classification');
  const target = sequences === true ? 'Sentiment' : classes ? 'Churn' : 'MonthlyCharges';
  const small = params.flatMap((param) =>
    SMALL[param.name] === undefined ? [] : [[param.name, SMALL[param.name]!] as const],
  );
  const recipe = defaultRecipe({
    schema: schemaOf(table),
    target,
    estimator: name,
    task: classes ? 'classification' : 'regression',
    params: Object.fromEntries(small),
    seed: 42,
  });
  const own = estimator.kind === 'own';
  return { estimator: name, own, dealt: own && estimator.dealt !== undefined, table, recipe };
}

export const registryWork: readonly Work[] = estimators.map(workOf);

/** A training that takes seconds, to be stopped in the middle. */
export const longTable = churn.generate(createRng(7), 20_000);
export const longRecipe = defaultRecipe({
  schema: schemaOf(longTable),
  target: 'Churn',
  estimator: 'gradient-boosting',
  params: { max_iter: 400, learning_rate: 0.05 },
  seed: 42,
});
