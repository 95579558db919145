import { AwsClient } from 'aws4fetch';
import { AppError } from '../../shared/errors/app-error.ts';
import type { BlobStore } from '../../workers/workspace.ts';
import { isDigest, sha256 } from './blob-folder.ts';

/** A bucket of any store that speaks S3. */
export interface S3Options {
  /** `https://s3.eu-west-1.amazonaws.com`, `http://minio:9000`; the bucket goes into the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Before every name, e.g. `team-a/`; empty for none. */
  readonly prefix: string;
}

const ATTEMPTS = 3;
const LIMIT_MS = 60_000;

/**
 * Artifacts as objects `<prefix>blobs/<first two digits>/<SHA-256>`. What is read is held against its
 * digest, so a store that returns other bytes is found out.
 */
export function blobS3(options: S3Options): BlobStore & { check(): Promise<void> } {
  const { accessKeyId, secretAccessKey, region } = options;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const base = `${options.endpoint.replace(/\/+$/, '')}/${encodeURIComponent(options.bucket)}/`;
  const urlOf = (digest: string): string => `${base}${options.prefix}blobs/${digest.slice(0, 2)}/${digest}`;
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await send(client, url, init);
    if (answer.ok || answer.status === 404) return answer;
    throw unreachable(`The artifact store answered ${answer.status}.`);
  };
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      const headers = { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': digest };
      const answer = await ask(urlOf(digest), { method: 'PUT', headers, body: new Uint8Array(bytes) });
      await answer.body?.cancel();
      if (answer.status === 404) throw unreachable(`There is no bucket "${options.bucket}".`);
      return digest;
    },
    async get(digest) {
      if (!isDigest(digest)) return null;
      const answer = await ask(urlOf(digest));
      if (answer.status === 404) return (await answer.body?.cancel(), null);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (sha256(bytes) === digest) return bytes;
      throw new AppError('artifact-corrupt', {
        detail: `The stored artifact ${digest} has ${bytes.length} bytes of another digest.`,
      });
    },
    has: async (digest) => isDigest(digest) && (await ask(urlOf(digest), { method: 'HEAD' })).ok,
    async check() {
      const answer = await ask(base, { method: 'HEAD' });
      if (!answer.ok) throw unreachable(`There is no bucket "${options.bucket}".`);
    },
  };
}

/** Objects are named by what is in them, so every request may be sent again. */
async function send(client: AwsClient, url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === ATTEMPTS;
    try {
      const answer = await client.fetch(url, { ...init, signal: AbortSignal.timeout(LIMIT_MS) });
      if (last || (answer.status < 500 && answer.status !== 429)) return answer;
      await answer.body?.cancel();
    } catch (cause) {
      if (last) throw unreachable('The artifact store does not answer.', cause);
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
}

const unreachable = (detail: string, cause?: unknown): AppError =>
  new AppError('storage-unreachable', { detail, cause });
