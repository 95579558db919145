import { AppError } from '../../shared/errors/app-error.ts';
import type { BatchRecord, DatasetRecord } from '../../shared/records/dataset.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { decodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import type { BrowserDatabase } from './database.ts';

/** The rows of a data version, in whichever dataset has it. @throws AppError `data-version-unknown`. */
export async function readRows(db: BrowserDatabase, dataVersion: string): Promise<Table> {
  const batches = findVersion(await db.datasets.toArray(), dataVersion);
  if (batches === null) {
    throw new AppError('data-version-unknown', {
      detail: `The rows of data version ${dataVersion} are not on this device.`,
    });
  }
  return concatTables(await Promise.all(batches.map(({ digest }) => readChunk(db, digest))));
}

export async function readChunk(db: BrowserDatabase, digest: string): Promise<Table> {
  const chunk = await db.chunks.get(digest);
  if (chunk !== undefined) return decodeTable(chunk.bytes);
  throw new AppError('artifact-corrupt', { detail: `The stored rows ${digest} are missing.` });
}

/** The batches that make up a data version; null when no dataset has it. */
export function findVersion(datasets: readonly DatasetRecord[], dataVersion: string): BatchRecord[] | null {
  for (const { versions, batches } of datasets) {
    const found = versions.find((version) => version.dataVersion === dataVersion);
    if (found !== undefined) return batches.slice(0, found.nBatches);
  }
  return null;
}
