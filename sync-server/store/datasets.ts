import type { Kysely } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import { type DatasetRecord, datasetRecord } from '../../shared/records/dataset.ts';
import {
  changeDataset,
  type ChangedDataset,
  type DatasetChange,
} from '../../workers/datasets/change-dataset.ts';
import { rowsOfStep } from '../../workers/datasets/rows-of-step.ts';
import {
  allChunks,
  chunksOf,
  findVersion,
  requireVersion,
  rowsOfVersion,
  type ReadChunk,
} from '../../workers/datasets/rows-of-version.ts';
import type { DatasetStore } from '../../workers/workspace.ts';
import type { ChunkFolder } from './chunk-folder.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storedRecord } from './stored-record.ts';
import type { Tables } from './tables.ts';

/** Each failed attempt is a change of somebody else that got in. */
const MAX_ATTEMPTS = 50;

/** Datasets as records in the database over chunks in a folder. */
export function datasetStore(database: WorkspaceDatabase, chunks: ChunkFolder): DatasetStore {
  const { db, write } = database;
  const read = chunkReader(chunks);
  return {
    list: () => listDatasets(db),
    get: (name) => getDataset(db, name),
    async append(name, table, load, target) {
      const made = await change(database, chunks, { kind: 'load', name, table, load, target });
      return { dataset: made.dataset, dataVersion: made.dataVersion, added: made.changed };
    },
    loadMore: (name, step) => change(database, chunks, { kind: 'step', name, step }),
    rowsOfStep: async (name, percent) => rowsOfStep(await getDataset(db, name), { name, percent }, read),
    amend: (name, amendment) => change(database, chunks, { kind: 'amend', name, amendment }),
    async table(version, onRows) {
      return rowsOfVersion(requireVersion(await listDatasets(db), version), read, onRows);
    },
    has: async (version) => {
      const found = findVersion(await listDatasets(db), version);
      return found !== null && (await allThere(chunks, chunksOf(found)));
    },
    setTarget: (name, target) =>
      write(async (transaction) => {
        const dataset = await getDataset(transaction, name);
        if (dataset === null)
          throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
        await putDataset(transaction, { ...dataset, target });
      }),
    async delete(name) {
      await write(async (transaction) => {
        await transaction.deleteFrom('datasets').where('name', '=', name).execute();
        await transaction.deleteFrom('suites').where('dataset', '=', name).execute();
      });
      // Afterwards, so that a crash in between leaves rows without a record and never the reverse.
      await write(async (transaction) => chunks.removeUnused(await namedChunks(transaction)));
    },
  };
}

/**
 * Removes rows that a killed load left behind. Young ones may belong to a load that is under way; should
 * one be reused just then, the load finds it missing when it commits and writes it again.
 */
export async function removeOrphans({ write }: WorkspaceDatabase, chunks: ChunkFolder): Promise<void> {
  await write(async (transaction) => chunks.removeUnused(await namedChunks(transaction), ORPHAN_MS));
}

const ORPHAN_MS = 60 * 60 * 1000;

/** Everything in a record that could name a chunk, so that not even a record nobody can read loses its rows. */
async function namedChunks(db: Kysely<Tables>): Promise<Set<string>> {
  const rows = await db.selectFrom('datasets').select('record').execute();
  return new Set(rows.flatMap(({ record }) => record.match(/[0-9a-f]{64}/g) ?? []));
}

/**
 * Digests and files are made before the transaction, since they take long; inside it the record must
 * still be the one they were made for, else all starts again on the newer one.
 */
async function change(
  database: WorkspaceDatabase,
  chunks: ChunkFolder,
  wished: DatasetChange,
): Promise<ChangedDataset> {
  const store = { read: chunkReader(chunks), put: chunks.put };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const former = await getDataset(database.db, wished.name);
    const made = await changeDataset(former, wished, store);
    if (!made.changed || (await commit(database, chunks, former, made.dataset))) return made;
  }
  throw new AppError('storage-blocked', {
    detail: `The dataset "${wished.name}" was changed by others each time this change was about to be stored.`,
    remedy: 'Try again when the others are done.',
  });
}

/** Whether the record could be replaced: nobody else changed it, and the new rows are still there. */
function commit(
  { write }: WorkspaceDatabase,
  chunks: ChunkFolder,
  former: DatasetRecord | null,
  next: DatasetRecord,
): Promise<boolean> {
  return write(async (transaction) => {
    const current = await getDataset(transaction, next.name);
    if (JSON.stringify(current) !== JSON.stringify(former) || !(await allThere(chunks, allChunks(next))))
      return false;
    await putDataset(transaction, next);
    return true;
  });
}

const chunkReader =
  (chunks: ChunkFolder): ReadChunk =>
  async (digest) => {
    const table = await chunks.read(digest);
    if (table !== null) return table;
    throw new AppError('artifact-corrupt', { detail: `The stored rows ${digest} are missing.` });
  };

async function allThere(chunks: ChunkFolder, digests: readonly string[]): Promise<boolean> {
  for (const digest of digests) if (!(await chunks.has(digest))) return false;
  return true;
}

async function listDatasets(db: Kysely<Tables>): Promise<DatasetRecord[]> {
  const rows = await db.selectFrom('datasets').selectAll().orderBy('name').execute();
  return rows.map(({ name, record }) => storedRecord(datasetRecord, record, `dataset "${name}"`));
}

async function getDataset(db: Kysely<Tables>, name: string): Promise<DatasetRecord | null> {
  const row = await db.selectFrom('datasets').selectAll().where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : storedRecord(datasetRecord, row.record, `dataset "${name}"`);
}

async function putDataset(db: Kysely<Tables>, dataset: DatasetRecord): Promise<void> {
  const record = JSON.stringify(dataset);
  await db
    .insertInto('datasets')
    .values({ name: dataset.name, record })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ record }))
    .execute();
}
