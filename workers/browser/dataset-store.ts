import { AppError } from '../../shared/errors/app-error.ts';
import type { ChangedDataset, DatasetChange } from '../datasets/change-dataset.ts';
import { rowsOfStep } from '../datasets/rows-of-step.ts';
import { allChunks, chunksOf, findVersion } from '../datasets/rows-of-version.ts';
import type { DatasetStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import { readChunk, readRows } from './dataset-rows.ts';
import { stored } from './storage-error.ts';

export interface DatasetParts {
  readonly db: BrowserDatabase;
  /** Changes a dataset; in a page it runs in a worker, since it hashes every cell. */
  readonly change: (change: DatasetChange) => Promise<ChangedDataset>;
  readonly changed: () => void;
}

/** Datasets as records over chunks, both in IndexedDB. */
export function datasetStore({ db, change, changed }: DatasetParts): DatasetStore {
  const make = async (wished: DatasetChange): Promise<ChangedDataset> => {
    const made = await stored(() => change(wished));
    if (made.changed) changed();
    return made;
  };
  return {
    list: () => stored(() => db.datasets.orderBy('name').toArray()),
    get: (name) => stored(async () => (await db.datasets.get(name)) ?? null),
    async append(name, table, load, target) {
      const made = await make({ kind: 'load', name, table, load, target });
      return { dataset: made.dataset, dataVersion: made.dataVersion, added: made.changed };
    },
    loadMore: (name, step) => make({ kind: 'step', name, step }),
    rowsOfStep: (name, percent) => stored(() => stepRows(db, name, percent)),
    amend: (name, amendment) => make({ kind: 'amend', name, amendment }),
    table: (dataVersion, onRows) => stored(() => readRows(db, dataVersion, onRows)),
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
  const found = findVersion(await db.datasets.toArray(), dataVersion);
  if (found === null) return false;
  const digests = chunksOf(found);
  return (await db.chunks.where('digest').anyOf(digests).count()) === digests.length;
}

async function stepRows(db: BrowserDatabase, name: string, percent: number) {
  const dataset = await db.datasets.get(name);
  return rowsOfStep(dataset ?? null, { name, percent }, (digest) => readChunk(db, digest));
}

async function setTarget(db: BrowserDatabase, name: string, target: string | null): Promise<void> {
  const updated = await db.datasets.update(name, { target });
  if (updated === 0 && (await db.datasets.get(name)) === undefined) {
    throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
  }
}

/** With the rows that no other dataset has. */
function remove(db: BrowserDatabase, name: string): Promise<void> {
  return db.transaction('rw', db.datasets, db.chunks, db.suites, async () => {
    await db.datasets.delete(name);
    await db.suites.delete(name);
    const left = await db.datasets.toArray();
    const used = new Set(left.flatMap(allChunks));
    const unused = (await db.chunks.toCollection().primaryKeys()).filter((digest) => !used.has(digest));
    await db.chunks.bulkDelete(unused);
  });
}
