import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { v7 } from 'uuid';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { openDevice, ownStorage, type Device } from './fixtures/device.ts';

/** Kinds of changes that this build shall not know for a while, as an older one does not. */
const unknown = vi.hoisted(() => new Set<string>());
vi.mock('../../shared/records/mutation.ts', async (original) => {
  const real = await original<typeof import('../../shared/records/mutation.ts')>();
  const isMutationType = (type: string): boolean => !unknown.has(type) && real.isMutationType(type);
  return { ...real, isMutationType };
});

let server: TestServer;
let devices: Device[] = [];
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  unknown.clear();
  for (const device of devices) await device.close();
  devices = [];
  await server.remove();
});

async function device(storage = ownStorage()): Promise<Device> {
  const made = await openDevice({ origin: `http://127.0.0.1:${server.port}`, storage });
  devices.push(made);
  return made;
}

const createModel = ({ workspace }: Device, model: string) =>
  workspace.log.commit('model.created', { model, modelUuid: v7(), description: '', tags: [] });
const describeModel = ({ workspace }: Device, model: string, description: string) =>
  workspace.log.commit('model.described', { model, description });
const descriptionOf = async ({ workspace }: Device, model: string) =>
  (await workspace.log.state()).registry.models.get(model)?.description;

describe('[SYNC8] an old page and a new server', () => {
  it('refuse each other where the schema is no longer read, and the outbox is kept', async () => {
    const a = await device();
    await createModel(a, 'm');
    a.interfere = async (path, send) => {
      const answer = await send();
      if (!path.endsWith('/hello')) return answer;
      return Response.json({ ...((await answer.json()) as object), schema: 9, minClientSchema: 8 });
    };
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({
      state: 'error',
      pending: 1,
      lastError: { code: 'client-too-old' },
    });
    expect(a.requests.some(({ path }) => path.endsWith('/push'))).toBe(false);
    a.interfere = null;
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
  });

  it('a push of a schema that is too old is 409, and nothing of it is taken', async () => {
    const body = { protocol: 1, schema: 0, clientId: 'old', mutations: [] };
    const answer = await server.ask('/api/v1/sync/push', { body });
    expect([answer.status, answer.json.code]).toEqual([409, 'client-too-old']);
  });

  it('agree on an event that the page does not know: it is kept word for word, and counts after the upgrade', async () => {
    const storage = ownStorage();
    const [a, old] = [await device(), await device(storage)];
    await createModel(a, 'm');
    await describeModel(a, 'm', 'by a newer page');
    await a.sync.syncNow();
    unknown.add('model.described');
    await old.sync.syncNow();
    expect(old.sync.status()).toMatchObject({ state: 'in-sync', headSeq: 2 });
    expect(await descriptionOf(old, 'm')).toBe('');
    expect(await old.workspace.db.events.toArray()).toEqual(await server.workspace.eventsAfter(0, 10));
    await old.close();
    devices = [a];
    unknown.clear();
    expect(await descriptionOf(await device(storage), 'm')).toBe('by a newer page');
  });
});

describe('[SYNC8] a new page and an old server', () => {
  it('stop at a change that the server does not know; it waits, and is taken after the upgrade', async () => {
    const a = await device();
    await createModel(a, 'm');
    await describeModel(a, 'm', 'new');
    await createModel(a, 'after');
    unknown.add('model.described');
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({
      state: 'error',
      pending: 2,
      lastError: { code: 'schema-unknown' },
    });
    unknown.clear();
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 3 });
    expect(await descriptionOf(a, 'm')).toBe('new');
  });
});
