import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { pull } from '../../../sync-server/remote/pull.ts';
import { openWorkspace, type ServerWorkspace } from '../../../sync-server/store/workspace.ts';
import { serverApi } from '../../../workers/browser/server-api.ts';
import { promote, register, trainChurn } from '../models.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';
import { startTestServer, type Asked, type TestServer } from '../server.ts';
import { startReceiver, type Receiver } from './receiver.ts';

type Trained = Awaited<ReturnType<typeof trainChurn>>;

let trained: Trained;
let postgres: PostgresServer;
beforeAll(async () => {
  trained = await trainChurn();
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const webhookHosts = ['127.0.0.1'];
const both = ['version.registered', 'stage.changed'];

async function add(
  server: TestServer,
  events: readonly string[] = both,
): Promise<{ webhookId: string; secret: string }> {
  const { status, json } = await server.ask('/api/v1/webhooks', { body: { url: receiver.url, events } });
  expect(status).toBe(200);
  return json;
}

const deliveries = async (server: TestServer, query = '') =>
  (await server.ask(`/api/v1/deliveries${query}`)).json.deliveries;

const uids = (): string[] => receiver.received.map(({ json }) => json.uid);

describe.each(['sqlite', 'postgres'])('webhooks over %s', (kind) => {
  let server: TestServer;
  let storage: { databaseUrl?: string };
  beforeEach(async () => {
    storage = kind === 'postgres' ? { databaseUrl: await postgres.database() } : {};
    server = await startTestServer({ webhookHosts, storage });
  });
  afterEach(() => server.remove());

  it('are told of versions and stages in words that receivers understand, and of nothing before them', async () => {
    await register(server.workspace, trained, { model: 'before' });
    await add(server);
    const version = await register(server.workspace, trained, { model: 'churn' });
    await promote(server.workspace, version);
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(2);
    const told = new Map(receiver.received.map(({ json }) => [json.event, json]));
    expect(told.get('version.registered')).toMatchObject({
      actor: 'local',
      data: {
        model: 'churn',
        version: 1,
        task: 'classification',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(told.get('stage.changed')).toMatchObject({
      data: { model: 'churn', version: 1, stage: 'Production', formerVersionId: null },
    });
    await expect
      .poll(async () => (await deliveries(server)).map((each: { state: string }) => each.state))
      .toEqual(['delivered', 'delivered']);
  });

  it('are told once, however many servers share the log', async () => {
    if (kind === 'sqlite') return;
    const others = await Promise.all([1, 2].map(() => startTestServer({ webhookHosts, storage })));
    try {
      await add(server);
      await Promise.all(
        [server, ...others].flatMap(({ workspace }, at) =>
          Array.from({ length: 5 }, (_, k) => register(workspace, trained, { model: `m${at}-${k}` })),
        ),
      );
      await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(15);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(new Set(uids()).size).toBe(15);
      expect(receiver.received).toHaveLength(15);
    } finally {
      for (const other of others) await other.remove();
    }
  }, 60_000);

  it('are tried again, under the same id, until they answer', async () => {
    receiver.answer = (count) => ({ status: count < 3 ? 503 : 204 });
    await add(server);
    await register(server.workspace, trained, { model: 'churn' });
    await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['treadle-delivery'])).size).toBe(1);
    await expect
      .poll(async () => (await deliveries(server))[0])
      .toMatchObject({ state: 'delivered', attempts: 3, lastStatus: 204, lastError: null });
  }, 30_000);

  it('that are dead are sent again by hand', async () => {
    receiver.answer = () => ({ status: 500, body: 'out of order' });
    const { webhookId } = await add(server);
    const { json: ping } = await server.ask(`/api/v1/webhooks/${webhookId}/test`, { method: 'POST' });
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    const { webhooks } = server.workspace;
    // Eleven failed attempts later; nobody waits a quarter of an hour here.
    await expect.poll(async () => (await deliveries(server))[0].lastStatus).toBe(500);
    for (const at of Array(10).keys()) {
      const claimed = { deliveryId: ping.deliveryId, event: 'ping', body: '', url: '', secret: '' };
      await webhooks.redeliver(ping.deliveryId);
      expect(at).toBeLessThan(10);
      await webhooks.settle(
        { ...claimed, attempt: 0 },
        { state: 'dead', status: 500, error: 'x', nextAt: 0 },
      );
    }
    await expect.poll(async () => (await deliveries(server, '?state=dead')).length).toBe(1);
    receiver.answer = () => ({ status: 200 });
    const before = receiver.received.length;
    await server.ask(`/api/v1/deliveries/${ping.deliveryId}/redeliver`, { method: 'POST' });
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(before + 1);
    await expect.poll(async () => (await deliveries(server))[0].state).toBe('delivered');
  }, 30_000);

  it('get what happened while no server ran, and nothing of what happened while they were paused', async () => {
    const { webhookId } = await add(server);
    const pause = (paused: boolean): Asked => ({ method: 'PATCH', body: { paused } });
    await server.ask(`/api/v1/webhooks/${webhookId}`, pause(true));
    await register(server.workspace, trained, { model: 'unheard' });
    await server.ask(`/api/v1/webhooks/${webhookId}`, pause(false));
    await server.stop();
    const folder = join(server.folder, 'workspace');
    const command = await openWorkspace(folder, storage);
    await register(command, trained, { model: 'heard' });
    await command.close();
    server = await server.restart();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    expect(receiver.received[0]!.json.data.model).toBe('heard');
  }, 30_000);

  it('that are removed get nothing any more, and the log says who did it without the address', async () => {
    const { webhookId, secret } = await add(server);
    await server.ask(`/api/v1/webhooks/${webhookId}`, { method: 'DELETE' });
    await register(server.workspace, trained, { model: 'churn' });
    const { text, json } = await server.ask('/api/v1/audit');
    expect(json.events.slice(0, 2)).toMatchObject([
      { type: 'webhook.added', actor: 'local', payload: { webhookId, host: '127.0.0.1', events: both } },
      { type: 'webhook.removed', payload: { webhookId } },
    ]);
    expect(text).not.toContain('/hook');
    expect(text).not.toContain(secret);
    expect((await server.ask(`/api/v1/webhooks/${webhookId}/test`, { method: 'POST' })).status).toBe(404);
    expect(receiver.received).toHaveLength(0);
  });
});

describe('the routes of webhooks', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.remove());

  it.each([
    ['this machine', 'http://127.0.0.1/', 422, 'webhook-address'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/', 422, 'webhook-address'],
    ['a mapped address', 'http://[::ffff:10.0.0.1]/', 422, 'webhook-address'],
    ['a file', 'file:///etc/passwd', 422, 'webhook-address'],
    ['a password', 'https://a:b@example.org/', 422, 'webhook-address'],
    ['no text', 7, 422, 'request-invalid'],
  ])('[SEC3] refuse %s', async (_, url, status, code) => {
    const answer = await server.ask('/api/v1/webhooks', { body: { url, events: both } });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.json.errors[0].pointer).toBe('/url');
  });

  it('refuse events that there are not, and none at all', async () => {
    for (const events of [['run.recorded'], ['ping'], [], undefined]) {
      const { status } = await server.ask('/api/v1/webhooks', {
        body: { url: 'https://example.org', events },
      });
      expect(status).toBe(422);
    }
  });

  it('know no webhook and no delivery that is not there', async () => {
    const asked: readonly [string, Asked, string][] = [
      ['/api/v1/webhooks/x', { method: 'DELETE' }, 'webhook-unknown'],
      ['/api/v1/webhooks/x', { method: 'PATCH', body: { paused: true } }, 'webhook-unknown'],
      ['/api/v1/webhooks/x/test', { method: 'POST' }, 'webhook-unknown'],
      ['/api/v1/deliveries/x/redeliver', { method: 'POST' }, 'delivery-unknown'],
    ];
    for (const [path, ask, code] of asked) {
      const { status, json } = await server.ask(path, ask);
      expect([path, status, json.code]).toEqual([path, 404, code]);
    }
    expect((await server.ask('/api/v1/deliveries?state=lost')).json.code).toBe('request-invalid');
  });

  it('list them without their secrets, and keep them in a backup', async () => {
    const { webhooks } = server.workspace;
    const { secret } = await webhooks.add({
      url: 'https://example.org/x',
      events: ['alert.fired'],
      createdBy: 'a',
    });
    const { text, json } = await server.ask('/api/v1/webhooks');
    expect(json.webhooks).toMatchObject([
      { url: 'https://example.org/x', events: ['alert.fired'], pausedAt: null },
    ]);
    expect(text).not.toContain(secret);
    const folder = await mkdtemp(join(tmpdir(), 'treadle-webhooks-'));
    await server.workspace.backup(join(folder, 'backup'));
    const restored = await openWorkspace(join(folder, 'restored'));
    await restored.restore(join(folder, 'backup'));
    expect(await restored.webhooks.list()).toMatchObject([{ url: 'https://example.org/x' }]);
    await restored.close();
    await rm(folder, { recursive: true });
  });
});

