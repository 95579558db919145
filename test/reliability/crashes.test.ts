import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { sampleVersion } from '../registry/sample-records.ts';
import { type PostgresServer, startPostgres } from '../sync-server/postgres-server.ts';
import { startTestServer } from '../sync-server/server.ts';
import { killCycles } from './kill-cycles.ts';
import { drainQueue } from './offline-queue.ts';
import { killReplicas } from './replicas.ts';
import { createSharedModel, pullAll, requireAll } from './shared-model.ts';

const SEED = 7;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop(), 120_000);

describe('a server that is killed', () => {
  it('[SYNC1] ten times during pushes has everything that it acknowledged, in a whole database', async () => {
    const { acknowledged } = await killCycles(10, SEED);
    expect(acknowledged).toBeGreaterThan(10);
  }, 600_000);

  it('[SYNC1] as one of three on one PostgreSQL loses nothing, and asking again heals every error', async () => {
    const { killed, acknowledged } = await killReplicas(await postgres.database(), 3, SEED);
    expect(killed).toBe(3);
    expect(acknowledged).toBeGreaterThan(10);
  }, 600_000);
});

describe.each(['SQLite', 'PostgreSQL'])('on %s', (kind) => {
  it('[SYNC4] fifty registrations of one model at once get fifty numbers without a hole', async () => {
    const storage = kind === 'SQLite' ? {} : { databaseUrl: await postgres.database() };
    const server = await startTestServer({ storage });
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      const { model, digest } = await createSharedModel(origin);
      const pushes = Array.from({ length: 50 }, async () => {
        const payload = sampleVersion(model, v7(), { digest });
        const at = new Date().toISOString();
        const mutations = [{ mid: 1, uid: v7(), type: 'version.registered', v: 1, at, payload }];
        const body = { protocol: 1, schema: 1, clientId: v7(), mutations };
        const { status, json } = await server.ask('/api/v1/sync/push', { body });
        expect([status, json.results[0].status]).toEqual([200, 'applied']);
        return mutations[0]!.uid;
      });
      const uids = await Promise.all(pushes);
      const events = await pullAll(origin);
      requireAll(events, uids);
      expect(events).toHaveLength(51);
    } finally {
      await server.remove();
    }
  });
});

describe('a device that was offline for long', () => {
  it('[SYNC6] brings its changes to the log, each once, on a line that loses answers', async () => {
    const { changes } = await drainQueue(501);
    expect(changes).toBe(501);
  }, 300_000);
});
