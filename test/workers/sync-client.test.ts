import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { encodePackage } from '../../shared/packaging/package-file.ts';
import type { Manifest } from '../../shared/packaging/manifest.ts';
import { syncedBlobs } from '../../workers/browser/synced-blobs.ts';
import { serverApi } from '../../workers/browser/server-api.ts';
import { sampleManifest, sampleTensors } from '../packaging/sample-package.ts';
import { sampleRun, sampleVersion } from '../registry/sample-records.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { openDevice, ownStorage, type Device, type DeviceOptions } from './fixtures/device.ts';

let server: TestServer;
let devices: Device[] = [];
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await Promise.all(devices.map((device) => device.close()));
  devices = [];
  await server.remove();
});

async function device(options: Partial<DeviceOptions> = {}): Promise<Device> {
  const made = await openDevice({ origin: `http://127.0.0.1:${server.port}`, ...options });
  devices.push(made);
  return made;
}

const createModel = ({ workspace }: Device, model: string) =>
  workspace.log.commit('model.created', { model, modelUuid: v7(), description: '', tags: [] });

async function registerVersion(
  { workspace }: Device,
  model: string,
  change: Partial<Manifest> = {},
): Promise<{ versionId: string; digest: string }> {
  const versionId = v7();
  const digest = await workspace.blobs.put(encodePackage(sampleManifest(change), sampleTensors()));
  await workspace.log.commit('version.registered', sampleVersion(model, versionId, { digest }));
  return { versionId, digest };
}

const modelNames = async ({ workspace }: Device) => [...(await workspace.log.state()).registry.models.keys()];
const versionIds = async ({ workspace }: Device, model: string) =>
  (await workspace.log.state()).registry.models.get(model)!.versions.map(({ versionId }) => versionId);

describe('a device with a server', () => {
  it('[SYNC3] shares what it made; the outbox empties and both devices see the same', async () => {
    const [a, b] = [await device(), await device()];
    await a.workspace.log.commit('run.recorded', { run: sampleRun('r1') });
    await createModel(a, 'churn');
    expect(await a.workspace.log.pending()).toBe(2);
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 2, lastError: null });
    await b.sync.syncNow();
    expect(await b.workspace.log.state()).toEqual(await a.workspace.log.state());
    expect(await modelNames(b)).toEqual(['churn']);
  });

  it('[SYNC3] keeps a mutation until it is seen in the log, though the push was answered', async () => {
    const a = await device();
    await createModel(a, 'churn');
    a.interfere = (path, send) =>
      path.endsWith('/pull') ? Promise.reject(new TypeError('network')) : send();
    await a.sync.syncNow();
    expect(a.requests.some(({ path }) => path.endsWith('/push'))).toBe(true);
    expect(a.sync.status()).toMatchObject({ state: 'offline', pending: 1 });
    a.interfere = null;
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 1 });
  });

  it('[SYNC6] pushes again after a lost answer, and each change is in the log once', async () => {
    const a = await device();
    await createModel(a, 'churn');
    a.interfere = async (path, send) => {
      const answer = await send();
      if (path.endsWith('/push')) throw new TypeError('the answer was lost');
      return answer;
    };
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'offline', pending: 1 });
    a.interfere = null;
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 1 });
  });

  it('[SYNC2] a rejected change leaves the queue and does not block what follows', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'churn');
    await createModel(b, 'churn');
    await createModel(b, 'prices');
    await a.sync.syncNow();
    await b.sync.syncNow();
    expect(b.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 3 });
    expect(await modelNames(b)).toEqual(['churn', 'prices']);
  });

  it('[SYNC2] tells the author of a rejected change, and nobody else, until it was seen', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'churn');
    await createModel(b, 'churn');
    await a.sync.syncNow();
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(await b.workspace.log.refused()).toMatchObject([{ type: 'model.created', code: 'name-taken' }]);
    expect(await a.workspace.log.refused()).toEqual([]);
    await b.workspace.log.forgetRefused();
    expect(await b.workspace.log.refused()).toEqual([]);
  });

  it('[SYNC4] two versions made offline both survive, with consecutive numbers on every device', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'churn');
    await a.sync.syncNow();
    await b.sync.syncNow();
    const [ofA, ofB] = [await registerVersion(a, 'churn'), await registerVersion(b, 'churn')];
    expect([await versionIds(a, 'churn'), await versionIds(b, 'churn')]).toEqual([
      [ofA.versionId],
      [ofB.versionId],
    ]);
    await b.sync.syncNow();
    await a.sync.syncNow();
    await b.sync.syncNow();
    for (const each of [a, b]) {
      expect(await versionIds(each, 'churn')).toEqual([ofB.versionId, ofA.versionId]);
    }
  });

  it('sends more changes than one push takes', async () => {
    const a = await device();
    await a.workspace.log.commit('run.recorded', { run: sampleRun('r1') });
    for (let i = 0; i < 501; i++) {
      await a.workspace.log.commit('run.annotated', { runId: 'r1', note: `note ${i}` });
    }
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 502 });
    expect(a.requests.filter(({ path }) => path.endsWith('/push'))).toHaveLength(2);
  });

  it('keeps its client id over restarts, and numbers its changes on', async () => {
    const storage = ownStorage();
    const first = await device({ storage });
    await createModel(first, 'one');
    await first.sync.syncNow();
    const clientId = await first.workspace.log.clientId();
    await first.close();
    devices = [];
    const second = await device({ storage });
    await createModel(second, 'two');
    await second.sync.syncNow();
    expect(await second.workspace.log.clientId()).toBe(clientId);
    expect(second.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 2 });
  });
});

