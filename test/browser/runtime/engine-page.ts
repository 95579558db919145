import { v7 } from 'uuid';
import { AppError } from '../../../shared/errors/app-error.ts';
import { ENGINE_VERSION } from '../../../shared/pipelines/engine-version.ts';
import type { Recipe } from '../../../shared/records/recipe.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { Table } from '../../../shared/table/table.ts';
import { createBrowserTasks } from '../../../workers/browser/browser-tasks.ts';
import { isTraining, onPageLeft, whileTraining } from '../../../workers/browser/run-locks.ts';
import { changeInput } from '../../../workers/browser/storage-tasks.ts';
import { openBrowserWorkspace } from '../../../workers/browser/workspace.ts';
import type { Host } from '../../../workers/lifecycle/host.ts';
import {
  isInterrupted,
  resumeRun,
  settleInterruptedRuns,
} from '../../../workers/lifecycle/interrupted-runs.ts';
import { trainRun } from '../../../workers/lifecycle/train.ts';
import { longRecipe, longTable, registryWork } from './engine-work.ts';

/** What the engine's tests call in the page, over a workspace of their own; every answer is plain data. */

const DATABASE = 'engine';
const tasks = createBrowserTasks(DATABASE);
const opening = openBrowserWorkspace({
  name: DATABASE,
  change: (change) => tasks.run('change-dataset', changeInput(change)),
});
async function openHost(): Promise<Host> {
  const workspace = await opening;
  return {
    workspace,
    tasks,
    tableRef: async (dataVersion) => ({ dataVersion }),
    packageRef: async (digest) => ({ digest }),
    now: () => new Date(),
    newId: () => v7(),
    kind: 'page',
    environment: { engineVersion: ENGINE_VERSION, host: 'browser', runtime: 'test', commit: null },
    onHurry: onPageLeft,
    whileTraining,
  };
}

async function load(dataset: string, table: Table): Promise<string> {
  const source = { name: `${dataset}.csv`, sizeBytes: 1, digest: dataset };
  const batch = { batchId: dataset, at: '2026-01-01T00:00:00.000Z', percent: 100, rejectedRows: 0, source };
  return (await (await opening).datasets.append(dataset, table, batch, null)).dataVersion;
}

const ended = ({ runId, status, modelDigest, environment, resumed, error }: RunRecord) => ({
  runId,
  status,
  modelDigest,
  threads: environment.threads,
  resumed: resumed?.length ?? 0,
  error: error?.code ?? null,
});

const problem = (thrown: unknown) => ({ problem: AppError.from(thrown).toProblem() });

async function train(dataset: string, table: Table, recipe: Recipe, threads: number) {
  const dataVersion = await load(dataset, table);
  const request = { dataset, dataVersion, recipe, experiment: 'engine', threads, checkpointEveryMs: 100 };
  return trainRun(await openHost(), request).then(ended, problem);
}

let underWay: ReturnType<typeof train> | null = null;

const engine = {
  isolated: () => crossOriginIsolated,
  train(estimator: string, threads: number) {
    const { table, recipe } = registryWork.find((work) => work.estimator === estimator)!;
    return train(table.nRows === 200 ? 'texts' : 'customers', table, recipe, threads);
  },
  trainLong: (threads: number) => train('long', longTable, longRecipe, threads),
  /** Begins the long training; settles when its first checkpoint is stored. */
  async beginLong(threads: number): Promise<string> {
    underWay = engine.trainLong(threads);
    const { drafts, checkpoints } = await opening;
    for (;;) {
      const [draft] = await drafts.list();
      if (draft !== undefined && (await checkpoints.has(draft.runId))) return draft.runId;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /** How what was begun ended. */
  outcome: () => underWay,
  /** Aborts a long training after so many milliseconds. */
  async abortLong(threads: number, afterMs: number) {
    const dataVersion = await load('long', longTable);
    const request = { dataset: 'long', dataVersion, recipe: longRecipe, experiment: 'engine', threads };
    return trainRun(await openHost(), request, { signal: AbortSignal.timeout(afterMs) }).then(ended, problem);
  },
  /** What the page does at its start. */
  async settle() {
    await settleInterruptedRuns(await openHost(), isTraining);
    return (await (await opening).drafts.list()).filter(isInterrupted).map(({ runId }) => runId);
  },
  resume: async (runId: string, threads: number) =>
    resumeRun(await openHost(), runId, { threads, checkpointEveryMs: 100 }).then(ended, problem),
  recorded: async () =>
    [...(await (await opening).log.state()).registry.runs.values()].map(({ run }) => ended(run)),
};

export type Engine = typeof engine;
declare global {
  var engine: Engine;
}
globalThis.engine = engine;
