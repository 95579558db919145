import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import { createBrowserTasks } from '../../workers/browser/browser-tasks.ts';
import { syncPage } from '../../workers/browser/page-sync.ts';
import { isTraining, onPageLeft, whileTraining } from '../../workers/browser/run-locks.ts';
import { serverApi } from '../../workers/browser/server-api.ts';
import { changeInput } from '../../workers/browser/storage-tasks.ts';
import { syncedBlobs } from '../../workers/browser/synced-blobs.ts';
import { whatLeaves } from '../../workers/browser/what-leaves.ts';
import { DATABASE_NAME, openBrowserWorkspace } from '../../workers/browser/workspace.ts';
import { settleInterruptedRuns } from '../../workers/lifecycle/interrupted-runs.ts';
import { settleInterruptedSweeps } from '../../workers/lifecycle/sweep/interrupted.ts';
import { laneWidths } from '../../workers/tasks/lanes.ts';
import type { WorkspaceState } from '../../workers/workspace.ts';
import { accessToken, serverFetch, takePairing } from './access.ts';
import type { PageHost } from './host-context.tsx';
import { notifyError } from './notify.tsx';
import { preferences } from './preferences.ts';
import { createStore, type Store } from './store.ts';
import { followSync } from './sync-view.ts';

/**
 * Opens the database, the workers and the line to the server of this page.
 * @throws AppError `storage-blocked` when another tab holds an older form of the database; `page-insecure`.
 */
export async function openHost(): Promise<PageHost> {
  requireSecure();
  const tasks = createBrowserTasks(DATABASE_NAME);
  const workspace = await openBrowserWorkspace({
    change: (change) => tasks.run('change-dataset', changeInput(change)),
  });
  const { origin } = window.location;
  const sync = syncPage(workspace, serverFetch, () => accessToken.get() !== null);
  const blobs = syncedBlobs(workspace.blobs, serverApi(serverFetch, origin));
  // A server that asked for a token may be spoken to now.
  accessToken.subscribe(() => void sync.syncNow());
  takePairing().catch(notifyError);
  const host: PageHost = {
    workspace: { ...workspace, blobs },
    tasks,
    tableRef: async (dataVersion) => ({ dataVersion }),
    async packageRef(digest) {
      if ((await blobs.get(digest)) !== null) return { digest };
      throw new AppError('blob-unknown', { detail: 'The package of this model is not on this device yet.' });
    },
    now: () => new Date(),
    newId: () => v7(),
    get author() {
      return preferences.get().author;
    },
    kind: 'page',
    parallelTrials: laneWidths(navigator.hardwareConcurrency).trials,
    environment: {
      engineVersion: ENGINE_VERSION,
      host: 'browser',
      runtime: navigator.userAgent,
      commit: __APP_COMMIT__,
    },
    onHurry: onPageLeft,
    whileTraining,
    state: followState(workspace.log),
    sync: followSync(sync),
    inbox: workspace.log,
    whatLeaves: async () => whatLeaves(await workspace.log.outbox(Infinity), workspace.blobs),
    agreeToShare: () => sync.agree(),
    probeBackends: () => tasks.run('probe-backends', {}),
    logHead: () => workspace.log.head(),
    shareRows: (digest) => void sync.confirmRows(digest).catch(notifyError),
    syncNow: () => void sync.syncNow(),
    stopSync: () => sync.stop(),
  };
  // What a closed tab left half done is shown as interrupted; the page need not wait for it.
  settleInterruptedRuns(host, isTraining).catch(notifyError);
  settleInterruptedSweeps(host, isTraining).catch(notifyError);
  return host;
}

/** The folded log, read again after every change; a burst of changes is read once. */
function followState(log: PageHost['workspace']['log']): Store<WorkspaceState | null> {
  const store = createStore<WorkspaceState | null>(null);
  let reading = false;
  let stale = false;
  const read = async (): Promise<void> => {
    if (reading) {
      stale = true;
      return;
    }
    reading = true;
    try {
      do {
        stale = false;
        store.set(await log.state());
      } while (stale);
    } finally {
      reading = false;
    }
  };
  const follow = (): void => void read().catch(notifyError);
  log.subscribe(follow);
  follow();
  return store;
}

/** Browsers keep locks, threads' shared memory and service workers from pages that somebody may have changed on their way (SEC1). */
function requireSecure(): void {
  if (window.isSecureContext) return;
  throw new AppError('page-insecure', {
    detail: `${window.location.origin} is neither HTTPS nor this machine; browsers keep from such pages what Treadle needs.`,
  });
}
