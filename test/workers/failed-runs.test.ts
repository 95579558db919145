import { afterAll, afterEach, expect, it } from 'vitest';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { startThread } from '../../workers/node/thread.ts';
import { createRemoteRunner } from '../../workers/tasks/remote-runner.ts';
import type { TaskRunner } from '../../workers/tasks/tasks.ts';
import { fixtureLanes, type FixtureTaskMap } from './fixtures/tasks.ts';
import { sweepGround, type SweepGround } from './sweep-host.ts';

const thread = new URL('./fixtures/task-thread.ts', import.meta.url);
const fixtures = createRemoteRunner<FixtureTaskMap>(() => startThread(thread), fixtureLanes);
afterAll(() => fixtures.close());

/** Whatever is asked for, a real thread does this instead. */
const always = (name: 'run-out' | 'exit'): TaskRunner => ({
  run: (_task, _input, options = {}) => fixtures.run(name, {}, options) as never,
  close: async () => {},
});

let ground: SweepGround;
afterEach(() => ground.remove());

const table = churn.generate(createRng(1), 50);

async function trainOn(tasks: TaskRunner) {
  ground = await sweepGround(tasks);
  const dataVersion = await ground.load('churn', table);
  const schema = schemaOf(table);
  const recipe = defaultRecipe({ schema, target: 'Churn', estimator: 'decision-tree', seed: 1 });
  return trainRun(ground.host, { dataset: 'churn', dataVersion, recipe, experiment: 'e' });
}

it.each([
  ['memory runs out', 'run-out', 'out-of-memory'],
  ['its thread ends', 'exit', 'worker-died'],
] as const)(
  'a run is recorded as FAILED with its cause when %s, and nothing is registered',
  async (_why, task, code) => {
    await expect(trainOn(always(task))).rejects.toMatchObject({ code });
    const { host } = ground;
    const { registry } = await host.workspace.log.state();
    const runs = [...registry.runs.values()].map(({ run }) => run);
    expect(runs).toMatchObject([{ status: 'FAILED', modelDigest: null, artifacts: [], error: { code } }]);
    await expect(registerRun(host, runs[0]!.runId, 'churn')).rejects.toMatchObject({
      code: 'run-without-model',
    });
    expect((await host.workspace.log.state()).registry.models.size).toBe(0);
    expect(await host.workspace.drafts.list()).toEqual([]);
  },
);
