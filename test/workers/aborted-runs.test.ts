import { afterAll, afterEach, expect, it } from 'vitest';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import { sweepGround, type SweepGround } from './sweep-host.ts';

const tasks = createNodeTasks();
afterAll(() => tasks.close());
let ground: SweepGround;
afterEach(() => ground.remove());

const table = churn.generate(createRng(1), 6000);
const endless = {
  'neural-network': { epochs: 1000, early_stopping: false, batch_size: 32 },
  'random-forest': { n_estimators: 1000, max_depth: 30 },
  'gradient-boosting': { max_iter: 1000, early_stopping: false },
} as const;

it.each([
  ['neural-network', 1],
  ['neural-network', 2],
  ['random-forest', 1],
  ['random-forest', 2],
  ['gradient-boosting', 2],
] as const)(
  'an abort in the middle of %s on %i threads ends the run as KILLED',
  async (estimator, threads) => {
    ground = await sweepGround(tasks);
    const dataVersion = await ground.load('churn', table);
    const recipe = {
      ...defaultRecipe({ schema: schemaOf(table), target: 'Churn', estimator, seed: 1 }),
      estimator: { name: estimator, params: endless[estimator] },
    };
    const abort = new AbortController();
    let last = 0;
    const training = trainRun(
      ground.host,
      { dataset: 'churn', dataVersion, recipe, experiment: 'e', threads, checkpointEveryMs: 0 },
      {
        signal: abort.signal,
        onProgress: ({ stage, done, total }) => {
          if (stage !== 'train') return;
          last = done / total;
          abort.abort();
        },
      },
    );
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
    expect(last).toBeLessThan(0.9);
    const { registry } = await ground.host.workspace.log.state();
    const runs = [...registry.runs.values()].map(({ run }) => run);
    expect(runs).toMatchObject([
      { status: 'KILLED', modelDigest: null, artifacts: [], error: { code: 'aborted' } },
    ]);
    expect(await ground.host.workspace.drafts.list()).toEqual([]);
  },
);
