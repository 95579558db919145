/** Wrong secrets from one address within a minute before the next one is answered 429 (SEC2). */
const ALLOWED = 20;
const WINDOW_MS = 60_000;
/** Addresses that are remembered at once: beyond it the oldest window is forgotten. */
const ADDRESSES = 10_000;

/** Counts wrong secrets by address. Right ones are never held up: they cannot be guessed. */
export function countAttempts(nowMs: () => number): (address: string) => boolean {
  const windows = new Map<string, { since: number; count: number }>();
  return (address) => {
    const now = nowMs();
    const known = windows.get(address);
    const window = known === undefined || now - known.since > WINDOW_MS ? { since: now, count: 0 } : known;
    window.count += 1;
    windows.delete(address);
    windows.set(address, window);
    const [oldest] = windows.keys();
    if (windows.size > ADDRESSES && oldest !== undefined) windows.delete(oldest);
    return window.count > ALLOWED;
  };
}
