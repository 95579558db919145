import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { BlobStore } from '../../workers/workspace.ts';
import { isThere, readIfThere, writeDurably } from './durable-file.ts';

/** Artifacts as files `<first two digits>/<SHA-256>`, each written once. */
export function blobFolder(folder: string, temporary: string): BlobStore & { sizeBytes(): Promise<number> } {
  const pathOf = (digest: string): string => join(folder, digest.slice(0, 2), digest);
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      const stored = await readIfThere(pathOf(digest));
      // A damaged file is written anew: whoever has the right bytes can mend it.
      if (stored === null || sha256(stored) !== digest) await writeDurably(pathOf(digest), bytes, temporary);
      return digest;
    },
    async get(digest) {
      const bytes = isDigest(digest) ? await readIfThere(pathOf(digest)) : null;
      if (bytes === null || sha256(bytes) === digest) return bytes;
      throw new AppError('artifact-corrupt', {
        detail: `The stored artifact ${digest} has ${bytes.length} bytes of another digest.`,
      });
    },
    has: async (digest) => isDigest(digest) && (await isThere(pathOf(digest))),
    async sizeBytes() {
      const files = (await readdir(folder, { withFileTypes: true, recursive: true })).filter((entry) =>
        entry.isFile(),
      );
      const sizes = await Promise.all(files.map(({ parentPath, name }) => sizeOf(join(parentPath, name))));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

/** Only digests name files, so no path from outside reaches the disk (SEC3). */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
