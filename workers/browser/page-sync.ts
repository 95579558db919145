import { followLive, type LiveLineOptions } from './live-line.ts';
import { startSync, type SyncClient } from './sync-client.ts';
import type { BrowserWorkspace } from './workspace.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Keeps a page in step with the server it was loaded from, if there is one; at once when the network or the person comes back. */
export function syncPage(
  workspace: BrowserWorkspace,
  fetch: typeof globalThis.fetch,
  hasToken: () => boolean,
): SyncClient {
  const { origin } = location;
  const schedule = (work: () => void, ms: number): (() => void) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  };
  const sync = startSync({
    workspace,
    origin,
    fetch,
    // Without tokens a server on this machine knows nobody but its user.
    isOwnMachine: () => LOOPBACK.test(location.hostname) && !hasToken(),
    exclusively: (work) => navigator.locks.request('sync', work),
    schedule,
    random: Math.random,
  });
  const stopped = new AbortController();
  void oneTabListens({ origin, fetch, schedule, onHead: () => void sync.syncNow() }, stopped.signal);
  addEventListener('online', () => void sync.syncNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sync.syncNow();
  });
  return {
    ...sync,
    async stop() {
      stopped.abort();
      await sync.stop();
    },
  };
}

/** Browsers open few connections to one server: one tab holds the line, the others hear of it through storage. */
function oneTabListens(options: LiveLineOptions, signal: AbortSignal): Promise<void> {
  const listening = navigator.locks.request(
    'live',
    { signal },
    () =>
      new Promise<void>((resolve) => {
        const leave = followLive(options);
        signal.addEventListener('abort', () => {
          leave();
          resolve();
        });
      }),
  );
  return listening.catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
}
