import { AppError } from '../../shared/errors/app-error.ts';
import type { BlobStore } from '../workspace.ts';
import { requireDigest } from './blob-store.ts';
import type { ServerApi } from './server-api.ts';

/**
 * Blobs of this device, and those of runs from elsewhere fetched from the server when first asked for
 * and then kept. Without the server they are what they are: not here.
 */
export function syncedBlobs(local: BlobStore, server: Pick<ServerApi, 'getBlob'>): BlobStore {
  return {
    put: local.put,
    has: local.has,
    async get(digest) {
      const bytes = (await local.get(digest)) ?? (await fetched(server, digest));
      if (bytes !== null && !(await local.has(digest))) await local.put(bytes);
      return bytes;
    },
  };
}

async function fetched(server: Pick<ServerApi, 'getBlob'>, digest: string): Promise<Uint8Array | null> {
  try {
    const bytes = await server.getBlob(digest);
    if (bytes !== null) await requireDigest(bytes, digest);
    return bytes;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'server-unreachable') return null;
    throw thrown;
  }
}
