import { Dexie, type DexieOptions, type Table } from 'dexie';
import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { Event, Mutation } from '../../shared/records/mutation.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { Suite } from '../../shared/records/suite.ts';
import type { SweepRecord } from '../../shared/records/sweep.ts';
import { upcastDataset } from '../../shared/records/dataset-upcast.ts';
import { storageError } from './storage-error.ts';

export interface StoredBytes {
  /** Hex SHA-256: of the bytes of a blob, of the rows of a chunk. */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Single values under a name; see `log-meta.ts`. */
export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}

/** What a dataset promises. */
export interface SuiteRow {
  readonly dataset: string;
  readonly suite: Suite;
}

/** How far a run under way had come. */
export interface CheckpointRow {
  readonly runId: string;
  readonly file: Uint8Array;
}

interface Tables {
  readonly meta: Table<MetaRow, string>;
  readonly datasets: Table<DatasetRecord, string>;
  /** Rows of batches as `encodeTable` makes them, shared by all datasets that have them. */
  readonly chunks: Table<StoredBytes, string>;
  readonly blobs: Table<StoredBytes, string>;
  readonly drafts: Table<RunRecord, string>;
  readonly checkpoints: Table<CheckpointRow, string>;
  readonly predictions: Table<PredictionRecord, number>;
  readonly suites: Table<SuiteRow, string>;
  readonly sweeps: Table<SweepRecord, string>;
  /** The log as the server has put it in order. */
  readonly events: Table<Event, number>;
  /** Mutations that were not seen in the log yet (SYNC3). */
  readonly outbox: Table<Mutation, number>;
}

export type BrowserDatabase = Dexie & Tables;

/** The factory of databases, where it is not the browser's own. */
export type DatabaseFactory = Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'>;

/** Of the database's form; raise it with an upgrade when a table or an index changes. */
const VERSION = 5;

/** Tabs close an old database when they are asked to; one that is frozen does not hear it. */
const BLOCKED_GRACE_MS = 3000;

/**
 * Opens the database of this page, or makes it. Every transaction that writes is durable when it is
 * acknowledged (SYNC3).
 * @throws AppError `storage-blocked` when another tab holds an older or newer form of it open.
 */
export async function openDatabase(name: string, factory: DatabaseFactory = {}): Promise<BrowserDatabase> {
  const db = new Dexie(name, {
    ...factory,
    chromeTransactionDurability: 'strict',
    // Chunks are large and read once.
    cache: 'disabled',
  }) as BrowserDatabase;
  db.version(1).stores({
    meta: 'key',
    datasets: 'name',
    chunks: 'digest',
    blobs: 'digest',
    drafts: 'runId',
    predictions: '++, at',
    events: 'seq',
    outbox: 'mid, uid',
  });
  // Records of datasets learnt of sources and amendments; their rows stay as they are.
  db.version(2).upgrade(async (upgrade) => {
    const datasets = upgrade.table('datasets');
    for (const record of await datasets.toArray()) await datasets.put(upcastDataset(record));
  });
  db.version(3).stores({ suites: 'dataset' });
  db.version(4).stores({ checkpoints: 'runId' });
  db.version(VERSION).stores({ sweeps: 'sweepId' });
  // A newer page wants to upgrade: let it, and say so at the next use here. Dexie by itself would open
  // what it cannot know and go on.
  db.on('versionchange', () => {
    db.close({ disableAutoOpen: true });
    return false;
  });
  try {
    await Promise.race([db.open(), blockedForLong(db)]);
    requireOwnVersion(db);
    return db;
  } catch (thrown) {
    db.close({ disableAutoOpen: true });
    throw storageError(thrown);
  }
}

function requireOwnVersion(db: Dexie): void {
  // Dexie counts in tenths.
  if (db.backendDB().version === VERSION * 10) return;
  throw new AppError('storage-blocked', {
    detail: 'The database was upgraded by a newer version of this page.',
    remedy: 'Reload this tab, so that it gets the newer version too.',
  });
}

function blockedForLong(db: Dexie): Promise<never> {
  return new Promise((_resolve, reject) => {
    db.on('blocked', () => {
      const error = new AppError('storage-blocked', {
        detail: 'Another tab holds an older form of the database open.',
      });
      setTimeout(() => reject(error), BLOCKED_GRACE_MS);
    });
  });
}
