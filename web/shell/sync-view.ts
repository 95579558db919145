/** What the header says about sharing with a server. Everything works without one. */
export interface SyncView {
  readonly status: 'offline' | 'syncing' | 'in-sync' | 'stopped';
  /** Changes that are only on this device so far. */
  readonly pending: number;
  /** Why syncing stopped, when it needs the person. */
  readonly problem: string | null;
}

export const offlineView: SyncView = { status: 'offline', pending: 0, problem: null };

export function describeSync({ status, pending }: SyncView): string {
  const waiting = pending === 1 ? '1 change only here' : `${pending} changes only here`;
  if (status === 'syncing') return 'Syncing';
  if (status === 'in-sync' && pending === 0) return 'In sync';
  if (status === 'stopped') return 'Sync stopped';
  return pending === 0 ? 'Offline' : waiting;
}
