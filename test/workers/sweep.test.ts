import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { churn as churnSample } from '../../shared/samples/churn.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { SearchDimension, SweepRecord, SweepSpec } from '../../shared/records/sweep.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Table } from '../../shared/table/table.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import { settleInterruptedSweeps } from '../../workers/lifecycle/sweep/interrupted.ts';
import type { SweepEvent, SweepOptions } from '../../workers/lifecycle/sweep/keep-sweep.ts';
import { deleteSweep } from '../../workers/lifecycle/sweep/delete-sweep.ts';
import { continueSweep, runSweep } from '../../workers/lifecycle/sweep/run-sweep.ts';
import { BEST_TAG, endedTrials, tagOf } from '../../workers/lifecycle/sweep/trial-runs.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import { sampleTable } from '../pipelines/training.ts';
import { sweepGround, type SweepGround } from './sweep-host.ts';

const tasks = createNodeTasks();
afterAll(() => tasks.close());

let ground: SweepGround;
beforeEach(async () => {
  ground = await sweepGround(tasks);
});
afterEach(() => ground.remove());

const churn = sampleTable('churn', 240);
type Model = readonly [estimator: string, space: SearchDimension[]];
const TREES: Model = ['decision-tree', [{ param: 'max_depth', values: [1, 2, 3, 4] }]];

function specOf(models: readonly Model[], wish: Partial<SweepSpec> = {}, table: Table = churn): SweepSpec {
  const target = table === churn ? 'Churn' : 'y';
  return {
    models: models.map(([estimator, space]) => ({
      recipe: defaultRecipe({
        schema: schemaOf(table),
        target,
        estimator,
        seed: 42,
        ...(table === churn ? {} : { preparation: { scale: 'none' } }),
      }),
      space,
    })),
    search: { method: 'grid' },
    folds: 3,
    repeats: 1,
    metric: 'roc_auc',
    seed: 7,
    ...wish,
  };
}

async function start(
  spec: SweepSpec,
  options: SweepOptions = {},
  table: Table = churn,
): Promise<SweepRecord> {
  const dataVersion = await ground.load('data', table);
  return runSweep(
    ground.host,
    { name: 'depths', experiment: 'e', dataset: 'data', dataVersion, spec },
    options,
  );
}

async function runs(): Promise<RunRecord[]> {
  const { registry } = await ground.host.workspace.log.state();
  return [...registry.runs.values()].map(({ run }) => run);
}

async function bestOf(sweep: SweepRecord): Promise<RunRecord> {
  return (await runs()).find(({ runId }) => runId === sweep.bestRunId)!;
}

