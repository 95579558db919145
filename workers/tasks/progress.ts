import type { Progress } from '../../shared/estimators/estimator.ts';

/** Faster than a screen can show it. */
const INTERVAL_MS = 20;

/** Passes on at most one report an interval and stage; metrics of those left out go with the next one. */
export function throttleProgress(
  send: (progress: Progress) => void,
  now: () => number,
): (progress: Progress) => void {
  let [sentAt, stage] = [-Infinity, ''];
  let metrics: NonNullable<Progress['metrics']> = [];
  return (progress) => {
    metrics = [...metrics, ...(progress.metrics ?? [])];
    const at = now();
    const due = progress.stage !== stage || progress.done >= progress.total || at - sentAt >= INTERVAL_MS;
    if (!due) return;
    [sentAt, stage] = [at, progress.stage];
    send(metrics.length === 0 ? progress : { ...progress, metrics });
    metrics = [];
  };
}
