import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, familyOf } from '../../shared/registry/requeue.ts';
import { whatLeaves } from '../../workers/browser/what-leaves.ts';
import { promote, register, trainChurn } from '../sync-server/models.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';
import { openDevice, type Device } from './fixtures/device.ts';

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

async function device(isOwnMachine?: () => boolean): Promise<Device> {
  const origin = `http://127.0.0.1:${server.port}`;
  const made = await openDevice({ origin, ...(isOwnMachine === undefined ? {} : { isOwnMachine }) });
  devices.push(made);
  return made;
}

const stateOf = ({ workspace }: Device) => workspace.log.state();
const modelNames = async (of: Device) => [...(await stateOf(of)).registry.models.keys()];
const versionsOf = async (of: Device, model: string) =>
  (await stateOf(of)).registry.models.get(model)!.versions;
const inProduction = async (of: Device, model: string) =>
  (await versionsOf(of, model)).find(({ stage }) => stage === 'Production')?.version;

/** Both have a model of one name, with a version in Production; `b` comes too late. */
async function bothCreated(): Promise<[Device, Device]> {
  const [a, b] = [await device(), await device()];
  for (const [at, each] of [a, b].entries()) {
    await promote(each.workspace, await register(each.workspace, await trainChurn(at), { model: 'churn' }));
  }
  await a.sync.syncNow();
  await b.sync.syncNow();
  return [a, b];
}

describe('[SYNC5] a conflict that is settled', () => {
  it('promotes anyway what came too late, on every device', async () => {
    const [a, b] = [await device(), await device()];
    const one = await register(a.workspace, await trainChurn(1), { model: 'churn' });
    const two = await register(a.workspace, await trainChurn(2), one);
    await a.sync.syncNow();
    await b.sync.syncNow();
    await promote(a.workspace, one);
    await promote(b.workspace, two);
    await a.sync.syncNow();
    await b.sync.syncNow();
    const [refused] = await b.workspace.log.refused();
    expect(refused).toMatchObject({ type: 'stage.transitioned', code: 'stale-precondition' });
    expect(await inProduction(b, 'churn')).toBe(1);
    await b.workspace.log.settle([refused!.uid], () => [refused!]);
    expect(await b.workspace.log.refused()).toEqual([]);
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(await inProduction(a, 'churn')).toBe(2);
    expect(await stateOf(a)).toEqual(await stateOf(b));
  });

  it('adds the versions of a name that was taken to the model that has it, with their promotion', async () => {
    const [a, b] = await bothCreated();
    const refused = await b.workspace.log.refused();
    expect(refused.map(({ type, code }) => [type, code])).toEqual([
      ['model.created', 'name-taken'],
      ['version.registered', 'parent-rejected'],
      ['stage.transitioned', 'parent-rejected'],
    ]);
    const family = familyOf(refused, refused[0]!);
    expect(family).toEqual(refused);
    const uids = family.map(({ uid }) => uid);
    await b.workspace.log.settle(uids, ({ registry }) => asked(registry, family, { as: 'existing' }));
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(b.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect((await versionsOf(a, 'churn')).map(({ version, stage }) => [version, stage])).toEqual([
      [1, 'Archived'],
      [2, 'Production'],
    ]);
    expect(await stateOf(a)).toEqual(await stateOf(b));
  });

  it('renames the model; what hangs on it goes along', async () => {
    const [a, b] = await bothCreated();
    const refused = await b.workspace.log.refused();
    const settle = (name: string) =>
      b.workspace.log.settle(
        refused.map(({ uid }) => uid),
        ({ registry }) => asked(registry, refused, { as: 'renamed', name }),
      );
    // Taken as well: nothing is lost by trying.
    await expect(settle('churn')).rejects.toMatchObject({ code: 'name-taken' });
    expect(await b.workspace.log.refused()).toEqual(refused);
    await settle('churn of b');
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(await modelNames(a)).toEqual(['churn', 'churn of b']);
    expect(await inProduction(a, 'churn of b')).toBe(1);
    expect(await stateOf(a)).toEqual(await stateOf(b));
  });

  it('is shown and dropped though it still waits; what waits behind it is shared', async () => {
    const [a, b] = [await device(), await device()];
    await a.workspace.log.commit('model.created', { model: 'm', modelUuid: v7(), description: '', tags: [] });
    await b.workspace.log.commit('model.created', { model: 'm', modelUuid: v7(), description: '', tags: [] });
    await b.workspace.log.commit('model.created', { model: 'n', modelUuid: v7(), description: '', tags: [] });
    await a.sync.syncNow();
    b.interfere = async (path, send) =>
      path.endsWith('/push') ? new Response('{}', { status: 503 }) : send();
    await b.sync.syncNow();
    const [conflict, ...others] = await b.workspace.log.conflicts();
    expect([conflict?.code, others]).toEqual(['name-taken', []]);
    await b.workspace.log.settle([conflict!.uid], () => []);
    expect(await b.workspace.log.conflicts()).toEqual([]);
    b.interfere = null;
    await b.sync.syncNow();
    expect(b.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    expect(await b.workspace.log.refused()).toEqual([]);
    expect(await modelNames(b)).toEqual(['m', 'n']);
  });
});

describe('[SYNC10] before a first share', () => {
  it('a model file of another tool is no package to look into', async () => {
    const payload = { digest: 'f'.repeat(64), file: { name: 'model.onnx' } };
    const mutation = { mid: 1, uid: v7(), type: 'version.registered', v: 1, at: '', payload };
    const got = await whatLeaves([mutation], { get: async () => new Uint8Array(9) });
    expect(got).toMatchObject({ versions: 1, packages: [], reports: 1 });
  });

  it('nothing leaves until the person agrees, but what others did comes in; then it goes by itself', async () => {
    const [a, b] = [await device(() => false), await device()];
    const { digest } = await register(a.workspace, await trainChurn(1), { model: 'churn' });
    await b.workspace.log.commit('model.created', {
      model: 'theirs',
      modelUuid: v7(),
      description: '',
      tags: [],
    });
    await b.sync.syncNow();
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({
      state: 'error',
      pending: 2,
      lastError: { code: 'sharing-unconfirmed' },
    });
    expect(a.requests.map(({ method, path }) => `${method} ${path}`)).not.toContainEqual(
      expect.stringMatching(/push|PATCH|PUT|HEAD/),
    );
    expect(await modelNames(a)).toEqual(['theirs', 'churn']);
    const { log, blobs } = a.workspace;
    expect(await whatLeaves(await log.outbox(100), blobs)).toMatchObject({
      models: 1,
      versions: 1,
      runs: 0,
      others: 0,
      packages: [
        {
          digest,
          target: 'Churn',
          containsRows: false,
          columns: expect.arrayContaining(['Contract', 'MonthlyCharges']) as string[],
          labels: ['No', 'Yes'],
        },
      ],
    });
    await a.sync.agree();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
    await a.workspace.log.commit('model.created', {
      model: 'next',
      modelUuid: v7(),
      description: '',
      tags: [],
    });
    await a.sync.syncNow();
    expect(a.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
  });
});
