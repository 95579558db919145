import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { S3Options } from '../../sync-server/store/blob-s3.ts';
import { startTreadle, type TreadleProcess } from '../reliability/treadle-process.ts';
import { type PostgresServer, query, startPostgres } from './postgres-server.ts';
import { ask, startTestServer, type Answered, type TestServer } from './server.ts';

let folder: string;
let postgres: PostgresServer;
let databaseUrl: string;
let bucket: S3rver;
let here: TestServer;
let other: TreadleProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treadle-shared-uploads-'));
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
  bucket = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(folder, 'bucket'),
    configureBuckets: [{ name: 'artifacts', configs: [] }],
  });
  const { port } = await bucket.run();
  const s3: S3Options = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'artifacts',
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    prefix: '',
  };
  here = await startTestServer({ storage: { databaseUrl, s3 } });
  other = await startAnother(s3);
}, 120_000);
afterAll(async () => {
  await other?.kill();
  await here?.remove();
  await bucket?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** In a process of its own, so that it can be killed. */
async function startAnother({ endpoint, bucket: name, accessKeyId, secretAccessKey }: S3Options) {
  const settings = {
    TREADLE_S3_ENDPOINT: endpoint,
    TREADLE_S3_BUCKET: name,
    TREADLE_S3_ACCESS_KEY_ID: accessKeyId,
    TREADLE_S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
  Object.assign(process.env, settings);
  try {
    return await startTreadle({ folder: join(folder, 'other'), databaseUrl });
  } finally {
    for (const variable of Object.keys(settings)) delete process.env[variable];
  }
}

const uploads = '/api/v1/blobs/uploads';
const octets = { 'content-type': 'application/octet-stream' };
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const patch = (port: number, location: string, bytes: Uint8Array, from: number): Promise<Answered> =>
  ask(port, location, {
    method: 'PATCH',
    headers: { ...octets, 'content-range': `${from}-${from + bytes.length - 1}` },
    body: bytes,
  });

it('an upload goes on at whichever server, though one is killed in the middle of a request', async () => {
  const bytes = randomBytes(50_000);
  const started = await ask(other.port, uploads, { method: 'POST' });
  const location = started.headers.location!;
  for (const [at, port] of [here.port, other.port, here.port, other.port].entries()) {
    const from = at * 10_000;
    const answer = await patch(port, location, bytes.subarray(from, from + 10_000), from);
    expect([answer.status, answer.headers.range]).toEqual([202, `0-${from + 9999}`]);
  }
  const socket = connect(other.port, '127.0.0.1').on('error', () => {});
  socket.write(
    `PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Range: 40000-49999\r\nContent-Length: 10000\r\n\r\n`,
  );
  await new Promise((resolve) => socket.write(bytes.subarray(40_000, 45_000), resolve));
  await other.kill();
  const wrong = await patch(here.port, location, bytes, 50_000);
  expect([wrong.status, wrong.json.offset]).toEqual([416, 40_000]);
  expect((await patch(here.port, location, bytes.subarray(40_000), 40_000)).status).toBe(202);
  const put = await ask(here.port, `${location}?digest=sha256:${digestOf(bytes)}`, { method: 'PUT' });
  expect(put.status).toBe(201);
  expect((await here.ask(put.headers.location!)).bytes.equals(bytes)).toBe(true);
  const { rows } = await query(databaseUrl, 'select count(*) from upload_parts');
  expect(Number(rows[0].count)).toBe(0);
}, 60_000);

it('of two that send the same bytes at once, one is taken and the other told where it stands', async () => {
  const { headers } = await here.ask(uploads, { method: 'POST' });
  const bytes = randomBytes(1000);
  const both = await Promise.all([0, 1].map(() => patch(here.port, headers.location!, bytes, 0)));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 416]);
  const put = await here.ask(`${headers.location}?digest=sha256:${digestOf(bytes)}`, { method: 'PUT' });
  expect(put.status).toBe(201);
});

it('an upload that nobody goes on with is forgotten', async () => {
  const { headers } = await here.ask(uploads, { method: 'POST' });
  await patch(here.port, headers.location!, randomBytes(10), 0);
  await query(databaseUrl, 'update uploads set touched_at = touched_at - 3700000');
  await here.workspace.retain(90);
  expect((await patch(here.port, headers.location!, randomBytes(10), 10)).json.code).toBe('upload-unknown');
  const { rows } = await query(databaseUrl, 'select count(*) from upload_parts');
  expect(Number(rows[0].count)).toBe(0);
});
