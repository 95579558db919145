import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../sync-server/store/blob-folder.ts';
import { blobS3, type S3Options } from '../../../sync-server/store/blob-s3.ts';
import { code } from '../../contracts/code.ts';

let folder: string;
let server: S3rver;
let options: S3Options;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treadle-s3-'));
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'artifacts', configs: [] }],
  });
  const { port } = await server.run();
  options = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'artifacts',
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    prefix: 'team/',
  };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('artifacts in a bucket', () => {
  it('come back by their digest, also large and empty ones', async () => {
    const blobs = blobS3(options);
    for (const bytes of [new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(3_000_000).fill(7)]) {
      const digest = await blobs.put(bytes);
      expect(digest).toBe(sha256(bytes));
      expect(await blobs.has(digest)).toBe(true);
      expect(Buffer.from((await blobs.get(digest))!).equals(Buffer.from(bytes))).toBe(true);
    }
    await blobs.check();
  });

  it('that are not there are null, and nothing but a digest names one', async () => {
    const blobs = blobS3(options);
    expect(await blobs.get('0'.repeat(64))).toBe(null);
    expect(await blobs.has('0'.repeat(64))).toBe(false);
    expect(await blobs.get('../artifacts')).toBe(null);
  });

  it('of other bytes than their name says are refused', async () => {
    const other = await blobS3(options).put(new Uint8Array([9]));
    const lying = createServer((_, answer) => answer.end('not those bytes')).listen(0, '127.0.0.1');
    await new Promise((resolve) => lying.once('listening', resolve));
    const { port } = lying.address() as { port: number };
    await expect(blobS3({ ...options, endpoint: `http://127.0.0.1:${port}` }).get(other)).rejects.toThrow(
      code('artifact-corrupt'),
    );
    lying.close();
  });

  it('a store that is away, or has no such bucket, is named as the cause', async () => {
    const away = blobS3({ ...options, endpoint: 'http://127.0.0.1:9' });
    await expect(away.get('0'.repeat(64))).rejects.toThrow(code('storage-unreachable'));
    await expect(blobS3({ ...options, bucket: 'nowhere' }).put(new Uint8Array([1]))).rejects.toThrow(
      code('storage-unreachable'),
    );
  });
});
