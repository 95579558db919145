import { afterAll, afterEach, expect, it } from 'vitest';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import { sweepGround, type SweepGround } from './sweep-host.ts';

const tasks = createNodeTasks();
afterAll(() => tasks.close());
let ground: SweepGround;
afterEach(() => ground.remove());

it('[SYNC10] a run whose package holds rows travels without it; only its registration needs it', async () => {
  ground = await sweepGround(tasks);
  const { host } = ground;
  const table = churn.generate(createRng(1), 80);
  const dataVersion = await ground.load('churn', table);
  const wish = { schema: schemaOf(table), target: 'Churn', seed: 1 };
  const recipe = defaultRecipe({ ...wish, estimator: 'k-nearest-neighbors' });
  const run = await trainRun(host, { dataset: 'churn', dataVersion, recipe, experiment: 'e' });
  const digest = run.modelDigest!;
  expect(decodePackage((await host.workspace.blobs.get(digest))!).manifest.containsRows).toBe(true);
  expect(requiredBlobs({ type: 'run.recorded', payload: { run } })).not.toContain(digest);
  const version = await registerRun(host, run.runId, 'near');
  expect(requiredBlobs({ type: 'version.registered', payload: { ...version } })).toEqual([digest]);
});
