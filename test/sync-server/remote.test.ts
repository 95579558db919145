import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pull, type RemoteParts } from '../../sync-server/remote/pull.ts';
import { push } from '../../sync-server/remote/push.ts';
import { openWorkspace, type ServerWorkspace } from '../../sync-server/store/workspace.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { serverApi } from '../../workers/browser/server-api.ts';
import { openDevice, type Device } from '../workers/fixtures/device.ts';
import { promote, register, trainChurn } from './models.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { startTestServer, type TestServer } from './server.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());

let server: TestServer;
let folders: string[] = [];
let open: { close(): Promise<unknown> }[] = [];
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const each of open) await each.close();
  await server.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  [open, folders] = [[], []];
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'treadle-remote-'));
  folders.push(folder);
  return folder;
}

async function openAt(path?: string, databaseUrl?: string): Promise<ServerWorkspace> {
  const storage = databaseUrl === undefined ? {} : { databaseUrl };
  const workspace = await openWorkspace(path ?? (await newFolder()), storage);
  open.push(workspace);
  return workspace;
}

async function openTab(origin = originOf(server)): Promise<Device> {
  const device = await openDevice({ origin });
  open.push(device);
  return device;
}

const originOf = ({ port }: TestServer): string => `http://127.0.0.1:${port}`;

function following(workspace: ServerWorkspace, fetch = globalThis.fetch): RemoteParts {
  const origin = originOf(server);
  return { workspace, origin, server: serverApi(fetch, origin) };
}

/** Trained once for all tests: none of them changes it. */
const outcomes = new Map<string, ReturnType<typeof trainChurn>>();
function trained(seed: number, estimator?: string): ReturnType<typeof trainChurn> {
  const key = `${seed} ${estimator}`;
  const known = outcomes.get(key) ?? trainChurn(seed, estimator);
  outcomes.set(key, known);
  return known;
}

const share = (workspace: ServerWorkspace) => push(following(workspace), 'deployed');
const fetchInto = (workspace: ServerWorkspace) => pull(following(workspace), 'deployed');
const createModel = (workspace: Pick<ServerWorkspace, 'log'>, model: string) =>
  workspace.log.commit('model.created', { model, modelUuid: v7(), description: '', tags: [] });
const events = (workspace: ServerWorkspace) => workspace.eventsAfter(0, 10_000);
const modelNames = async ({ log }: ServerWorkspace) => [...(await log.state()).registry.models.keys()];
const holder = async ({ log }: Pick<ServerWorkspace, 'log'>, model: string) =>
  (await log.state()).registry.models.get(model)!.versions.find(({ stage }) => stage === 'Production')
    ?.version;

async function expectEqual(...workspaces: ServerWorkspace[]): Promise<void> {
  const wanted = await events(server.workspace);
  expect(verifyChain(wanted)).toBeNull();
  const firsts = wanted.filter(({ status }) => status !== 'duplicate').map(({ uid }) => uid);
  expect(new Set(firsts).size).toBe(firsts.length);
  for (const workspace of workspaces) {
    expect(await events(workspace)).toEqual(wanted);
    expect(await workspace.log.state()).toEqual(await server.workspace.log.state());
  }
}

