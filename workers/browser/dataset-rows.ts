import { AppError } from '../../shared/errors/app-error.ts';
import { decodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import { requireVersion, rowsOfVersion, type OnRows } from '../datasets/rows-of-version.ts';
import type { BrowserDatabase } from './database.ts';

/** The rows of a data version, in whichever dataset has it. @throws AppError `data-version-unknown`. */
export async function readRows(db: BrowserDatabase, dataVersion: string, onRows?: OnRows): Promise<Table> {
  const found = requireVersion(await db.datasets.toArray(), dataVersion);
  return rowsOfVersion(found, (digest) => readChunk(db, digest), onRows);
}

/** @throws AppError `artifact-corrupt`. */
export async function readChunk(db: BrowserDatabase, digest: string): Promise<Table> {
  const chunk = await db.chunks.get(digest);
  if (chunk !== undefined) return decodeTable(chunk.bytes);
  throw new AppError('artifact-corrupt', { detail: `The stored rows ${digest} are missing.` });
}
