import type { DraftStore, PredictionStore } from '../workspace.ts';
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

/** Answered predictions; those of one call are stored together or not at all. */
export function predictionStore({ predictions }: BrowserDatabase): PredictionStore {
  return {
    append: (records) => stored(async () => void (await predictions.bulkAdd(records))),
    between: (from, to) => stored(() => predictions.where('at').between(from, to).sortBy('at')),
  };
}
