import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { decodeTable, encodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import { isThere, readIfThere, writeDurably } from './durable-file.ts';

const SEAL_BYTES = 32;

/** Pieces of tables, one file each under a name made of its content. */
export interface ChunkFolder {
  /** Gives the name. */
  put(table: Table): Promise<string>;
  /** null when absent. @throws AppError `artifact-corrupt`. */
  read(digest: string): Promise<Table | null>;
  has(digest: string): Promise<boolean>;
  /** Removes every chunk that `used` does not name and that was not written within the last `sparedMs`. */
  removeUnused(used: ReadonlySet<string>, sparedMs?: number): Promise<void>;
}

/**
 * A chunk file is the table's bytes and then their SHA-256, the seal, which is its name too. (Chunks of
 * the first form have the digest of their cells as the name.)
 */
export function chunkFolder(folder: string, temporary: string): ChunkFolder {
  return {
    async put(table) {
      const bytes = encodeTable(table);
      const seal = sealOf(bytes);
      const digest = seal.toString('hex');
      await writeDurably(join(folder, digest), Buffer.concat([bytes, seal]), temporary);
      return digest;
    },
    async read(digest) {
      const file = await readIfThere(join(folder, digest));
      return file === null ? null : decodeTable(unsealed(file, digest));
    },
    has: (digest) => isThere(join(folder, digest)),
    async removeUnused(used, sparedMs = 0) {
      const unused = (await readdir(folder)).filter((name) => !used.has(name));
      for (const name of unused) {
        const path = join(folder, name);
        if (sparedMs === 0 || (await ageMs(path)) > sparedMs) await rm(path, { force: true });
      }
    },
  };
}

/** Never old for a file that is gone. */
async function ageMs(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs;
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
