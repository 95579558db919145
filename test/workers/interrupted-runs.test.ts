import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { decodeCheckpoint } from '../../shared/packaging/checkpoint-file.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { churn } from '../../shared/samples/churn.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import {
  discardRun,
  isInterrupted,
  resumeRun,
  settleInterruptedRuns,
} from '../../workers/lifecycle/interrupted-runs.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import type { RunOptions } from '../../workers/tasks/task.ts';
import { sweepGround, type SweepGround } from './sweep-host.ts';

const tasks = createNodeTasks();
afterAll(() => tasks.close());

const table = churn.generate(createRng(42), 1500);

let ground: SweepGround;
let host: Host;
let dataVersion: string;
beforeEach(async () => {
  ground = await sweepGround(tasks);
  ({ host } = ground);
  dataVersion = await ground.load('churn', table);
});
afterEach(() => ground.remove());

function request(change: Partial<Parameters<typeof trainRun>[1]> = {}) {
  const params = { max_iter: 120, learning_rate: 0.05 };
  const recipe = defaultRecipe({
    schema: schemaOf(table),
    target: 'Churn',
    estimator: 'gradient-boosting',
    params,
    seed: 42,
  });
  return { dataset: 'churn', dataVersion, recipe, experiment: 'e', checkpointEveryMs: 1, ...change };
}

/** Cancels a training when its first checkpoint is stored; the draft that is left. */
async function interrupt(on: Host = host): Promise<RunRecord> {
  const controller = new AbortController();
  const put: typeof on.workspace.checkpoints.put = async (runId, file) => {
    await on.workspace.checkpoints.put(runId, file);
    controller.abort();
  };
  const checkpoints = { ...on.workspace.checkpoints, put };
  const watched = { ...on, workspace: { ...on.workspace, checkpoints } };
  const training = trainRun(watched, request({ threads: 2 }), { signal: controller.signal });
  await expect(training).rejects.toMatchObject({ code: 'aborted' });
  const [draft] = await on.workspace.drafts.list();
  return draft!;
}

const runs = async (): Promise<RunRecord[]> =>
  [...(await host.workspace.log.state()).registry.runs.values()].map(({ run }) => run);

const trained = (): Promise<RunRecord> => trainRun(host, request({ checkpointEveryMs: 0, threads: 1 }));

describe('a training that was interrupted', () => {
  it('waits, and ends as the same run with the bytes of an uninterrupted one', async () => {
    const whole = await trained();
    const draft = await interrupt();
    expect(isInterrupted(draft)).toBe(true);
    expect(draft.error).toMatchObject({ code: 'aborted' });
    expect((await runs()).map(({ runId }) => runId)).toEqual([whole.runId]);

    const run = await resumeRun(host, draft.runId, { threads: 1 });
    expect(run).toMatchObject({ runId: draft.runId, status: 'FINISHED', error: null });
    expect(run.modelDigest).toBe(whole.modelDigest);
    expect(run.resumed).toHaveLength(1);
    expect(run.resumed![0]).toMatchObject({ total: 120 });
    const figures = ({ metrics }: RunRecord) => metrics.map(({ key, value, step }) => [key, value, step]);
    expect(figures(run)).toEqual(figures(whole));
    expect(await host.workspace.drafts.list()).toEqual([]);
    expect(await host.workspace.checkpoints.has(run.runId)).toBe(false);
  });

  it('can be interrupted again and again', async () => {
    const whole = await trained();
    const draft = await interrupt();
    const options = (): RunOptions => ({ signal: AbortSignal.timeout(400) });
    let run: RunRecord | null = null;
    for (let attempt = 0; run === null && attempt < 50; attempt++)
      run = await resumeRun(host, draft.runId, { checkpointEveryMs: 1 }, attempt < 3 ? options() : {}).catch(
        (thrown: unknown) => {
          expect(thrown).toMatchObject({ code: 'aborted' });
          return null;
        },
      );
    expect(run!.modelDigest).toBe(whole.modelDigest);
  });

  it('is found by the next start when its owner died, once', async () => {
    const draft = await interrupt();
    await host.workspace.drafts.put({ ...draft, status: 'RUNNING', endedAt: null, error: null });
    expect(await settleInterruptedRuns(host, async () => true)).toEqual([]);
    const [found] = await settleInterruptedRuns(host, async () => false);
    expect(found).toMatchObject({ resumable: true, run: { runId: draft.runId, error: { code: 'aborted' } } });
    expect(await settleInterruptedRuns(host, async () => false)).toEqual([]);
    expect(await runs()).toEqual([]);
  });

  it('without a checkpoint has ended for good', async () => {
    const draft = await interrupt();
    await host.workspace.checkpoints.delete(draft.runId);
    await host.workspace.drafts.put({ ...draft, status: 'RUNNING' });
    expect(await settleInterruptedRuns(host, async () => false)).toMatchObject([{ resumable: false }]);
    expect(await runs()).toMatchObject([{ runId: draft.runId, status: 'KILLED' }]);
    await expect(resumeRun(host, draft.runId)).rejects.toMatchObject({ code: 'run-not-resumable' });
  });

  it('is recorded as it is when it is discarded', async () => {
    const draft = await interrupt();
    await discardRun(host, draft.runId);
    expect(await runs()).toMatchObject([{ runId: draft.runId, status: 'KILLED', modelDigest: null }]);
    expect(await host.workspace.drafts.list()).toEqual([]);
    expect(await host.workspace.checkpoints.has(draft.runId)).toBe(false);
    await expect(discardRun(host, draft.runId)).rejects.toMatchObject({ code: 'run-not-resumable' });
    await expect(resumeRun(host, 'no-such-run')).rejects.toMatchObject({ code: 'run-unknown' });
  });
});