describe.each(['SQLite', 'PostgreSQL'])('a workspace on %s that follows a server', (kind) => {
  const openFolder = async (): Promise<ServerWorkspace> =>
    openAt(undefined, kind === 'PostgreSQL' ? await postgres.database() : undefined);

  it('[SYNC4] shares what was done without it: versions of both sides survive with dense numbers', async () => {
    const [a, b] = [await openFolder(), await openFolder()];
    const churn = await register(a, await trained(1), { model: 'churn' });
    await promote(a, churn);
    expect(await share(a)).toMatchObject({ conflicts: [] });
    // Deployed, so its package comes along.
    const first = await fetchInto(b);
    expect(first.packages).toEqual({ fetched: [churn.digest], missing: [] });
    expect(await b.blobs.has(churn.digest)).toBe(true);
    await register(a, await trained(2), churn);
    const other = await register(b, await trained(3), churn);
    await share(a);
    const { settled } = await share(b);
    expect(settled.map(({ status }) => status)).toEqual(['applied']);
    await fetchInto(a);
    await expectEqual(a, b);
    const versions = (await a.log.state()).registry.models.get('churn')!.versions;
    expect(versions.map(({ version, versionId }) => [version, versionId === other.versionId])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(await a.blobs.has(other.digest)).toBe(false);
    expect((await pull(following(a), 'all')).packages.fetched).toEqual([other.digest]);
  });

  it('[SYNC5] hears of a promotion that came too late, and may promote anyway', async () => {
    const [a, b] = [await openFolder(), await openFolder()];
    const one = await register(a, await trained(1), { model: 'churn' });
    const two = await register(a, await trained(2), one);
    await share(a);
    await fetchInto(b);
    await promote(a, one);
    await promote(b, two);
    await share(a);
    const { conflicts, settled } = await share(b);
    expect(conflicts.map(({ type, code }) => [type, code])).toEqual([
      ['stage.transitioned', 'stale-precondition'],
    ]);
    expect(settled).toEqual([]);
    expect(await holder(b, 'churn')).toBe(1);
    await promote(b, two);
    await share(b);
    await fetchInto(a);
    await expectEqual(a, b);
    expect(await holder(a, 'churn')).toBe(2);
  });

  it('[SYNC6] takes an answer that was lost, or a crash after the push, for nothing: each change is there once', async () => {
    const a = await openFolder();
    await fetchInto(a);
    await createModel(a, 'one');
    await createModel(a, 'two');
    let pushed = false;
    const breaking: typeof fetch = async (input, init) => {
      const path = String(input);
      if (pushed && path.endsWith('/pull')) throw new TypeError('cut off');
      const answer = await fetch(input, init);
      if (path.endsWith('/push')) pushed = true;
      return answer;
    };
    await expect(push(following(a, breaking), 'none')).rejects.toMatchObject({ code: 'server-unreachable' });
    expect((await server.workspace.head()).seq).toBe(2);
    await createModel(a, 'three');
    const { settled } = await share(a);
    expect(settled.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    await expectEqual(a);
  });

  it('[SYNC7] brings back what a restored server lost, under a new id', async () => {
    const a = await openFolder();
    await createModel(a, 'before');
    await share(a);
    const copy = await newFolder();
    await cp(server.folder, copy, { recursive: true });
    await createModel(a, 'after');
    await share(a);
    const former = (await a.remote.read())!.clientId;
    const { port } = server;
    await server.remove();
    server = await startTestServer({ port }, copy);
    await createModel(a, 'waiting');
    await share(a);
    expect(await modelNames(server.workspace)).toEqual(['before', 'after', 'waiting']);
    expect(await a.remote.read()).toMatchObject({ former: [former] });
    await expectEqual(a);
  });

  it('brings everything along to another server', async () => {
    const a = await openFolder();
    await createModel(a, 'one');
    await share(a);
    const former = server;
    server = await startTestServer();
    await createModel(server.workspace, 'theirs');
    await share(a);
    expect(await modelNames(server.workspace)).toEqual(['theirs', 'one']);
    await expectEqual(a);
    await former.remove();
  });

  it('keeps the tokens of its own server to itself', async () => {
    const a = await openFolder();
    await a.log.commit('token.issued', { tokenId: v7(), name: 'ci', scope: 'editor' });
    await createModel(a, 'churn');
    expect(await share(a)).toMatchObject({ settled: [{ type: 'model.created' }] });
    expect((await events(server.workspace)).map(({ type }) => type)).toEqual(['model.created']);
    expect((await events(a)).map(({ type }) => type)).toEqual(['model.created', 'token.issued']);
    expect(await a.remote.waiting()).toEqual([]);
  });

  it('[SYNC10] shares nothing while a package with rows waits that nobody confirmed', async () => {
    const a = await openFolder();
    const { digest } = await register(a, await trained(1, 'k-nearest-neighbors'), { model: 'near' });
    await expect(share(a)).rejects.toMatchObject({ code: 'package-contains-rows', extra: { digest } });
    expect((await server.workspace.head()).seq).toBe(0);
    await a.remote.letCarryRows(digest);
    await share(a);
    expect(await server.workspace.blobs.has(digest)).toBe(true);
  });
});

describe('a folder that was copied', () => {
  it('[SYNC7] tells a copy of itself apart', async () => {
    const path = await newFolder();
    const original = await openWorkspace(path);
    await createModel(original, 'before');
    await push(following(original), 'none');
    await original.close();
    const twin = await newFolder();
    await cp(path, twin, { recursive: true });
    const [a, b] = [await openAt(path), await openAt(twin)];
    await createModel(a, 'by a');
    await createModel(b, 'by b');
    await share(a);
    await share(b);
    await createModel(a, 'again by a');
    await share(a);
    await fetchInto(b);
    expect((await modelNames(b)).toSorted()).toEqual(['again by a', 'before', 'by a', 'by b']);
    await expectEqual(a, b);
  });
});

describe('a long log', () => {
  it('is taken over in pages: below what is only here, and by two at once', async () => {
    const databaseUrl = await postgres.database();
    const [a, other] = [await openAt(undefined, databaseUrl), await openAt(undefined, databaseUrl)];
    await createModel(server.workspace, 'theirs');
    const by = { clientId: 'client', actor: 'somebody' };
    for (let mid = 1; mid <= 2500; mid += 500)
      await server.workspace.push(
        by,
        Array.from({ length: 500 }, (_, k) => ({
          mid: mid + k,
          uid: `uid ${mid + k}`,
          type: 'token.revoked',
          v: 1,
          at: '2026-01-01T00:00:00.000Z',
          payload: { tokenId: `${mid + k}`, name: 'old' },
        })),
      );
    await createModel(server.workspace, 'last');
    await createModel(a, 'mine');
    await createModel(a, 'last');
    const [first, second] = await Promise.all([a, other].map(fetchInto));
    expect(first!.received + second!.received).toBe(2502);
    expect([...first!.conflicts, ...second!.conflicts].map(({ code }) => code)).toEqual(['name-taken']);
    expect(await modelNames(a)).toEqual(['theirs', 'last', 'mine']);
    expect((await share(a)).settled).toMatchObject([{ type: 'model.created', status: 'applied' }]);
    await expectEqual(a, other);
  });

  it('whose pages are damaged on the way is not taken over at all', async () => {
    const a = await openAt();
    await createModel(server.workspace, 'one');
    await createModel(server.workspace, 'two');
    await createModel(a, 'mine');
    const before = await events(a);
    const damaging: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).endsWith('/pull')) return answer;
      return new Response((await answer.text()).replace('"two"', '"too"'), { headers: answer.headers });
    };
    await expect(pull(following(a, damaging), 'none')).rejects.toMatchObject({ code: 'log-diverged' });
    expect(await events(a)).toEqual(before);
  });
});

