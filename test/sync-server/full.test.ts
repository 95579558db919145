import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WorkspaceDatabase } from '../../sync-server/store/database.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';

/** Databases that servers have opened, so that a test can make one as full as a disk would. */
const opened = vi.hoisted(() => [] as WorkspaceDatabase[]);
vi.mock('../../sync-server/store/sqlite.ts', async (original) => {
  const real = await original<typeof import('../../sync-server/store/sqlite.ts')>();
  return {
    ...real,
    openSqlite(path: string) {
      const database = real.openSqlite(path);
      opened.push(database);
      return database;
    },
  };
});

let server: TestServer;
afterEach(() => server.remove());

const upload = (body: Uint8Array): Promise<Answered> => {
  const digest = createHash('sha256').update(body).digest('hex');
  return server.ask(`/api/v1/blobs/uploads?digest=sha256:${digest}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
};
const push = (mid: number, description: string, uid = v7()): Promise<Answered> =>
  server.ask('/api/v1/sync/push', {
    body: {
      protocol: 1,
      schema: 1,
      clientId: 'client',
      mutations: [
        {
          mid,
          uid,
          type: 'model.created',
          v: 1,
          at: '2026-01-01T00:00:00.000Z',
          payload: { model: `model ${mid}`, modelUuid: `uuid ${mid}`, description },
        },
      ],
    },
  });

describe('a server with a quota', () => {
  it('refuses an artifact beyond it with 507, and goes on answering what it has', async () => {
    server = await startTestServer({ limits: { quotaBytes: 3000 } });
    const first = randomBytes(2000);
    const { headers } = await upload(first);
    const refused = await upload(randomBytes(2000));
    expect(refused.status).toBe(507);
    expect(refused.json).toMatchObject({ code: 'storage-full', retryable: false, usedBytes: 2000 });
    expect((await server.ask(headers.location!)).bytes.equals(first)).toBe(true);
    expect((await upload(first)).status).toBe(201);
    expect((await upload(randomBytes(1000))).status).toBe(201);
    const full = await server.ask('/api/v1/blobs/uploads', { method: 'POST' });
    expect(full.json.code).toBe('storage-full');
  });
});

describe('a server whose disk is full', () => {
  it('answers changes with 503 and reads as ever; with room again the same change is taken once', async () => {
    server = await startTestServer();
    const { db } = opened.at(-1)!;
    expect((await push(1, 'fits')).status).toBe(200);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${rows[0]!.page_count}`).execute(db);
    const uid = v7();
    const large = 'x'.repeat(200_000);
    const refused = await push(2, large, uid);
    expect(refused.status).toBe(503);
    expect(refused.json).toMatchObject({ code: 'disk-full', retryable: true });
    expect(refused.headers['retry-after']).toBeDefined();
    expect((await server.ask('/api/v1/sync/snapshot')).json.seq).toBe(1);
    expect((await server.ask('/api/v1/sync/hello')).json.headSeq).toBe(1);
    await sql.raw(`pragma max_page_count = 1000000`).execute(db);
    expect((await push(2, large, uid)).json.results).toMatchObject([{ mid: 2, status: 'applied' }]);
    expect((await push(2, large, uid)).json.headSeq).toBe(2);
  });
});
