import type { SyncClient, SyncStatus } from '../../workers/browser/sync-client.ts';
import { createStore, type Store } from './store.ts';

/** What the header says about sharing with a server. Everything works without one. */
export interface SyncView {
  readonly status: 'offline' | 'syncing' | 'in-sync' | 'stopped';
  /** Changes that are only on this device so far. */
  readonly pending: number;
  /** Why syncing stopped, when it needs the person. */
  readonly problem: string | null;
  /** What it needs: that the person agrees to share, a token that is valid, or more than this one may do. */
  readonly needs: 'agreement' | 'token' | 'scope' | null;
  /** The package with rows of the data that waits for the person's word (SYNC10). */
  readonly rowsOf: string | null;
}

/** The sync client's status as people read it. */
export function followSync(client: SyncClient): Store<SyncView> {
  const store = createStore(viewOf(client.status()));
  client.subscribe(() => store.set(viewOf(client.status())));
  return store;
}

const NEEDS: Partial<Record<string, SyncView['needs']>> = {
  'sharing-unconfirmed': 'agreement',
  unauthenticated: 'token',
  'too-many-attempts': 'token',
  'insufficient-scope': 'scope',
};

function viewOf({ state, pending, lastError }: SyncStatus): SyncView {
  const refused = state === 'error' && lastError !== null;
  return {
    status: state === 'error' ? 'stopped' : state,
    pending,
    rowsOf: refused && lastError.code === 'package-contains-rows' ? String(lastError.extra['digest']) : null,
    needs: refused ? (NEEDS[lastError.code] ?? null) : null,
    problem: refused ? `${lastError.detail} ${lastError.remedy}` : null,
  };
}

/** A few words: where the changes of this device are, and whether some were not taken. */
export function describeSync({ status, pending, needs, rowsOf }: SyncView, conflicts: number): string {
  const waiting = pending === 1 ? '1 change only here' : `${pending} changes only here`;
  if (status === 'syncing') return 'Syncing';
  if (status === 'in-sync' && pending === 0) return conflicts === 0 ? 'In sync' : 'Conflict';
  if (needs === 'token') return 'Needs a token';
  if (needs === 'agreement') return 'Share?';
  if (rowsOf !== null) return waiting;
  if (status === 'stopped') return 'Sync stopped';
  return pending === 0 ? 'Offline' : waiting;
}

/** The same in a sentence. */
export function explainSync({ status, pending, needs }: SyncView): string {
  if (status === 'in-sync' && pending === 0)
    return 'The server has every run and model of this device. Rows of data stay here.';
  if (status === 'syncing') return 'Runs and models are on their way. Rows of data stay here.';
  const changes = pending === 1 ? '1 change is' : `${pending} changes are`;
  if (needs === 'agreement')
    return `${changes} only on this device. Nothing is shared with this server before you agree.`;
  const kept = pending === 0 ? 'Everything works on this device.' : `${changes} kept on this device.`;
  if (needs === 'token') return `The server wants a token that is valid. ${kept}`;
  if (status === 'stopped') return kept;
  return pending === 0 ? `No server answers. ${kept}` : `${kept} They are shared once a server answers.`;
}
