import type { BatchRecord, DatasetRecord } from '../../shared/records/dataset.ts';
import { appendBatch, emptyDataset, hasBatch, requireSchema } from '../../shared/records/dataset-batches.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { dataVersion, dataVersionBuilder } from '../../shared/table/data-version.ts';
import { encodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import type { DatasetStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import { readChunk } from './dataset-rows.ts';

export interface Load {
  readonly name: string;
  readonly table: Table;
  readonly load: Omit<BatchRecord, 'digest' | 'nRows'>;
  readonly target: string | null;
}

export type Appended = Awaited<ReturnType<DatasetStore['append']>>;

/**
 * Appends one load. Digests are made before the transaction, since they take long; inside it the record
 * must still be the one they were made for, else all starts again on the newer one.
 * Cost: hashes the whole dataset (about 150 MB/s), so a page has a worker do it.
 * @throws AppError `schema-mismatch`.
 */
export async function appendRows(
  db: BrowserDatabase,
  { name, table, load, target }: Load,
): Promise<Appended> {
  const batch: BatchRecord = { ...load, digest: dataVersion(table), nRows: table.nRows };
  const bytes = encodeTable(table);
  for (;;) {
    const former = await db.datasets.get(name);
    const dataset = former ?? emptyDataset(name, schemaOf(table), target);
    requireSchema(dataset, schemaOf(table));
    if (hasBatch(dataset, batch.digest)) {
      return { dataset, dataVersion: dataset.versions.at(-1)!.dataVersion, added: false };
    }
    const version = await nextVersion(db, dataset, table, batch.digest);
    const next = appendBatch(dataset, schemaOf(table), batch, version);
    if (await commit(db, former, next.dataset, { digest: batch.digest, bytes })) {
      return { ...next, dataVersion: version };
    }
  }
}

async function nextVersion(
  db: BrowserDatabase,
  dataset: DatasetRecord,
  table: Table,
  digest: string,
): Promise<string> {
  if (dataset.batches.length === 0) return digest;
  const builder = dataVersionBuilder(dataset.schema);
  for (const batch of dataset.batches) builder.append(await readChunk(db, batch.digest));
  builder.append(table);
  return builder.digestHex();
}

/** Rows and record in one transaction; false when somebody else changed the dataset meanwhile. */
function commit(
  db: BrowserDatabase,
  former: DatasetRecord | undefined,
  next: DatasetRecord,
  chunk: { digest: string; bytes: Uint8Array },
): Promise<boolean> {
  return db.transaction('rw', db.datasets, db.chunks, async () => {
    const current = await db.datasets.get(next.name);
    if (JSON.stringify(current) !== JSON.stringify(former)) return false;
    await db.chunks.put(chunk);
    await db.datasets.put(next);
    return true;
  });
}
