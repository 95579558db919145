/*
 * A browser may end a worker without any event for those who started it: memory ran short, or the worker
 * closed itself. The lock that a worker holds for as long as it lives is free then, and whoever waits for
 * it knows. Pages that are no secure context have no locks, and no such notice.
 */

const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;

/** What a worker says of itself, beside the messages of its work. */
export interface LifeNotice {
  readonly lifeLock: string;
}

/** Holds a lock until this worker ends, and says which. */
export function holdLifeLock(post: (notice: LifeNotice) => void): void {
  const lifeLock = `worker:${crypto.randomUUID()}`;
  void locks?.request(lifeLock, () => {
    post({ lifeLock });
    return new Promise<never>(() => {});
  });
}

/** Calls back when the worker that holds the lock has ended; never after `signal` fired. */
export function whenLifeEnds(lifeLock: string, ended: () => void, signal: AbortSignal): void {
  const ignored = (): void => {};
  // Rejects for the signal alone.
  locks?.request(lifeLock, { signal }, ended).catch(ignored);
}
