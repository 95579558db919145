import type { RunRecord } from '../../shared/records/run.ts';
import type { DraftStore } from '../workspace.ts';

const lockName = (runId: string): string => `train:${runId}`;

/**
 * Holds the lock of a run while it trains, so that other tabs can tell it from an interrupted one, and
 * only one of them trains it (SYNC9).
 */
export function whileTraining<T>(runId: string, train: () => Promise<T>): Promise<T> {
  return navigator.locks.request(lockName(runId), train);
}

/** Whether some tab holds the run's lock: the lock of a closed or crashed tab is gone with it. */
export async function isTraining(runId: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockName(runId));
}

/** Drafts whose tab is gone. */
export async function interruptedRuns(drafts: DraftStore): Promise<RunRecord[]> {
  const runs = await drafts.list();
  const alive = await Promise.all(runs.map(({ runId }) => isTraining(runId)));
  return runs.filter((_, at) => !alive[at]);
}
