import type { SyncClient, SyncStatus } from '../../workers/browser/sync-client.ts';
import { createStore, type Store } from './store.ts';

/** What the header says about sharing with a server. Everything works without one. */
export interface SyncView {
  readonly status: 'offline' | 'syncing' | 'in-sync' | 'stopped';
  /** Changes that are only on this device so far. */
  readonly pending: number;
  /** Why syncing stopped, when it needs the person. */
  readonly problem: string | null;
  /** The package with rows of the data that waits for the person's word (SYNC10). */
  readonly rowsOf: string | null;
}

/** The sync client's status as people read it. */
export function followSync(client: SyncClient): Store<SyncView> {
  const store = createStore(viewOf(client.status()));
  client.subscribe(() => store.set(viewOf(client.status())));
  return store;
}

function viewOf({ state, pending, lastError }: SyncStatus): SyncView {
  const refused = state === 'error' && lastError !== null;
  return {
    status: state === 'error' ? 'stopped' : state,
    pending,
    rowsOf: refused && lastError.code === 'package-contains-rows' ? String(lastError.extra['digest']) : null,
    problem: refused ? `${lastError.detail} ${lastError.remedy}` : null,
  };
}

export function describeSync({ status, pending }: SyncView): string {
  const waiting = pending === 1 ? '1 change only here' : `${pending} changes only here`;
  if (status === 'syncing') return 'Syncing';
  if (status === 'in-sync' && pending === 0) return 'In sync';
  if (status === 'stopped') return 'Sync stopped';
  return pending === 0 ? 'Offline' : waiting;
}
