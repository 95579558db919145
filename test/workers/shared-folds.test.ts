import { afterAll, expect, it } from 'vitest';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { preparationKey } from '../../shared/pipelines/prepared-folds.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { shareFolds } from '../../workers/lifecycle/sweep/shared-folds.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import type { TaskRunner } from '../../workers/tasks/tasks.ts';
import { sampleTable } from '../pipelines/training.ts';

const threads = createNodeTasks();
afterAll(() => threads.close());

const table = sampleTable('churn', 240);
const recipeOf = (estimator: string, change: Partial<Recipe> = {}): Recipe => {
  const recipe = defaultRecipe({ schema: schemaOf(table), target: 'Churn', estimator, seed: 42 });
  return { ...recipe, split: { ...recipe.split, folds: 3 }, ...change };
};
const forest = recipeOf('random-forest');
const deep: Recipe = { ...forest, estimator: { name: 'random-forest', params: { max_depth: 3 } } };

function counted(fail: () => boolean = () => false) {
  const asked: string[] = [];
  const run = ((name: 'prepare-fold', input: never, options: object) => {
    asked.push(name);
    return fail() ? Promise.reject(new Error('the worker died')) : threads.run(name, input, options);
  }) as TaskRunner['run'];
  return { asked, tasks: { ...threads, run } };
}

const { signal } = new AbortController();

it('prepares each fold once for all trials that are prepared alike; their figures are those of each alone', async () => {
  const { asked, tasks } = counted();
  const folds = shareFolds({ tasks }, { table }, signal);
  const balanced = recipeOf('random-forest', { balance: { strategy: 'smote', neighbours: 5 } });
  for (const recipe of [forest, deep, balanced]) {
    const prepared = await folds.of(recipe, {});
    expect(prepared!.folds[0]!.train.X.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    const input = { table: { table }, recipe, scope: {}, backend: null };
    expect(await threads.run('trial', { ...input, prepared: prepared! })).toEqual(
      await threads.run('trial', input),
    );
  }
  expect(asked).toHaveLength(6);
});

it('tells apart what is prepared differently, and what cannot be shared', () => {
  expect(preparationKey(deep, {})).toBe(preparationKey(forest, {}));
  const others = [
    preparationKey({ ...forest, seed: 43 }, {}),
    preparationKey({ ...forest, prepare: forest.prepare.slice(1) }, {}),
    preparationKey(forest, { share: 0.5 }),
    preparationKey(forest, { outer: { folds: 3, fold: 0 } }),
  ];
  expect(new Set([preparationKey(forest, {}), ...others]).size).toBe(5);
  const balance = { strategy: 'oversample' } as const;
  const calibrate = { method: 'sigmoid', folds: 3 } as const;
  expect(preparationKey({ ...forest, balance, calibrate }, {})).toBeNull();
});

it('keeps no more than memory allows, and asks again after a failure', async () => {
  const { asked, tasks } = counted();
  const narrow = shareFolds({ tasks }, { table }, signal, 1000);
  expect(await narrow.of(forest, {})).toBeNull();
  expect(await narrow.of(deep, {})).toBeNull();
  expect(asked).toHaveLength(1);

  let dead = true;
  const again = shareFolds({ tasks: counted(() => dead).tasks }, { table }, signal);
  await expect(again.of(forest, {})).rejects.toThrow('the worker died');
  dead = false;
  expect((await again.of(forest, {}))!.folds).toHaveLength(3);
});