describe('artifacts', () => {
  it('are uploaded before what names them, once, and fetched on demand elsewhere', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'churn');
    const { digest } = await registerVersion(a, 'churn');
    await a.sync.syncNow();
    await a.workspace.log.commit('version.registered', sampleVersion('churn', v7(), { digest }));
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect(a.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);

    await b.sync.syncNow();
    const blobs = syncedBlobs(b.workspace.blobs, serverApi(fetch, `http://127.0.0.1:${server.port}`));
    expect(await b.workspace.blobs.has(digest)).toBe(false);
    expect(await blobs.get(digest)).toEqual(await a.workspace.blobs.get(digest));
    expect(await b.workspace.blobs.has(digest)).toBe(true);
    expect(await blobs.get('0'.repeat(64))).toBeNull();
  });

  it('that the server has lost are uploaded again', async () => {
    const a = await device();
    await createModel(a, 'churn');
    const { digest } = await registerVersion(a, 'churn');
    await a.sync.syncNow();
    await rm(join(server.folder, 'workspace', 'blobs', digest.slice(0, 2), digest));
    await a.workspace.log.commit('version.registered', sampleVersion('churn', v7(), { digest }));
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
  });

  it('that do not match their digest are refused and not kept', async () => {
    const a = await device();
    const digest = 'a'.repeat(64);
    const lying = syncedBlobs(a.workspace.blobs, { getBlob: async () => Uint8Array.of(1, 2, 3) });
    await expect(lying.get(digest)).rejects.toMatchObject({ code: 'artifact-corrupt' });
    expect(await a.workspace.blobs.has(digest)).toBe(false);
  });

  it('without the server are simply not here', async () => {
    const a = await device();
    await server.stop();
    const blobs = syncedBlobs(a.workspace.blobs, serverApi(fetch, `http://127.0.0.1:${server.port}`));
    expect(await blobs.get('0'.repeat(64))).toBeNull();
  });

  it('[SYNC10] with rows in them leave only after the person confirmed that package', async () => {
    const a = await device();
    await createModel(a, 'neighbours');
    const { digest } = await registerVersion(a, 'neighbours', { containsRows: true });
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({
      state: 'error',
      pending: 1,
      lastError: { code: 'package-contains-rows', extra: { digest } },
    });
    expect(a.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
    await a.sync.confirmRows(digest);
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect(a.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });
});