describe('a sweep', () => {
  it('has the same trials, winner and model bytes with 1 worker and with 2, in all four searches', async () => {
    const ranges: Model[] = [
      ['decision-tree', [{ param: 'max_depth', from: 1, to: 12 }]],
      ['logistic-regression', [{ param: 'C', from: 0.01, to: 10 }]],
    ];
    const specs = [
      specOf([TREES]),
      specOf(ranges, { search: { method: 'random', trials: 5 } }),
      specOf(ranges, { search: { method: 'bayes', trials: 9 } }),
      specOf([TREES], { search: { method: 'halving', factor: 2 } }),
    ];
    for (const spec of specs) {
      const seen: unknown[] = [];
      for (const parallel of [1, 2]) {
        const sweep = await start(spec, { parallel });
        const trials = [...(await endedTrials(ground.host, sweep.sweepId))].sort(([a], [b]) => a - b);
        const best = await bestOf(sweep);
        seen.push({
          planned: sweep.planned,
          trials: trials.map(([index, run]) => [
            index,
            run.params,
            run.metrics.map(({ key, value }) => [key, value]),
          ]),
          best: [sweep.bestTrial, best.params, best.modelDigest],
        });
      }
      expect(seen[1]).toEqual(seen[0]);
    }
  });

  it('records each trial with its folds, and trains the best as `train` would with its params', async () => {
    const events: SweepEvent[] = [];
    const sweep = await start(specOf([TREES]), { parallel: 2, onEvent: (event) => events.push(event) });
    expect(sweep).toMatchObject({ status: 'FINISHED', planned: 4, error: null });
    const trials = [...(await endedTrials(ground.host, sweep.sweepId)).values()];
    expect(trials.map((run) => run.recipe.estimator.params['max_depth']).sort()).toEqual([1, 2, 3, 4]);
    for (const run of trials) {
      expect(run).toMatchObject({ status: 'FINISHED', modelDigest: null, nRows: 240 });
      const steps = run.metrics.filter(({ key }) => key === 'cv_roc_auc');
      const mean = steps.reduce((sum, { value }) => sum + Number(value), 0) / 3;
      expect(metricOf(run, 'cv_roc_auc_mean')).toBeCloseTo(mean, 12);
      expect(metricOf(run, 'cv_roc_auc_std')).toBeGreaterThan(0);
    }
    const best = await bestOf(sweep);
    const highest = Math.max(...trials.map((run) => metricOf(run, 'cv_roc_auc_mean')));
    expect(metricOf(best, 'cv_roc_auc_mean')).toBe(highest);
    expect(metricOf(best, 'test_roc_auc')).toBeGreaterThan(0.5);
    expect(tagOf(best, BEST_TAG)).toBe(String(sweep.bestTrial));
    const plain = await trainRun(ground.host, {
      dataset: 'data',
      dataVersion: sweep.dataVersion,
      recipe: best.recipe,
      experiment: 'e',
    });
    expect(plain.modelDigest).toBe(best.modelDigest);
    const kinds = new Set(events.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['record', 'trial-started', 'trial-progress', 'trial-ended', 'refit']));
  });

  it('takes the best of three different models', async () => {
    const sweep = await start(
      specOf([
        ['logistic-regression', []],
        ['decision-tree', []],
        ['random-forest', []],
      ]),
    );
    const ended = await endedTrials(ground.host, sweep.sweepId);
    expect([...ended.values()].map((run) => run.recipe.estimator.name).sort()).toEqual([
      'decision-tree',
      'logistic-regression',
      'random-forest',
    ]);
    expect((await bestOf(sweep)).recipe.estimator.name).toBe(
      ended.get(sweep.bestTrial!)!.recipe.estimator.name,
    );
    await expect(deleteSweep(ground.host, 'none')).rejects.toMatchObject({ code: 'sweep-unknown' });
    await deleteSweep(ground.host, sweep.sweepId);
    expect(await ground.host.workspace.sweeps.list()).toEqual([]);
    expect((await endedTrials(ground.host, sweep.sweepId)).size).toBe(3);
  });

  it('judges itself on folds around it, where asked', async () => {
    const sweep = await start(specOf([TREES], { nested: 3 }), { parallel: 2 });
    expect(sweep.outer.map(({ fold }) => fold)).toEqual([0, 1, 2]);
    const best = await bestOf(sweep);
    const mean =
      sweep.outer.reduce((sum, { metrics }) => sum + metrics.find(({ key }) => key === 'roc_auc')!.value, 0) /
      3;
    expect(metricOf(best, 'nested_roc_auc_mean')).toBeCloseTo(mean, 12);
    expect((await runs()).length).toBe(5);
  });

  it('keeps trials that fail, says why, and goes on with the others', async () => {
    const table = withNegatives();
    const sweep = await start(specOf([['multinomial-nb', []], TREES], {}, table), {}, table);
    const ended = await endedTrials(ground.host, sweep.sweepId);
    const failed = [...ended.values()].filter(({ status }) => status === 'FAILED');
    expect(failed.map((run) => run.recipe.estimator.name)).toEqual(['multinomial-nb']);
    expect(failed[0]!.error).toMatchObject({
      code: expect.any(String),
      detail: expect.stringMatching(/negative|below/i),
    });
    expect((await bestOf(sweep)).recipe.estimator.name).toBe('decision-tree');
  });
});

/** What counts cannot take: numbers below zero, unscaled. */
function withNegatives(): Table {
  return tableFromInstances(
    [
      { name: 'a', type: 'numeric' },
      { name: 'y', type: 'categorical' },
    ],
    Array.from({ length: 120 }, (_, row) => [
      ((row * 37) % 101) - 50,
      (row * 37) % 101 > 50 ? 'high' : 'low',
    ]),
  );
}

