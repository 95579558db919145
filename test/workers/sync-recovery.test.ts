import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { copyProfile } from './fixtures/copy-profile.ts';
import { openDevice, ownStorage, type Device, type DeviceOptions } from './fixtures/device.ts';

let server: TestServer;
let devices: Device[] = [];
let folders: string[] = [];
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await Promise.all(devices.map((device) => device.close()));
  devices = [];
  await server.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  folders = [];
});

async function device(options: Partial<DeviceOptions> = {}): Promise<Device> {
  const made = await openDevice({ origin: `http://127.0.0.1:${server.port}`, ...options });
  devices.push(made);
  return made;
}

async function close(closing: Device): Promise<void> {
  await closing.close();
  devices = devices.filter((each) => each !== closing);
}

const createModel = ({ workspace }: Device, model: string) =>
  workspace.log.commit('model.created', { model, modelUuid: v7(), description: '', tags: [] });
const modelNames = async ({ workspace }: Device) => [...(await workspace.log.state()).registry.models.keys()];
const inSync = ({ sync }: Device) => expect(sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });

/** Puts a copy of the server's folder aside; `restore` goes back to it on the same port. */
async function backup(): Promise<{ restore(): Promise<void> }> {
  const copy = await mkdtemp(join(tmpdir(), 'treadle-backup-'));
  folders.push(copy);
  await cp(server.folder, copy, { recursive: true });
  return {
    async restore() {
      const { port } = server;
      await server.remove();
      server = await startTestServer({ port }, copy);
    },
  };
}

describe('[SYNC7] a server that was restored from an older copy', () => {
  it('gets back from each device what it had lost, in everybody’s log once', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'before');
    await a.sync.syncNow();
    const copy = await backup();
    await createModel(a, 'by a');
    await a.sync.syncNow();
    await createModel(b, 'by b');
    await b.sync.syncNow();
    await createModel(b, 'waiting');
    const former = await b.workspace.log.clientId();
    await copy.restore();
    for (const each of [a, b, a, b]) await each.sync.syncNow();
    [a, b].forEach(inSync);
    expect(await b.workspace.log.clientId()).not.toBe(former);
    const names = (await modelNames(a)).toSorted();
    expect(names).toEqual(['before', 'by a', 'by b', 'waiting']);
    expect(await a.workspace.log.state()).toEqual(await b.workspace.log.state());
    const uids = (await server.workspace.eventsAfter(0, 100)).map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it('that has nothing left gets everything that its devices had made', async () => {
    const a = await device();
    for (const name of ['one', 'two', 'three']) await createModel(a, name);
    await a.sync.syncNow();
    const { port } = server;
    await server.remove();
    server = await startTestServer({ port });
    await a.sync.syncNow();
    inSync(a);
    expect((await server.workspace.snapshot()).state.registry.models.size).toBe(3);
  });

  it('and has grown since is found to differ, though it is as long', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'shared');
    await a.sync.syncNow();
    const copy = await backup();
    await createModel(a, 'lost');
    await a.sync.syncNow();
    await copy.restore();
    await createModel(b, 'other');
    await b.sync.syncNow();
    await a.sync.syncNow();
    await b.sync.syncNow();
    expect((await modelNames(a)).toSorted()).toEqual(['lost', 'other', 'shared']);
    expect(await a.workspace.log.state()).toEqual(await b.workspace.log.state());
  });
});

describe('[SYNC7] a profile', () => {
  it('that was cloned goes on as two clients, and nothing of either is lost', async () => {
    const storage = ownStorage();
    const a = await device({ storage });
    await createModel(a, 'shared');
    await a.sync.syncNow();
    const twin = await device({ storage: await copyProfile(storage) });
    await createModel(a, 'by a');
    await createModel(twin, 'by twin');
    for (const each of [a, twin, a, twin]) await each.sync.syncNow();
    [a, twin].forEach(inSync);
    expect(await a.workspace.log.clientId()).not.toBe(await twin.workspace.log.clientId());
    expect((await modelNames(a)).toSorted()).toEqual(['by a', 'by twin', 'shared']);
    expect(await a.workspace.log.state()).toEqual(await twin.workspace.log.state());
  });

  it('that was wiped starts anew as another client; what it had shared is there, what only it had is gone', async () => {
    const a = await device();
    await createModel(a, 'shared');
    await a.sync.syncNow();
    await createModel(a, 'only here');
    const former = await a.workspace.log.clientId();
    await close(a);
    const wiped = await device();
    await createModel(wiped, 'after');
    await wiped.sync.syncNow();
    inSync(wiped);
    expect(await wiped.workspace.log.clientId()).not.toBe(former);
    expect(await modelNames(wiped)).toEqual(['shared', 'after']);
    expect((await server.workspace.eventsAfter(0, 10)).map(({ mid }) => mid)).toEqual([1, 1]);
  });

  it('that was set back to an earlier day takes up the log again under a new id', async () => {
    const storage = ownStorage();
    const a = await device({ storage });
    await createModel(a, 'monday');
    await a.sync.syncNow();
    const monday = await copyProfile(storage);
    await createModel(a, 'tuesday');
    await a.sync.syncNow();
    const former = await a.workspace.log.clientId();
    await close(a);
    const back = await device({ storage: monday });
    await createModel(back, 'wednesday');
    await back.sync.syncNow();
    inSync(back);
    expect(await back.workspace.log.clientId()).not.toBe(former);
    expect((await modelNames(back)).toSorted()).toEqual(['monday', 'tuesday', 'wednesday']);
  });
});

describe('a first start', () => {
  it('with a long log begins with what it amounts to, and follows it from there', async () => {
    const a = await device();
    for (let k = 0; k < 2010; k++) await createModel(a, `m${k}`);
    await a.sync.syncNow();
    inSync(a);
    const b = await device();
    inSync(b);
    expect(b.requests.map(({ path }) => path)).toContain('/api/v1/sync/snapshot');
    expect(await b.workspace.log.state()).toEqual(await a.workspace.log.state());
    await createModel(b, 'from b');
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(await b.workspace.log.state()).toEqual(await a.workspace.log.state());
    const { port } = server;
    await server.remove();
    server = await startTestServer({ port });
    for (const each of [b, a, b]) await each.sync.syncNow();
    expect((await modelNames(b)).length).toBe(2011);
  }, 120_000);
});

describe('the live line', () => {
  it('says at once where the log ends, again when it has grown, and ends with the server', async () => {
    const { body } = await fetch(`http://127.0.0.1:${server.port}/api/v1/sync/live`);
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('event: head\ndata: {"headSeq":0}\n\n');
    await server.workspace.log.commit('model.created', {
      model: 'm',
      modelUuid: 'u',
      description: '',
      tags: [],
    });
    expect((await reader.read()).value).toBe('event: head\ndata: {"headSeq":1}\n\n');
    await server.stop();
    expect((await reader.read()).done).toBe(true);
  });
});