describe('webhooks of a log that is another one meanwhile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'treadle-webhooks-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const create = ({ log }: Pick<ServerWorkspace, 'log'>, model: string): Promise<void> =>
    log.commit('model.created', { model, modelUuid: v7(), description: '', tags: [] });
  /** The models that a workspace has told of, each as often as it did. */
  const told = async ({ webhooks, head }: ServerWorkspace): Promise<unknown[]> => {
    await webhooks.follow((await head()).seq, ({ payload }) => ({
      event: 'version.registered',
      data: { model: payload['model'] },
    }));
    const claimed = await webhooks.claim(100, 60_000);
    return claimed
      .map(({ body }) => (JSON.parse(body) as { data: { model: unknown } }).data.model)
      .toSorted();
  };
  const webhook = { url: 'https://example.org', events: ['version.registered'], createdBy: 'a' } as const;

  it('tell of what a pull puts below the place that they had reached, and of nothing twice', async () => {
    const server = await startTestServer();
    const follower = await openWorkspace(join(folder, 'follower'));
    await follower.webhooks.add(webhook);
    for (const model of ['one', 'two', 'three']) await create(server.workspace, model);
    await create(follower, 'own');
    expect(await told(follower)).toEqual(['own']);
    const origin = `http://127.0.0.1:${server.port}`;
    await pull({ workspace: follower, origin, server: serverApi(fetch, origin) }, 'none');
    expect(await told(follower)).toEqual(['one', 'three', 'two']);
    await follower.close();
    await server.remove();
  });

  it('are not told again, after a restore, of what the backup has', async () => {
    const workspace = await openWorkspace(join(folder, 'workspace'));
    await workspace.webhooks.add(webhook);
    await create(workspace, 'before');
    expect(await told(workspace)).toEqual(['before']);
    await workspace.backup(join(folder, 'backup'));
    await workspace.close();
    const restored = await openWorkspace(join(folder, 'restored'));
    await restored.restore(join(folder, 'backup'));
    expect(await told(restored)).toEqual([]);
    await create(restored, 'after');
    expect(await told(restored)).toEqual(['after']);
    await restored.close();
  });
});
