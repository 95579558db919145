import { AppError } from '../../shared/errors/app-error.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { DraftStore } from '../workspace.ts';

const lockName = (runId: string): string => `train:${runId}`;

/**
 * Holds the lock of a run while it trains, so that other tabs can tell it from an interrupted one, and
 * only one of them trains it (SYNC9).
 * @throws AppError `run-under-way` when another tab holds it.
 */
export function whileTraining<T>(runId: string, train: () => Promise<T>): Promise<T> {
  return navigator.locks.request(lockName(runId), { ifAvailable: true }, (lock) => {
    if (lock !== null) return train();
    throw new AppError('run-under-way', { detail: 'Another tab is training this run.' });
  });
}

/** Calls back when this page may soon be gone: hidden, closed, or put to sleep. The answer ends that. */
export function onPageLeft(listener: () => void): () => void {
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') listener();
  };
  document.addEventListener('visibilitychange', hidden);
  window.addEventListener('pagehide', listener);
  return () => {
    document.removeEventListener('visibilitychange', hidden);
    window.removeEventListener('pagehide', listener);
  };
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
