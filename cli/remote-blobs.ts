import type { ServerWorkspace } from '../sync-server/store/workspace.ts';
import { serverApi } from '../workers/browser/server-api.ts';
import { syncedBlobs } from '../workers/browser/synced-blobs.ts';
import type { BlobStore } from '../workers/workspace.ts';

/** `fetch` that shows a token to one server and to nobody else. */
export function fetchWith(token: string | undefined, origin: string): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    const url = new URL(input instanceof Request ? input.url : input);
    if (token !== undefined && url.origin === origin) headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers, redirect: 'error' });
  };
}

/** A token is never kept in the folder. */
export function tokenOfEnvironment(): string | undefined {
  const token = process.env['TREADLE_TOKEN'];
  return token === '' ? undefined : token;
}

/** Artifacts of a folder; where it follows a server, those that are not here are fetched when asked for. */
export async function remoteBlobs({ blobs, remote }: ServerWorkspace): Promise<BlobStore> {
  const known = await remote.read();
  if (known === null) return blobs;
  return syncedBlobs(blobs, serverApi(fetchWith(tokenOfEnvironment(), known.origin), known.origin));
}
