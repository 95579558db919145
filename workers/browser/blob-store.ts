import { AppError } from '../../shared/errors/app-error.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { toHex } from '../../shared/records/hex.ts';
import type { BlobStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import { stored } from './storage-error.ts';

/** Artifacts of this device, by digest. */
export function blobStore({ blobs }: BrowserDatabase): BlobStore {
  return {
    async put(bytes) {
      const digest = await digestOf(bytes);
      // A copy of its own: a view would store the whole buffer below it, shared memory could not be stored.
      await stored(() => blobs.put({ digest, bytes: bytes.slice() }));
      return digest;
    },
    async get(digest) {
      const found = await stored(() => blobs.get(digest));
      if (found === undefined) return null;
      await requireDigest(found.bytes, digest);
      return found.bytes;
    },
    has: (digest) => stored(async () => (await blobs.where('digest').equals(digest).count()) > 0),
  };
}

/** @throws AppError `artifact-corrupt` when the bytes do not match their name. */
export async function requireDigest(bytes: Uint8Array, digest: string): Promise<void> {
  const actual = await digestOf(bytes);
  if (actual === digest) return;
  throw new AppError('artifact-corrupt', {
    detail: `The artifact ${digest} has ${bytes.length} bytes of another digest (${actual}).`,
  });
}

/** By the platform where it has it (secure contexts): about six times as fast. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  // Shared memory it refuses; a page that is not isolated does not even know the word.
  if (subtle === undefined || !(bytes.buffer instanceof ArrayBuffer)) return sha256Hex(bytes);
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}
