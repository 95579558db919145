import { startSync, type SyncClient } from './sync-client.ts';
import type { BrowserWorkspace } from './workspace.ts';

/** Keeps a page in step with the server it was loaded from, if there is one; at once when the network or the person comes back. */
export function syncPage(workspace: BrowserWorkspace): SyncClient {
  const sync = startSync({
    workspace,
    origin: location.origin,
    fetch: (input, init) => fetch(input, init),
    exclusively: (work) => navigator.locks.request('sync', work),
    schedule(work, ms) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  });
  addEventListener('online', () => void sync.syncNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sync.syncNow();
  });
  return sync;
}
