import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { churn, featuresOf, promote, register, trainChurn } from './models.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { startTestServer, type TestServer } from './server.ts';
import { startReceiver, type Receiver } from './webhooks/receiver.ts';

const HOUR = 3_600_000;
const webhookHosts = ['127.0.0.1'];

let trained: Awaited<ReturnType<typeof trainChurn>>;
let postgres: PostgresServer;
let receiver: Receiver;
beforeAll(async () => {
  trained = await trainChurn();
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe.each(['sqlite', 'postgres'])('[MON4] alerts over %s', (kind) => {
  let nowMs: number;
  let servers: TestServer[];
  beforeEach(async () => {
    nowMs = Math.ceil(Date.now() / HOUR) * HOUR;
    const clock = { nowMs: () => nowMs, monotonicMs: () => performance.now() };
    const storage = kind === 'postgres' ? { databaseUrl: await postgres.database() } : {};
    const options = { webhookHosts, storage, clock };
    servers = [await startTestServer(options)];
    // A second one over the same database, and the same artifacts, looks at the same windows.
    if (kind === 'postgres') servers.push(await startTestServer(options, servers[0]!.folder));
    await register(servers[0]!.workspace, trained, { model: 'churn' }).then((version) =>
      promote(servers[0]!.workspace, version),
    );
    const events = ['alert.fired'];
    await servers[0]!.ask('/api/v1/webhooks', { body: { url: receiver.url, events } });
  });
  afterEach(async () => {
    for (const server of servers.slice(1)) await server.stop();
    await servers[0]!.remove();
  });

  /** Asks for so many rows, with charges as in training or ten times as high, and lets the hour end. */
  async function hour(rows: number, { high }: { high: boolean }): Promise<void> {
    const instances = Array.from({ length: rows }, (_, row) => {
      const features = featuresOf(row % churn.nRows);
      const charges = Number(features['MonthlyCharges']);
      return high ? { ...features, MonthlyCharges: 10 * charges } : features;
    });
    const [first, second = first!] = servers;
    const half = rows >> 1;
    for (const [server, part] of [
      [first!, instances.slice(0, half)],
      [second, instances.slice(half)],
    ] as const)
      expect((await server.ask('/predict/batch', { body: { instances: part, model: 'churn' } })).status).toBe(
        200,
      );
    for (const server of servers) await server.ask('/api/monitoring');
    nowMs += HOUR;
  }

  const alerts = async () =>
    (await servers[0]!.ask('/api/v1/audit?limit=500')).json.events.filter(({ type }: { type: string }) =>
      type.startsWith('alert.'),
    );

  it('fire once for two hours that drifted, tell the webhook, and are resolved after three clean ones', async () => {
    const began = nowMs;
    await hour(150, { high: true });
    await hour(150, { high: true });
    nowMs += 10_000;
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(1);
    nowMs -= 10_000;
    const [message] = receiver.received;
    expect(message!.json).toMatchObject({
      event: 'alert.fired',
      actor: 'server',
      data: { kind: 'drift', model: 'churn', version: 1, window: { from: began + HOUR, count: 150 } },
    });
    const columns: { name: string; reasons: { change: number }[] }[] = message!.json.data.columns;
    const charges = columns.find(({ name }) => name === 'MonthlyCharges');
    expect(charges!.reasons[0]).toMatchObject({ kind: 'distribution', threshold: 0.1 });

    await hour(150, { high: true });
    for (const _ of [1, 2, 3]) await hour(300, { high: false });
    nowMs += 10_000;
    await expect.poll(async () => (await alerts()).length, { timeout: 30_000 }).toBe(2);
    expect((await alerts()).map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual(
      [
        ['alert.fired', 'server'],
        ['alert.resolved', 'server'],
      ],
    );
    const { json } = await servers[0]!.ask('/api/v1/deliveries');
    expect(json.deliveries).toMatchObject([{ event: 'alert.fired', state: 'delivered' }]);
  }, 120_000);
});
