import type { CheckpointStore, DraftStore, PredictionStore, SuiteStore, SweepStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import { stored } from './storage-error.ts';

/** Runs under way. */
export function draftStore({ drafts }: BrowserDatabase): DraftStore {
  return {
    put: (run) => stored(async () => void (await drafts.put(run))),
    list: () => stored(() => drafts.orderBy('runId').toArray()),
    delete: (runId) => stored(() => drafts.delete(runId)),
  };
}

/** How far they had come. */
export function checkpointStore({ checkpoints }: BrowserDatabase): CheckpointStore {
  return {
    put: (runId, file) => stored(async () => void (await checkpoints.put({ runId, file }))),
    get: (runId) => stored(async () => (await checkpoints.get(runId))?.file ?? null),
    has: (runId) => stored(async () => (await checkpoints.where('runId').equals(runId).count()) > 0),
    delete: (runId) => stored(() => checkpoints.delete(runId)),
  };
}

/** Answered predictions; those of one call are stored together or not at all. */
export function predictionStore({ predictions }: BrowserDatabase): PredictionStore {
  return {
    append: (records) => stored(async () => void (await predictions.bulkAdd(records))),
    between: (from, to) => stored(() => predictions.where('at').between(from, to).sortBy('at')),
  };
}

/** What datasets promise. */
export function suiteStore({ suites }: BrowserDatabase): SuiteStore {
  return {
    get: (dataset) => stored(async () => (await suites.get(dataset))?.suite ?? null),
    put: (dataset, suite) => stored(async () => void (await suites.put({ dataset, suite }))),
    delete: (dataset) => stored(() => suites.delete(dataset)),
  };
}

/** Searches for the best params. */
export function sweepStore({ sweeps }: BrowserDatabase): SweepStore {
  return {
    put: (sweep) => stored(async () => void (await sweeps.put(sweep))),
    get: (sweepId) => stored(async () => (await sweeps.get(sweepId)) ?? null),
    list: () => stored(() => sweeps.orderBy('sweepId').toArray()),
    delete: (sweepId) => stored(() => sweeps.delete(sweepId)),
  };
}
