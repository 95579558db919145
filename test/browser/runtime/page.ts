import { AppError } from '../../../shared/errors/app-error.ts';
import { createRng } from '../../../shared/random/rng.ts';
import { churn } from '../../../shared/samples/churn.ts';
import type { Table } from '../../../shared/table/table.ts';
import { createBrowserTasks } from '../../../workers/browser/browser-tasks.ts';
import { interruptedRuns, isTraining, whileTraining } from '../../../workers/browser/run-locks.ts';
import { changeInput } from '../../../workers/browser/storage-tasks.ts';
import { webWorkerHandle } from '../../../workers/browser/web-worker.ts';
import { DATABASE_NAME, openBrowserWorkspace } from '../../../workers/browser/workspace.ts';
import { createRemoteRunner } from '../../../workers/tasks/remote-runner.ts';
import { fixtureLanes, type FixtureTaskMap } from '../../workers/fixtures/tasks.ts';
import './engine-page.ts';
import { sampleRun } from '../../registry/sample-records.ts';
import { recipeFor, table } from './training.ts';

/** What the tests call in the page; every answer is plain data. */

const tasks = createBrowserTasks(DATABASE_NAME);
const opening = openBrowserWorkspace({
  change: (change) => tasks.run('change-dataset', changeInput(change)),
});
const fixtures = createRemoteRunner<FixtureTaskMap>(
  () => webWorkerHandle(new Worker(new URL('./fixture-worker.ts', import.meta.url), { type: 'module' })),
  fixtureLanes,
);
const absent = createRemoteRunner<FixtureTaskMap>(
  () => webWorkerHandle(new Worker('/no-such-worker.js', { type: 'module' })),
  fixtureLanes,
);

/** The error's wire form, or `null` when none was thrown. */
async function problemOf(work: Promise<unknown>): Promise<Record<string, unknown> | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    return { typed: thrown instanceof AppError, ...AppError.from(thrown).toProblem() };
  }
}

function load(rows: Table, name = 'churn') {
  const source = { name: `${name}.csv`, sizeBytes: 1, digest: 'f'.repeat(64) };
  const batch = { batchId: 'b1', at: '2026-01-01T00:00:00.000Z', percent: 100, rejectedRows: 0, source };
  return opening.then((workspace) => workspace.datasets.append(name, rows, batch, 'Churn'));
}

const runtime = {
  isolated: () => crossOriginIsolated,
  load: async () => (await load(table)).dataVersion,
  async train(dataVersion: string, estimator: string, params: Record<string, number>, threads: number) {
    const recipe = recipeFor(estimator, params);
    const input = { table: { dataVersion }, recipe, threads, backend: null };
    const outcome = await tasks.run('train', input);
    return { digest: outcome.modelDigest, threads: outcome.threads, backend: outcome.backend };
  },
  async predict(dataVersion: string) {
    const recipe = recipeFor('random-forest', { n_estimators: 10 });
    const input = { table: { dataVersion }, recipe, threads: 1, backend: null };
    const { packageBytes } = await tasks.run('train', input);
    const { blobs } = await opening;
    const digest = await blobs.put(packageBytes);
    const instances = [{}];
    return (await tasks.run('predict', { model: { digest }, instances })).answers;
  },
  async abortTraining() {
    const large = await load(churn.generate(createRng(1), 20_000), 'large');
    const controller = new AbortController();
    const recipe = recipeFor('random-forest', { n_estimators: 1000 });
    const input = { table: { dataVersion: large.dataVersion }, recipe, threads: 2, backend: null };
    return problemOf(
      tasks.run('train', input, {
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage === 'train') controller.abort();
        },
      }),
    );
  },
  refuse: () => problemOf(fixtures.run('refuse', {})),
  crash: async () => [await problemOf(fixtures.run('crash', {})), await fixtures.run('echo', { value: 7 })],
  loadFailure: () => problemOf(absent.run('echo', { value: 1 })),
  async hang() {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const hanging = fixtures.run('hang', { ms: 3_600_000 }, { signal: controller.signal });
    return [await problemOf(hanging), await fixtures.run('steps', { count: 3 })];
  },
  shared: () => fixtures.run('table', { table: { table } }),
  async store(count: number) {
    const large = churn.generate(createRng(2), count);
    const before = await (await opening).datasets.list();
    const problem = await problemOf(load(large, 'too-large'));
    return {
      problem,
      same: JSON.stringify(before) === JSON.stringify(await (await opening).datasets.list()),
    };
  },
  startTraining: async (runId: string) => {
    const { drafts } = await opening;
    await drafts.put(sampleRun(runId, { status: 'RUNNING' }));
    return new Promise<void>((begun) => {
      void whileTraining(runId, () => (begun(), new Promise(() => {})));
    });
  },
  isTraining,
  interrupted: async () => (await interruptedRuns((await opening).drafts)).map(({ runId }) => runId),
  commit: async (runId: string) => (await opening).log.commit('run.recorded', { run: sampleRun(runId) }),
  /** Settles when the log was changed from elsewhere, with the runs that it has then. */
  awaitChange: async () => {
    const { log } = await opening;
    await new Promise<void>((resolve) => log.subscribe(resolve));
    return [...(await log.state()).registry.runs.keys()];
  },
  use: async () => problemOf((await opening).datasets.list()),
  openBlocked: async () => {
    await opening.then((workspace) => workspace.close());
    const name = 'blocked';
    await new Promise((resolve) => {
      indexedDB.open(name, 1).onsuccess = resolve;
    });
    return problemOf(openBrowserWorkspace({ name }));
  },
};

export type Runtime = typeof runtime;
declare global {
  var runtime: Runtime;
}
globalThis.runtime = runtime;
