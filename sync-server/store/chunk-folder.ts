import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { decodeTable, encodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import { isThere, readIfThere, writeDurably } from './durable-file.ts';

const SEAL_BYTES = 32;

/** The rows of batches, one file each under the content digest of its rows. */
export interface ChunkFolder {
  write(digest: string, table: Table): Promise<void>;
  /** null when absent. @throws AppError `artifact-corrupt`. */
  read(digest: string): Promise<Table | null>;
  has(digest: string): Promise<boolean>;
  /** Removes every chunk that `used` does not name. */
  removeUnused(used: ReadonlySet<string>): Promise<void>;
}

/**
 * A chunk file is the table's bytes and then their SHA-256. The name is a digest of the cells, which
 * costs ten times as much to check as the seal.
 */
export function chunkFolder(folder: string, temporary: string): ChunkFolder {
  return {
    async write(digest, table) {
      const bytes = encodeTable(table);
      await writeDurably(join(folder, digest), Buffer.concat([bytes, sealOf(bytes)]), temporary);
    },
    async read(digest) {
      const file = await readIfThere(join(folder, digest));
      return file === null ? null : decodeTable(unsealed(file, digest));
    },
    has: (digest) => isThere(join(folder, digest)),
    async removeUnused(used) {
      const unused = (await readdir(folder)).filter((name) => !used.has(name));
      for (const name of unused) await rm(join(folder, name), { force: true });
    },
  };
}

function unsealed(file: Uint8Array, digest: string): Uint8Array {
  const bytes = file.subarray(0, Math.max(0, file.length - SEAL_BYTES));
  if (sealOf(bytes).equals(file.subarray(bytes.length))) return bytes;
  throw new AppError('artifact-corrupt', {
    detail: `The stored rows ${digest} are damaged.`,
    remedy: 'Delete the dataset and load its file again, or restore the workspace from a backup.',
  });
}

function sealOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
