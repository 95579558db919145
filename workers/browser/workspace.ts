import { v7 } from 'uuid';
import type { ChangedDataset, DatasetChange } from '../datasets/change-dataset.ts';
import type { Workspace } from '../workspace.ts';
import { blobStore } from './blob-store.ts';
import { browserLog, type BrowserLog } from './browser-log.ts';
import { changeStored } from './change-stored.ts';
import { type BrowserDatabase, type DatabaseFactory, openDatabase } from './database.ts';
import { datasetStore, type DatasetParts } from './dataset-store.ts';
import { openPoke } from './poke.ts';
import { checkpointStore, draftStore, predictionStore, suiteStore, sweepStore } from './record-stores.ts';

/** The workspace of a page, with what syncing needs beyond the contract of every workspace. */
export interface BrowserWorkspace extends Workspace {
  readonly db: BrowserDatabase;
  readonly log: BrowserLog;
}

export interface BrowserWorkspaceOptions {
  readonly name?: string;
  readonly factory?: DatabaseFactory;
  /** Changes a dataset off this thread; in this thread when left out. */
  readonly change?: (change: DatasetChange) => Promise<ChangedDataset>;
  readonly now?: () => Date;
  /** UUIDv7. */
  readonly newId?: () => string;
}

/** Everything that belongs to one database; the task workers open it by the same name. */
export const DATABASE_NAME = 'treadle';

/**
 * Opens the workspace of this browser profile.
 * @throws AppError `storage-blocked` when another tab holds another form of it open.
 */
export async function openBrowserWorkspace(options: BrowserWorkspaceOptions = {}): Promise<BrowserWorkspace> {
  const { name = DATABASE_NAME, factory, now = () => new Date(), newId = v7 } = options;
  const db = await openDatabase(name, factory);
  const poke = openPoke(name);
  const { change = (wished) => changeStored(db, wished) } = options;
  return {
    db,
    datasets: datasetStore({ db, change: persistent(change), changed: poke.send }),
    blobs: blobStore(db),
    log: browserLog({ db, poke, now, newId }),
    drafts: draftStore(db),
    checkpoints: checkpointStore(db),
    predictions: predictionStore(db),
    suites: suiteStore(db),
    sweeps: sweepStore(db),
    async close() {
      poke.close();
      db.close();
    },
  };
}

/** Rows are worth keeping: asks the browser not to clear them when space runs short. */
function persistent(change: DatasetParts['change']): DatasetParts['change'] {
  let asked = false;
  return async (wished) => {
    const made = await change(wished);
    if (!asked && made.changed) {
      asked = true;
      // Not awaited: some browsers ask the person, who may take any time to answer.
      void globalThis.navigator?.storage?.persist?.();
    }
    return made;
  };
}
