import type { Progress } from '../../shared/estimators/estimator.ts';

/** Often enough to look alive; every report renders something. */
const INTERVAL_MS = 120;

/**
 * Passes on the first report of a stage at once and then the newest one an interval; metrics of those
 * left out go along with the next. The last report of a stage may stay away: whoever waits for the end
 * waits for the work itself.
 */
export function steady(
  send: (progress: Progress) => void,
  now = () => performance.now(),
): (progress: Progress) => void {
  let stage = '';
  let sentAt = -Infinity;
  let held: NonNullable<Progress['metrics']> = [];
  return (progress) => {
    held = [...held, ...(progress.metrics ?? [])];
    const at = now();
    if (progress.stage === stage && at - sentAt < INTERVAL_MS) return;
    [stage, sentAt] = [progress.stage, at];
    send(held.length === 0 ? progress : { ...progress, metrics: held });
    held = [];
  };
}
