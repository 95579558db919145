import type { SweepClock } from './work-search.ts';

interface RunningClock extends SweepClock {
  stop(): void;
}

/** The longest that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** Stops the work after so many milliseconds, if there is a limit, or when `signal` fires. */
export function startClock(leftMs: number | null, signal: AbortSignal | undefined): RunningClock {
  const controller = new AbortController();
  let over = false;
  const giveUp = (): void => controller.abort();
  const end = (): void => {
    over = signal?.aborted !== true;
    controller.abort();
  };
  const timer = leftMs === null ? undefined : setTimeout(end, Math.min(LONGEST_MS, Math.max(0, leftMs)));
  if (signal?.aborted === true) giveUp();
  signal?.addEventListener('abort', giveUp);
  return {
    signal: controller.signal,
    isOver: () => over,
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    },
  };
}
