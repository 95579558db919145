/*
 * A browser may end a worker without any event for those who started it: memory ran short, or the worker
 * closed itself. The lock that a worker holds for as long as it lives is free then, and whoever waits for
 * it knows. Pages that are no secure context have no locks, and no such notice.
 */

const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;

/** What a worker says of itself, beside the messages of its work. */
export interface LifeNotice {
  readonly lifeLock: string;
  /**
   * Of a nested worker: one word of shared memory that becomes 1 at its end. Its parent blocks while it
   * trains and hears of no lock, so the page above them listens and writes it down where the parent looks.
   */
  readonly gone?: Int32Array;
}

/** Holds a lock until this worker ends, and says which. Settles when it is held. */
export function holdLifeLock(post: (notice: LifeNotice) => void): Promise<void> {
  if (locks === undefined) return Promise.resolve();
  const lifeLock = `worker:${crypto.randomUUID()}`;
  return new Promise((held) => {
    void locks.request(lifeLock, () => {
      post({ lifeLock });
      held();
      return new Promise<never>(() => {});
    });
  });
}

/**
 * Calls back when the worker that holds the lock has ended; never after `signal` fired. Shared, so that of
 * several who wait none has to wait for another, which may be blocked.
 */
export function whenLifeEnds(lifeLock: string, ended: () => void, signal: AbortSignal): void {
  const ignored = (): void => {};
  // Rejects for the signal alone.
  locks?.request(lifeLock, { mode: 'shared', signal }, ended).catch(ignored);
}
