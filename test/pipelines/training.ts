import type { Progress } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { defaultRecipe, type RecipeWish } from '../../shared/pipelines/default-recipe.ts';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import type { RunHost, RunOutcome } from '../../shared/pipelines/outcome.ts';
import { runRecipe } from '../../shared/pipelines/run-recipe.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { startFit } from '../../workers/pool/start-fit.ts';
import type { Table } from '../../shared/table/table.ts';

/** Trains in this thread: the pipeline without workers. */
export const inThread: RunHost = {
  trainer: {
    used: { threads: 1, backend: null },
    async *fit(estimator, data, params, rng, previous = null) {
      if (estimator.kind !== 'own') throw new Error('only own estimators train without a backend');
      return yield* startFit(estimator, { data, params, rng, previous, resume: null }, soloTeam());
    },
  },
  now: () => performance.now(),
  engineVersion: ENGINE_VERSION,
};

export function sampleTable(name: string, nRows: number, seed = 42): Table {
  return sampleNamed(name).generate(createRng(seed), nRows);
}

export function recipeFor(
  table: Table,
  wish: Pick<RecipeWish, 'target' | 'estimator'> & Partial<RecipeWish>,
): Recipe {
  return defaultRecipe({ schema: schemaOf(table), seed: 42, ...wish });
}

export async function train(
  table: Table,
  recipe: Recipe,
  onProgress: (progress: Progress) => void = () => undefined,
  base?: Uint8Array,
): Promise<RunOutcome> {
  const running = runRecipe({ table, recipe, ...(base === undefined ? {} : { base }) }, inThread);
  for (;;) {
    const step = await running.next();
    if (step.done === true) return step.value;
    onProgress(step.value);
  }
}
