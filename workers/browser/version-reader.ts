import { liveRows } from '../../shared/records/dataset-rows.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { CHUNK_ROWS } from '../datasets/change-dataset.ts';
import { amendedRows, requireVersion } from '../datasets/rows-of-version.ts';
import type { TableWindow } from '../tasks/task.ts';
import type { BrowserDatabase } from './database.ts';
import { readChunk } from './dataset-rows.ts';

/** Reads windows of one data version out of the few chunks that they stand in. */
export interface VersionReader {
  readonly dataVersion: string;
  window(from: number, count: number): Promise<TableWindow>;
}

/** Chunks kept decoded: a window may lie across two, and people scroll to and fro. */
const MOST_CHUNKS = 3;

/** null where reading all of it is as quick. @throws AppError `data-version-unknown`. Cost: linear in the number of rows, once; their cells are not read. */
export async function versionReader(db: BrowserDatabase, dataVersion: string): Promise<VersionReader | null> {
  const found = requireVersion(await db.datasets.toArray(), dataVersion);
  // All of it is no more than a window needs.
  if (found.point.nRows <= CHUNK_ROWS) return null;
  const rows = liveRows(found.dataset, found.point);
  const read = keepingChunks((digest) => readChunk(db, digest));
  return {
    dataVersion,
    async window(from, count) {
      const window = await amendedRows(found, rows.subarray(from, from + count), read);
      return { nRows: rows.length, window: copied(window), missing: found.point.missing ?? null };
    },
  };
}

/** A window may be a whole chunk: what leaves the worker must not take the kept one with it. */
const copied = (window: Table): Table =>
  selectRows(
    window,
    Int32Array.from({ length: window.nRows }, (_, row) => row),
  );

function keepingChunks(read: (digest: string) => Promise<Table>): typeof read {
  const kept = new Map<string, Promise<Table>>();
  return (digest) => {
    const chunk = kept.get(digest) ?? read(digest);
    // Read again or anew, it is the youngest; a failure is not kept.
    kept.delete(digest);
    kept.set(digest, chunk);
    chunk.catch(() => kept.delete(digest));
    if (kept.size > MOST_CHUNKS) kept.delete(kept.keys().next().value!);
    return chunk;
  };
}