describe('a checkpoint that does not fit is refused, and the run goes on waiting', () => {
  async function refused(draft: RunRecord, code: string, words: string, on = host): Promise<void> {
    const thrown = await resumeRun(on, draft.runId).catch((error: unknown) => AppError.from(error));
    expect(thrown).toMatchObject({ code });
    expect((thrown as AppError).detail).toContain(words);
    expect((await host.workspace.drafts.list()).map(({ runId }) => runId)).toEqual([draft.runId]);
    expect(await runs()).toEqual([]);
  }

  it('after the recipe, the seed, or the engine changed', async () => {
    const draft = await interrupt();
    const { drafts } = host.workspace;
    await drafts.put({ ...draft, recipe: { ...draft.recipe, seed: 43 } });
    await refused(draft, 'checkpoint-stale', 'the recipe');
    await drafts.put(draft);
    const environment = { ...host.environment, engineVersion: '999' };
    await refused(draft, 'checkpoint-stale', `version ${ENGINE_VERSION}, this is 999`, {
      ...host,
      environment,
    });
  });

  it('after its rows are gone, or other rows took their place', async () => {
    const draft = await interrupt();
    const other = await ground.load('other', churn.generate(createRng(1), 1500));
    await host.workspace.drafts.put({ ...draft, dataVersion: other });
    await refused(draft, 'checkpoint-stale', 'the data');
    await host.workspace.drafts.put(draft);
    await host.workspace.datasets.delete('churn');
    await refused(draft, 'rows-not-here', '"churn"');
  });

  it('after one bit of it changed', async () => {
    const draft = await interrupt();
    const file = Uint8Array.from((await host.workspace.checkpoints.get(draft.runId))!);
    file[file.length >> 1]! ^= 4;
    await host.workspace.checkpoints.put(draft.runId, file);
    await refused(draft, 'checkpoint-invalid', 'changed');
  });
});

describe('checkpoints', () => {
  it('that find no room are given up with a notice; the training goes on', async () => {
    const full = new AppError('storage-full', { detail: 'Not one byte more.' });
    const checkpoints = { ...host.workspace.checkpoints, put: () => Promise.reject(full) };
    const notices: AppError[] = [];
    const narrow = { ...host, workspace: { ...host.workspace, checkpoints } };
    const run = await trainRun(narrow, request(), { onNotice: (error) => notices.push(error) });
    expect(run.status).toBe('FINISHED');
    expect(notices).toEqual([full]);
  });

  it('are taken at once when the host is about to go', async () => {
    let leave: () => void = () => {};
    const kept: number[] = [];
    const { checkpoints } = host.workspace;
    const put: typeof checkpoints.put = async (_runId, file) => void kept.push(decodeCheckpoint(file).done);
    const leaving: Host = {
      ...host,
      workspace: { ...host.workspace, checkpoints: { ...checkpoints, put } },
      onHurry(listener) {
        leave = listener;
        return () => (leave = () => {});
      },
    };
    let asked = false;
    await trainRun(leaving, request({ checkpointEveryMs: 60_000 }), {
      onProgress: ({ stage, done }) => {
        if (stage !== 'train' || done < 10 || asked) return;
        asked = true;
        leave();
      },
    });
    expect(kept).toHaveLength(1);
  });
});
