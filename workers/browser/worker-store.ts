import { AppError } from '../../shared/errors/app-error.ts';
import type { Table } from '../../shared/table/table.ts';
import { blobStore } from './blob-store.ts';
import { type BrowserDatabase, type DatabaseFactory, openDatabase } from './database.ts';
import { readRows } from './dataset-rows.ts';
import type { OnRows } from '../datasets/rows-of-version.ts';
import type { TableWindow } from '../tasks/task.ts';
import { stored } from './storage-error.ts';
import { versionReader, type VersionReader } from './version-reader.ts';

/** What tasks read of the page's database. */
export interface WorkerStore {
  database(): Promise<BrowserDatabase>;
  table(dataVersion: string, onRows?: OnRows): Promise<Table>;
  /** null when all of the table is at hand, or as quick to read. */
  peek(dataVersion: string, from: number, count: number): Promise<TableWindow | null>;
  packageBytes(digest: string): Promise<Uint8Array>;
}

/** Opened on first use; the table read last is kept while memory allows, since runs on it come in series. */
export function workerStore(name: string, factory: DatabaseFactory = {}): WorkerStore {
  let opened: Promise<BrowserDatabase> | null = null;
  let last: { dataVersion: string; table: WeakRef<Table> } | null = null;
  const database = (): Promise<BrowserDatabase> => {
    opened ??= openDatabase(name, factory).catch((thrown: unknown) => {
      opened = null;
      throw thrown;
    });
    return opened;
  };
  let reader: VersionReader | null = null;
  const keptTable = (dataVersion: string): Table | undefined =>
    last?.dataVersion === dataVersion ? last.table.deref() : undefined;
  return {
    database,
    async peek(dataVersion, from, count) {
      if (keptTable(dataVersion) !== undefined) return null;
      const db = await database();
      if (reader?.dataVersion !== dataVersion) reader = await stored(() => versionReader(db, dataVersion));
      return reader === null ? null : stored(() => reader!.window(from, count));
    },
    async table(dataVersion, onRows) {
      const kept = keptTable(dataVersion);
      if (kept !== undefined) return kept;
      const db = await database();
      const table = await stored(() => readRows(db, dataVersion, onRows));
      reader = null;
      last = { dataVersion, table: new WeakRef(table) };
      return table;
    },
    async packageBytes(digest) {
      const bytes = await blobStore(await database()).get(digest);
      if (bytes !== null) return bytes;
      throw new AppError('blob-unknown', { detail: `The package ${digest} is not on this device.` });
    },
  };
}
