import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetStore } from '../workspace.ts';
import type { Appended, Load } from './append-rows.ts';
import type { BrowserDatabase } from './database.ts';
import { findVersion, readRows } from './dataset-rows.ts';
import { stored } from './storage-error.ts';

export interface DatasetParts {
  readonly db: BrowserDatabase;
  /** Stores a load; in a page it runs in a worker, since it hashes every cell. */
  readonly append: (load: Load) => Promise<Appended>;
  readonly changed: () => void;
}

/** Datasets as records over chunks, both in IndexedDB. */
export function datasetStore({ db, append, changed }: DatasetParts): DatasetStore {
  return {
    list: () => stored(() => db.datasets.orderBy('name').toArray()),
    get: (name) => stored(async () => (await db.datasets.get(name)) ?? null),
    async append(name, table, load, target) {
      const appended = await stored(() => append({ name, table, load, target }));
      if (appended.added) changed();
      return appended;
    },
    table: (dataVersion) => stored(() => readRows(db, dataVersion)),
    has: (dataVersion) => stored(() => hasRows(db, dataVersion)),
    async setTarget(name, target) {
      await stored(() => setTarget(db, name, target));
      changed();
    },
    async delete(name) {
      await stored(() => remove(db, name));
      changed();
    },
  };
}

async function hasRows(db: BrowserDatabase, dataVersion: string): Promise<boolean> {
  const batches = findVersion(await db.datasets.toArray(), dataVersion);
  if (batches === null) return false;
  const digests = [...new Set(batches.map(({ digest }) => digest))];
  return (await db.chunks.where('digest').anyOf(digests).count()) === digests.length;
}

async function setTarget(db: BrowserDatabase, name: string, target: string | null): Promise<void> {
  const updated = await db.datasets.update(name, { target });
  if (updated === 0 && (await db.datasets.get(name)) === undefined) {
    throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
  }
}

/** With the rows that no other dataset has. */
function remove(db: BrowserDatabase, name: string): Promise<void> {
  return db.transaction('rw', db.datasets, db.chunks, async () => {
    await db.datasets.delete(name);
    const left = await db.datasets.toArray();
    const used = new Set(left.flatMap(({ batches }) => batches.map(({ digest }) => digest)));
    const unused = (await db.chunks.toCollection().primaryKeys()).filter((digest) => !used.has(digest));
    await db.chunks.bulkDelete(unused);
  });
}