describe('a sweep that is cut short', () => {
  it('keeps what is done when it is cancelled; continued, it repeats nothing and ends as if it had not been', async () => {
    const spec = specOf([TREES, ['logistic-regression', [{ param: 'C', values: [0.01, 0.1, 1, 10] }]]]);
    const whole = await start(spec);
    const expected = await bestOf(whole);
    const controller = new AbortController();
    let ended = 0;
    const cut = start(spec, {
      parallel: 1,
      signal: controller.signal,
      onEvent: ({ kind }) => {
        if (kind === 'trial-ended' && ++ended === 3) controller.abort();
      },
    });
    await expect(cut).rejects.toMatchObject({ code: 'aborted' });
    const stopped = (await ground.host.workspace.sweeps.list()).find(({ status }) => status === 'STOPPED')!;
    expect(stopped).toMatchObject({ bestRunId: null, error: null });
    const before = await endedTrials(ground.host, stopped.sweepId);
    expect(before.size).toBe(3);
    const started: number[] = [];
    const done = await continueSweep(ground.host, stopped.sweepId, {
      onEvent: (event) => event.kind === 'trial-started' && started.push(event.trial.index),
    });
    expect(started.sort()).toEqual([3, 4, 5, 6, 7]);
    expect(done).toMatchObject({ status: 'FINISHED', bestTrial: whole.bestTrial });
    expect((await bestOf(done)).modelDigest).toBe(expected.modelDigest);
    const after = await endedTrials(ground.host, stopped.sweepId);
    for (const [index, run] of before) expect(after.get(index)!.runId).toBe(run.runId);
    expect((await continueSweep(ground.host, stopped.sweepId)).bestRunId).toBe(done.bestRunId);
  });

  it('is marked as stopped when its owner is gone, and only then', async () => {
    const sweep = await start(specOf([['decision-tree', []]]));
    const { sweeps } = ground.host.workspace;
    await sweeps.put({ ...sweep, sweepId: 'dead', status: 'RUNNING', endedAt: null });
    await sweeps.put({ ...sweep, sweepId: 'alive', status: 'RUNNING', endedAt: null });
    const settled = await settleInterruptedSweeps(ground.host, async (id) => id === 'alive');
    expect(settled.map(({ sweepId }) => sweepId)).toEqual(['dead']);
    expect(await sweeps.get('dead')).toMatchObject({ status: 'STOPPED', error: { code: 'aborted' } });
    expect(await sweeps.get('alive')).toMatchObject({ status: 'RUNNING' });
    await expect(continueSweep(ground.host, 'alive')).rejects.toMatchObject({ code: 'sweep-running' });
    await expect(continueSweep(ground.host, 'nobody')).rejects.toMatchObject({ code: 'sweep-unknown' });
  });

  it('trains the best of what it has when its time is over', async () => {
    const forest: Model = ['random-forest', [{ param: 'n_estimators', values: [5, 3000, 4000, 5000] }]];
    const big = specOf([forest], { timeBudgetMs: 8000, folds: 5 });
    // Rows for which thousands of trees take far longer than that on any machine, and five of them do not.
    const sweep = await start(big, { parallel: 1 }, churnSample.generate(createRng(1), 10_000));
    const ended = await endedTrials(ground.host, sweep.sweepId);
    expect(ended.size).toBeLessThan(4);
    expect(sweep.status).toBe('FINISHED');
    expect(sweep.bestRunId).not.toBeNull();
  });

  it('says so when the time was too short for a single trial', async () => {
    const spec = specOf([['random-forest', [{ param: 'n_estimators', values: [5000] }]]], {
      timeBudgetMs: 1,
    });
    await expect(start(spec)).rejects.toMatchObject({ code: 'timed-out' });
    expect(await ground.host.workspace.sweeps.list()).toMatchObject([
      { status: 'FAILED', error: { code: 'timed-out' } },
    ]);
  });
});

describe('a sweep that cannot succeed', () => {
  const failing = async (spec: SweepSpec, table: Table): Promise<string> =>
    start(spec, { parallel: 1 }, table).then(
      () => 'none',
      (thrown: unknown) => AppError.from(thrown).code,
    );
  const tableOf = (rows: readonly (readonly [number, string | number])[]): Table =>
    tableFromInstances(
      [
        { name: 'a', type: 'numeric' },
        { name: 'y', type: typeof rows[0]![1] === 'number' ? 'numeric' : 'categorical' },
      ],
      rows.map((row) => [...row]),
    );

  it('ends at the first trial with the fault of the data, and leaves nothing half done', async () => {
    const rare = tableOf([
      ...Array.from({ length: 30 }, (_, at) => [at, at % 2 === 0 ? 'a' : 'b'] as const),
      [100, 'c'],
      [101, 'c'],
    ]);
    expect(await failing(specOf([TREES], {}, rare), rare)).toBe('class-too-small');
    expect(await runs()).toHaveLength(1);
    expect((await runs())[0]).toMatchObject({ status: 'FAILED', error: { code: 'class-too-small' } });
    expect(await ground.host.workspace.sweeps.list()).toMatchObject([{ status: 'FAILED', bestRunId: null }]);
    const few = tableOf(Array.from({ length: 8 }, (_, at) => [at, at % 2 === 0 ? 'a' : 'b'] as const));
    expect(await failing(specOf([TREES], { folds: 50 }, few), few)).toBe('folds-too-many');
  });

  it('says of what all trials failed', async () => {
    const table = withNegatives();
    expect(await failing(specOf([['multinomial-nb', []]], {}, table), table)).toBe('sweep-without-result');
  });
});