describe('whoever has the folder open while its log is replaced', () => {
  it('folds it anew and hears of it, though it is no longer than before', async () => {
    const path = await newFolder();
    const [here, elsewhere] = [await openAt(path), await openAt(path)];
    await createModel(here, 'mine');
    expect(await modelNames(elsewhere)).toEqual(['mine']);
    let heard = 0;
    elsewhere.log.subscribe(() => (heard += 1));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const [before, former] = [heard, await elsewhere.head()];
    await share(here);
    const now = await elsewhere.head();
    expect(now).toEqual({ seq: former.seq, hash: expect.not.stringMatching(former.hash) as string });
    await expect.poll(() => heard).toBeGreaterThan(before);
    expect(await elsewhere.log.state()).toEqual(await server.workspace.log.state());
  });

  it('is a page that syncs with it too: nothing of what it made is lost, and nothing is there twice', async () => {
    const path = await newFolder();
    const hub = await startTestServer({}, path);
    try {
      const tab = await openTab(originOf(hub));
      await tab.workspace.log.commit('model.created', {
        model: 'by the page',
        modelUuid: v7(),
        description: '',
        tags: [],
      });
      await tab.sync.syncNow();
      await createModel(server.workspace, 'by the team');
      await push(following(hub.workspace), 'none');
      await tab.workspace.log.commit('model.created', {
        model: 'later',
        modelUuid: v7(),
        description: '',
        tags: [],
      });
      for (let round = 0; round < 3; round += 1) {
        await tab.sync.syncNow();
        await push(following(hub.workspace), 'none');
      }
      await tab.sync.syncNow();
      expect(tab.sync.status()).toMatchObject({ state: 'in-sync', pending: 0 });
      const names = (await modelNames(server.workspace)).toSorted();
      expect(names).toEqual(['by the page', 'by the team', 'later']);
      expect([...(await tab.workspace.log.state()).registry.models.keys()].toSorted()).toEqual(names);
      expect(await tab.workspace.log.refused()).toEqual([]);
    } finally {
      await hub.remove();
    }
  });
});

describe('[SYNC] any history of two folders and a page', () => {
  it('ends with one log, each change once and none lost', { timeout: 180_000 }, async () => {
    const step = fc.oneof(
      fc.record({ who: fc.constantFrom(0, 1, 2), does: fc.constantFrom('commit', 'commit', 'sync', 'pull') }),
      fc.record({ who: fc.constantFrom(0, 1, 2), does: fc.constantFrom('lose', 'sync') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        await server.remove();
        server = await startTestServer();
        const [a, b] = [await openAt(), await openAt()];
        const tab = await openTab();
        const made: string[] = [];
        for (const { who, does } of steps) {
          const workspace = [a, b][who];
          if (does === 'commit') {
            const name = `model ${made.length}`;
            made.push(name);
            await createModel(workspace ?? tab.workspace, name);
          } else if (workspace === undefined) await tab.sync.syncNow();
          else if (does === 'pull') await fetchInto(workspace);
          else if (does === 'sync') await share(workspace);
          else await push(following(workspace, losing('/push')), 'none').catch(() => undefined);
        }
        for (const workspace of [a, b, a, b]) await share(workspace);
        await tab.sync.syncNow();
        for (const workspace of [a, b]) await share(workspace);
        await expectEqual(a, b);
        expect((await modelNames(a)).toSorted()).toEqual(made.toSorted());
        expect(await tab.workspace.log.state()).toEqual(await a.log.state());
      }),
      { numRuns: 12 },
    );
  });
});

/** The request arrives; its answer does not. */
function losing(path: string): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (!String(input).endsWith(path)) return answer;
    await answer.arrayBuffer();
    throw new TypeError('cut off');
  };
}
