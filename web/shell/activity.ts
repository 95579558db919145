import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { RunOptions } from '../../workers/tasks/task.ts';
import { steady } from './steady.ts';
import { createStore } from './store.ts';

/** Work under way in this tab. It lives outside the pages, so that going elsewhere does not stop it. */
export interface Activity {
  readonly id: string;
  readonly kind: 'import' | 'export' | 'look' | 'train' | 'predict' | 'retrain' | 'lifecycle';
  readonly title: string;
  readonly startedAt: number;
  readonly progress: Progress | null;
  cancel(): void;
}

export const activities = createStore<readonly Activity[]>([]);

let started = 0;

/**
 * Runs cancellable work and shows it in the header until it settles.
 * @throws whatever the work throws, as AppError.
 */
export async function runActivity<T>(
  about: Pick<Activity, 'kind' | 'title'>,
  work: (options: RunOptions & { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const id = `activity-${++started}`;
  const cancel = (): void => controller.abort();
  const entry: Activity = { ...about, id, startedAt: performance.now(), progress: null, cancel };
  activities.update((list) => [...list, entry]);
  try {
    return await work({ signal: controller.signal, onProgress: steady((progress) => report(id, progress)) });
  } catch (thrown) {
    throw AppError.from(thrown);
  } finally {
    activities.update((list) => list.filter((each) => each.id !== id));
  }
}

function report(id: string, progress: Progress): void {
  activities.update((list) => list.map((each) => (each.id === id ? { ...each, progress } : each)));
}

/** Whole percent of the stage under way, or null before anything was reported. */
export function percentOf(progress: Progress | null): number | null {
  if (progress === null || progress.total <= 0) return null;
  return Math.min(100, Math.round((100 * progress.done) / progress.total));
}