describe('[SYNC10] a version that holds rows and waits for the word of the person', () => {
  it('holds up what builds on it, and nothing else', async () => {
    const [a, b] = [await device(), await device()];
    await createModel(a, 'neighbours');
    const { versionId, digest } = await registerVersion(a, 'neighbours', { containsRows: true });
    const staging = { versionId, stage: 'Staging', expect: { versionId: null }, reason: '' } as const;
    await a.workspace.log.commit('stage.transitioned', staging);
    const plain = await registerVersion(a, 'neighbours');
    await a.workspace.log.commit('run.recorded', { run: sampleRun('r1') });
    const before = await a.workspace.log.state();
    expect(before.registry.models.get('neighbours')!.versions).toHaveLength(2);

    const shared = async (): Promise<void> => {
      await a.sync.syncNow();
      await b.sync.syncNow();
    };
    await shared();
    expect(a.sync.status()).toMatchObject({ pending: 2, lastError: { code: 'package-contains-rows' } });
    expect(await versionIds(b, 'neighbours')).toEqual([plain.versionId]);
    expect((await versionIds(a, 'neighbours')).sort()).toEqual([versionId, plain.versionId].sort());
    await createModel(a, 'later');
    await shared();
    expect(await modelNames(b)).toEqual(['neighbours', 'later']);
    expect(await a.workspace.log.refused()).toEqual([]);

    await a.sync.confirmRows(digest);
    await b.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect(await versionIds(b, 'neighbours')).toEqual([plain.versionId, versionId]);
    expect(await b.workspace.log.state()).toEqual(await a.workspace.log.state());
    expect(await a.workspace.log.refused()).toEqual([]);
  });
});

describe('when things go wrong', () => {
  it('[ERR3] asks again with growing, jittered delays while nobody answers, and syncs once somebody does', async () => {
    const a = await device();
    a.interfere = () => Promise.reject(new TypeError('network'));
    await createModel(a, 'churn');
    a.delays.length = 0;
    for (let i = 0; i < 6; i++) await a.sync.syncNow();
    const retries = a.delays.filter((ms) => ms >= 1000);
    expect(retries).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(a.sync.status()).toMatchObject({
      state: 'offline',
      lastError: { code: 'server-unreachable' },
    });
    a.interfere = null;
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, lastError: null });
  });

  it('[ERR3] waits at least as long as the server asks for', async () => {
    const a = await device();
    const busy = { code: 'timed-out', detail: 'Busy.' };
    a.interfere = async () => Response.json(busy, { status: 503, headers: { 'retry-after': '120' } });
    await a.sync.syncNow();
    expect(a.delays.at(-1)).toBe(120_000);
  });

  it('[ERR3] does not send again by itself what was refused for good', async () => {
    const a = await device();
    a.interfere = async () => Response.json({ code: 'client-too-old', detail: 'Old.' }, { status: 409 });
    a.delays.length = 0;
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'error', lastError: { code: 'client-too-old' } });
    expect(a.delays).toEqual([]);
  });

  it('is offline, not broken, where a host answers that is no Treadle server', async () => {
    const a = await device();
    for (const page of ['<!doctype html>', '{"hello":"world"}']) {
      a.interfere = async () => new Response(page, { status: 200 });
      await a.sync.syncNow();
      expect(a.sync.status()).toMatchObject({ state: 'offline', lastError: { code: 'server-unreachable' } });
    }
  });

  it('[SYNC9] two tabs of one profile take turns and push each change once', async () => {
    let [inside, most] = [0, 0];
    let tail: Promise<unknown> = Promise.resolve();
    const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
      const turn = tail.then(async () => {
        most = Math.max(most, ++inside);
        return work().finally(() => (inside -= 1));
      });
      tail = turn.catch(() => {});
      return turn;
    };
    const storage = ownStorage();
    const [one, two] = [await device({ storage, exclusively }), await device({ storage, exclusively })];
    await createModel(one, 'churn');
    await createModel(two, 'prices');
    await Promise.all([one.sync.syncNow(), two.sync.syncNow()]);
    expect(most).toBe(1);
    for (const tab of [one, two]) {
      expect(tab.sync.status()).toMatchObject({ state: 'in-sync', pending: 0, headSeq: 2 });
    }
  });
});
