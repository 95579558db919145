import { createContext, use, type ReactNode } from 'react';
import type { Inbox } from '../../workers/browser/inbox.ts';
import type { BackendReport } from '../../workers/browser/probe-backends.ts';
import type { Leaving } from '../../workers/browser/what-leaves.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Head } from '../../shared/sync/hash.ts';
import type { WorkspaceState } from '../../workers/workspace.ts';
import { useStore, type Store } from './store.ts';
import type { SyncView } from './sync-view.ts';

/** What the page is given once its database is open. */
export interface PageHost extends Host {
  /** Registry and deployments, followed live; null until first read. */
  readonly state: Store<WorkspaceState | null>;
  readonly sync: Store<SyncView>;
  /** Own changes that the server's log rejected, or would reject now, until they are settled (SYNC2). */
  readonly inbox: Inbox;
  /** What would leave this device if everything that waits was shared. */
  whatLeaves(): Promise<Leaving>;
  /** From now on everything that may travel is shared with the server of this page. */
  agreeToShare(): Promise<void>;
  /** What neural networks would train on here. Takes about a second, in a worker. */
  probeBackends(): Promise<BackendReport>;
  /** The last event of the log that this device holds. */
  logHead(): Promise<Head>;
  syncNow(): void;
  /** Lets a package travel although it holds rows of the data. */
  shareRows(digest: string): void;
  /** Settles when a round under way has ended. */
  stopSync(): Promise<void>;
}

const HostContext = createContext<PageHost | null>(null);

export function HostProvider({ host, children }: { host: PageHost; children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>;
}

export function useHost(): PageHost {
  const host = use(HostContext);
  if (host === null) throw new Error('useHost is only for components below HostProvider.');
  return host;
}

/** null while the log is being read for the first time. */
export function useWorkspaceState(): WorkspaceState | null {
  return useStore(useHost().state);
}
