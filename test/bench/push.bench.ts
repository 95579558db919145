import { v7 } from 'uuid';
import { MUTATION_SCHEMA, type Mutation } from '../../shared/records/mutation.ts';
import { type PostgresServer, startPostgres } from '../sync-server/postgres-server.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import type { Bench, BenchRow } from './bench.ts';

const clients = 8;
const seconds = 4;
const sizes = [1, 100];

/** How many changes a second pass the lock on the head of the log; every one is on the disk when it is answered. */
export const push: Bench = {
  name: 'push',
  about: `POST /api/v1/sync/push by ${clients} clients at once, ${seconds} s each, disk synchronised`,
  async run() {
    const postgres = await startPostgres({ durable: true });
    try {
      return [
        ...(await overSqlite()),
        ...(await overPostgres(postgres, 1)),
        ...(await overPostgres(postgres, 3)),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

async function overSqlite(): Promise<BenchRow[]> {
  const server = await startTestServer();
  try {
    return await measure('SQLite', [server]);
  } finally {
    await server.remove();
  }
}

async function overPostgres(postgres: PostgresServer, count: number): Promise<BenchRow[]> {
  const storage = { databaseUrl: await postgres.database() };
  const servers: TestServer[] = [];
  for (let at = 0; at < count; at += 1) servers.push(await startTestServer({ storage }));
  try {
    return await measure(`PostgreSQL, ${count} ${count === 1 ? 'server' : 'servers'}`, servers);
  } finally {
    for (const server of servers) await server.remove();
  }
}

async function measure(name: string, servers: readonly TestServer[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const until = performance.now() + seconds * 1000;
    const begun = performance.now();
    const pushed = await Promise.all(
      Array.from({ length: clients }, (_, at) => keepPushing(servers[at % servers.length]!, size, until)),
    );
    const took = (performance.now() - begun) / 1000;
    const value = Math.round(pushed.reduce((sum, count) => sum + count, 0) / took);
    rows.push({ measure: `${name}: changes in pushes of ${size}`, value, unit: '/s' });
  }
  return rows;
}

/** One client's pushes, one after the other; how many changes were taken. */
async function keepPushing(server: TestServer, size: number, until: number): Promise<number> {
  const clientId = v7();
  let mid = 0;
  while (performance.now() < until) {
    const mutations = Array.from({ length: size }, () => created((mid += 1)));
    const body = { protocol: 1, schema: MUTATION_SCHEMA, clientId, mutations };
    const { status, json } = await server.ask('/api/v1/sync/push', { body });
    if (status !== 200 || json.lastMid !== mid) throw new Error(`The push was answered ${status}.`);
  }
  return mid;
}

function created(mid: number): Mutation {
  const uid = v7();
  const payload = { model: `bench-${uid}`, modelUuid: uid };
  return { mid, uid, type: 'model.created', v: MUTATION_SCHEMA, at: new Date(0).toISOString(), payload };
}
