import { AppError } from '../../shared/errors/app-error.ts';
import type { Table } from '../../shared/table/table.ts';
import { blobStore } from './blob-store.ts';
import { type BrowserDatabase, openDatabase } from './database.ts';
import { readRows } from './dataset-rows.ts';
import { stored } from './storage-error.ts';

/** What tasks read of the page's database. */
export interface WorkerStore {
  database(): Promise<BrowserDatabase>;
  table(dataVersion: string): Promise<Table>;
  packageBytes(digest: string): Promise<Uint8Array>;
}

/** Opened on first use; the table read last is kept while memory allows, since runs on it come in series. */
export function workerStore(name: string): WorkerStore {
  let opened: Promise<BrowserDatabase> | null = null;
  let last: { dataVersion: string; table: WeakRef<Table> } | null = null;
  const database = (): Promise<BrowserDatabase> => {
    opened ??= openDatabase(name).catch((thrown: unknown) => {
      opened = null;
      throw thrown;
    });
    return opened;
  };
  return {
    database,
    async table(dataVersion) {
      const kept = last?.dataVersion === dataVersion ? last.table.deref() : undefined;
      if (kept !== undefined) return kept;
      const db = await database();
      const table = await stored(() => readRows(db, dataVersion));
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
