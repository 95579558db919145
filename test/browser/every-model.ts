import type { Estimator } from '../../shared/estimators/estimator.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import type { RunHost } from '../../shared/pipelines/outcome.ts';
import { runRecipe } from '../../shared/pipelines/run-recipe.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { Table } from '../../shared/table/table.ts';
import { openTensorflow } from '../../workers/backends/node.ts';
import { inThread, recipeFor, sampleTable } from '../pipelines/training.ts';

interface Trained {
  readonly name: string;
  readonly packageBytes: Uint8Array;
  readonly digest: string;
}

/** Small, so that all of them take a second or two. */
const quick: Record<string, Record<string, number>> = {
  'random-forest': { n_estimators: 8 },
  'extra-trees': { n_estimators: 8 },
  'gradient-boosting': { max_iter: 8 },
  'neural-network': { epochs: 2 },
  'text-network': { epochs: 1, dimensions: 4, filters: 4, hidden_units: 4 },
};

/** One trained model of every estimator there is, and a calibrated one. */
export async function* everyKindOfModel(): AsyncGenerator<Trained> {
  for (const estimator of estimators) {
    const { table, recipe } = lesson(estimator);
    yield await trained(estimator.name, table, recipe);
  }
  const calibrated = lesson(estimators.find(({ name }) => name === 'decision-tree')!);
  const recipe: Recipe = { ...calibrated.recipe, calibrate: { method: 'isotonic', folds: 2 } };
  yield await trained('a calibrated decision tree', calibrated.table, recipe);
}

const customers = sampleTable('churn', 160);
const opinions = sampleTable('opinions', 160);

/** Something that it can learn: texts, classes or quantities. */
function lesson({ name, tasks }: Estimator): { table: Table; recipe: Recipe } {
  const params = quick[name] ?? {};
  const reads = name === 'text-network' || name.endsWith('-nb');
  if (reads)
    return {
      table: opinions,
      recipe: recipeFor(opinions, { target: 'Sentiment', estimator: name, params }),
    };
  const target = tasks.includes('classification') ? 'Churn' : 'MonthlyCharges';
  return { table: customers, recipe: recipeFor(customers, { target, estimator: name, params }) };
}

async function trained(name: string, table: Table, recipe: Recipe): Promise<Trained> {
  const running = runRecipe({ table, recipe }, await hostWithTensorflow());
  for (;;) {
    const step = await running.next();
    if (step.done !== true) continue;
    const { packageBytes, modelDigest } = step.value;
    return { name, packageBytes, digest: modelDigest };
  }
}

/** Own estimators in this thread, those of tfjs on its plain backend. */
async function hostWithTensorflow(): Promise<RunHost> {
  const { tf } = await openTensorflow('cpu');
  return {
    ...inThread,
    trainer: {
      ...inThread.trainer,
      async *fit(estimator, data, params, rng, previous = null) {
        return estimator.kind === 'own'
          ? yield* inThread.trainer.fit(estimator, data, params, rng, previous)
          : yield* estimator.fit(data, params, { rng, tf });
      },
    },
  };
}
