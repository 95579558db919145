import type { Kysely } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import { type BatchRecord, type DatasetRecord, datasetRecord } from '../../shared/records/dataset.ts';
import { appendBatch, emptyDataset, hasBatch, requireSchema } from '../../shared/records/dataset-batches.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { dataVersion, dataVersionBuilder } from '../../shared/table/data-version.ts';
import type { Table } from '../../shared/table/table.ts';
import type { DatasetStore } from '../../workers/workspace.ts';
import type { ChunkFolder } from './chunk-folder.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storedRecord } from './stored-record.ts';
import type { Tables } from './tables.ts';

/** Each failed attempt is a load of somebody else that got in. */
const MAX_ATTEMPTS = 50;

type Appended = Awaited<ReturnType<DatasetStore['append']>>;

/** Datasets as records in the database over chunks in a folder. */
export function datasetStore(database: WorkspaceDatabase, chunks: ChunkFolder): DatasetStore {
  const { db, write } = database;
  return {
    list: () => listDatasets(db),
    get: (name) => getDataset(db, name),
    append: (name, table, load, target) => append(database, chunks, { name, table, load, target }),
    table: (version) => readTable(db, chunks, version),
    has: async (version) => {
      const found = findVersion(await listDatasets(db), version);
      return found !== null && (await allThere(chunks, found));
    },
    setTarget: (name, target) =>
      write(async (transaction) => {
        const dataset = await getDataset(transaction, name);
        if (dataset === null)
          throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
        await putDataset(transaction, { ...dataset, target });
      }),
    async delete(name) {
      await write((transaction) => transaction.deleteFrom('datasets').where('name', '=', name).execute());
      // Afterwards, so that a crash in between leaves rows without a record and never the reverse.
      await write(async (transaction) => {
        const left = await listDatasets(transaction);
        await chunks.removeUnused(
          new Set(left.flatMap(({ batches }) => batches.map(({ digest }) => digest))),
        );
      });
    },
  };
}

interface Load {
  readonly name: string;
  readonly table: Table;
  readonly load: Omit<BatchRecord, 'digest' | 'nRows'>;
  readonly target: string | null;
}

/**
 * Digests and files are made before the transaction, since they take long; inside it the record must
 * still be the one they were made for, else all starts again on the newer one.
 */
async function append(database: WorkspaceDatabase, chunks: ChunkFolder, load: Load): Promise<Appended> {
  const { name, table, target } = load;
  const batch: BatchRecord = { ...load.load, digest: dataVersion(table), nRows: table.nRows };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const former = await getDataset(database.db, name);
    const dataset = former ?? emptyDataset(name, schemaOf(table), target);
    requireSchema(dataset, schemaOf(table));
    if (hasBatch(dataset, batch.digest)) return unchanged(dataset);
    const version = await nextVersion(chunks, dataset, table, batch.digest);
    await chunks.write(batch.digest, table);
    const next = appendBatch(dataset, schemaOf(table), batch, version);
    if (await commit(database, chunks, former, next.dataset)) return { ...next, dataVersion: version };
  }
  throw new AppError('storage-blocked', {
    detail: `The dataset "${name}" was changed by others each time this load was about to be added.`,
    remedy: 'Load the file again when the others are done.',
  });
}

function unchanged(dataset: DatasetRecord): Appended {
  return { dataset, dataVersion: dataset.versions.at(-1)!.dataVersion, added: false };
}

async function nextVersion(
  chunks: ChunkFolder,
  dataset: DatasetRecord,
  table: Table,
  digest: string,
): Promise<string> {
  if (dataset.batches.length === 0) return digest;
  const builder = dataVersionBuilder(dataset.schema);
  for (const batch of dataset.batches) builder.append(await readChunk(chunks, batch.digest));
  builder.append(table);
  return builder.digestHex();
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
    if (JSON.stringify(current) !== JSON.stringify(former) || !(await allThere(chunks, next.batches)))
      return false;
    await putDataset(transaction, next);
    return true;
  });
}

async function readTable(db: Kysely<Tables>, chunks: ChunkFolder, version: string): Promise<Table> {
  const batches = findVersion(await listDatasets(db), version);
  if (batches === null) {
    throw new AppError('data-version-unknown', {
      detail: `The rows of ${version} are not in this workspace.`,
    });
  }
  const tables: Table[] = [];
  for (const { digest } of batches) tables.push(await readChunk(chunks, digest));
  return concatTables(tables);
}

/** The batches that make up a data version, in whichever dataset has it. */
function findVersion(datasets: readonly DatasetRecord[], dataVersion: string): BatchRecord[] | null {
  for (const { versions, batches } of datasets) {
    const found = versions.find((version) => version.dataVersion === dataVersion);
    if (found !== undefined) return batches.slice(0, found.nBatches);
  }
  return null;
}

async function readChunk(chunks: ChunkFolder, digest: string): Promise<Table> {
  const table = await chunks.read(digest);
  if (table !== null) return table;
  throw new AppError('artifact-corrupt', { detail: `The stored rows ${digest} are missing.` });
}

async function allThere(chunks: ChunkFolder, batches: readonly BatchRecord[]): Promise<boolean> {
  for (const { digest } of batches) if (!(await chunks.has(digest))) return false;
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
