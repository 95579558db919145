import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { decodeTable, encodeTable } from '../../shared/table/table-file.ts';
import {
  changeDataset,
  type ChangedDataset,
  type ChunkStore,
  type DatasetChange,
} from '../datasets/change-dataset.ts';
import { digestOf } from './blob-store.ts';
import type { BrowserDatabase } from './database.ts';
import { readChunk } from './dataset-rows.ts';

/**
 * Changes a stored dataset, wholly or not at all. Digests are made before the transaction, since they
 * take long; inside it the record must still be the one they were made for, else all starts again on the
 * newer one. Cost: hashes the whole dataset (about 150 MB/s), so a page has a worker do it.
 * @throws AppError of {@link changeDataset}.
 */
export async function changeStored(db: BrowserDatabase, change: DatasetChange): Promise<ChangedDataset> {
  for (;;) {
    const former = await db.datasets.get(change.name);
    const added = new Map<string, Uint8Array>();
    const made = await changeDataset(former ?? null, change, chunkStore(db, added));
    if (!made.changed || (await commit(db, former, made.dataset, added))) return made;
  }
}

/** Chunks that are new wait in `added`: they are stored with the record that names them. */
function chunkStore(db: BrowserDatabase, added: Map<string, Uint8Array>): ChunkStore {
  return {
    async put(table) {
      const bytes = encodeTable(table);
      const digest = await digestOf(bytes);
      added.set(digest, bytes);
      return digest;
    },
    async read(digest) {
      const bytes = added.get(digest);
      return bytes === undefined ? readChunk(db, digest) : decodeTable(bytes);
    },
  };
}

/** Rows and record in one transaction; false when somebody else changed the dataset meanwhile. */
function commit(
  db: BrowserDatabase,
  former: DatasetRecord | undefined,
  next: DatasetRecord,
  added: ReadonlyMap<string, Uint8Array>,
): Promise<boolean> {
  return db.transaction('rw', db.datasets, db.chunks, async () => {
    const current = await db.datasets.get(next.name);
    if (JSON.stringify(current) !== JSON.stringify(former)) return false;
    for (const [digest, bytes] of added) await db.chunks.put({ digest, bytes });
    await db.datasets.put(next);
    return true;
  });
}
