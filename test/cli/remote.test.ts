import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { CUSTOMER, churnCsv, openBench, type Bench, type Failure } from './treadle.ts';

let [a, b]: Bench[] = [];
let server: TestServer;
beforeEach(async () => {
  [a, b] = [openBench(), openBench()];
  server = await startTestServer();
});
afterEach(async () => {
  a!.remove();
  b!.remove();
  await server.remove();
});

const url = () => `http://127.0.0.1:${server.port}`;

interface Synced {
  readonly received: number;
  readonly shared: number;
  readonly waiting: number;
  readonly refused: { wanted: string; now: string; by: string; code: string; remedy: string }[];
  readonly packages: { fetched: string[] };
}

async function train(bench: Bench, ...words: string[]): Promise<{ runId: string }> {
  const file = bench.write('churn.csv', churnCsv(200));
  return bench.json('train', file, '--target', 'Churn', '--estimator', 'decision-tree', ...words);
}

describe('treadle push and pull', () => {
  it('[SYNC5] share models between folders, and tell whose promotion came too late', async () => {
    await train(a!, '--register', 'churn');
    await train(a!, '--register', 'churn', '--seed', '2');
    expect(await a!.json<Synced>('push', '--server', url())).toMatchObject({
      code: 0,
      received: 0,
      shared: 5,
      waiting: 0,
      refused: [],
    });
    expect(await b!.json<Synced>('pull', '--server', url())).toMatchObject({ code: 0, received: 5 });
    // Not deployed, so its package is fetched when it is asked for.
    const ask = ['predict', 'churn', '--version', '2', '--features', JSON.stringify(CUSTOMER)];
    const [here, there] = [await a!.json(...ask), await b!.json(...ask)];
    expect(there).toMatchObject({ code: 0, digest: here['digest'], prediction: here['prediction'] });

    await a!.run('promote', 'churn', '1', '--stage', 'Production');
    await b!.run('promote', 'churn', '2', '--stage', 'Production');
    expect((await a!.json<Synced>('push')).code).toBe(0);
    const late = await b!.run('push');
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(/churn v2 in Production\s+v1 is in Production\s+local/);
    const [remedy] = /promote churn 2 --stage Production/.exec(late.stderr)!;
    expect((await b!.run(...remedy.split(' '))).code).toBe(0);
    expect((await b!.json<Synced>('push')).code).toBe(0);
    expect((await a!.json<Synced>('pull')).packages.fetched).toEqual([]);
    const heads = [await a!.json('audit', 'verify'), await b!.json('audit', 'verify')];
    expect(heads[0]).toEqual(heads[1]);
  }, 120_000);

  it('say what is missing: a server, an address, a token, a server that answers', async () => {
    expect(await a!.json<Failure>('pull')).toMatchObject({
      code: 2,
      error: { code: 'usage', remedy: expect.stringContaining('--server') as string },
    });
    expect(await a!.json<Failure>('pull', '--server', 'nowhere')).toMatchObject({ code: 2 });
    expect(await a!.json<Failure>('pull', '--packages', 'some')).toMatchObject({ code: 2 });
    expect(await b!.json<Failure>('push', '--server', url())).toMatchObject({ code: 2 });
    const { secret } = await server.workspace.tokens.issue({
      name: 'ci',
      scope: 'viewer',
      createdBy: 'local',
      expiresAt: null,
    });
    expect(await a!.json<Failure>('pull', '--server', url())).toMatchObject({
      code: 1,
      error: { code: 'unauthenticated' },
    });
    expect((await a!.json('pull', '--server', url(), '--token', secret)).code).toBe(0);
    await train(a!, '--register', 'churn');
    expect(await a!.json<Failure>('push', '--token', secret)).toMatchObject({
      code: 1,
      error: { code: 'insufficient-scope' },
    });
    await server.stop();
    expect(await a!.json<Failure>('push')).toMatchObject({ code: 1, error: { code: 'server-unreachable' } });
  }, 120_000);
});
