import { readdir, mkdir, rename, rm, writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../../sync-server/store/sqlite.ts';
import { migrate } from '../../../sync-server/store/migrations.ts';
import { openWorkspace } from '../../../sync-server/store/workspace.ts';
import { GENESIS } from '../../../shared/sync/hash.ts';
import { dataVersion as dataVersionOf } from '../../../shared/table/data-version.ts';
import { inFirstForm } from '../../contracts/first-form.ts';
import { sampleTable } from '../../contracts/sample-table.ts';
import { sampleVersion } from '../../registry/sample-records.ts';
import { mutation, typed } from '../../sync/sample-log.ts';
import { damage, openFolder } from './folder.ts';

let opened: Awaited<ReturnType<typeof openFolder>>;
beforeEach(async () => {
  opened = await openFolder();
});
afterEach(() => opened.remove());

const wholeLoad = {
  batchId: 'b',
  source: { name: 'x', sizeBytes: 1, digest: '' },
  percent: 100,
  at: '',
  rejectedRows: 0,
};

const code = (code: string) => expect.objectContaining({ code });
const model = (name: string) => ({ model: name, modelUuid: name, description: '', tags: [] });

describe('the log of a folder', () => {
  test('puts what clients push and what is committed here into one order', async () => {
    const { workspace } = opened;
    await workspace.log.commit('model.created', model('model-1'));
    const answer = await workspace.push({ clientId: 'page', actor: 'bea' }, [mutation(1), mutation(2)]);
    expect(answer).toEqual({
      lastMid: 2,
      headSeq: 3,
      results: [
        { mid: 1, uid: 'uid-1', seq: 2, status: 'rejected', code: 'name-taken' },
        { mid: 2, uid: 'uid-2', seq: 3, status: 'applied' },
      ],
    });
    expect((await workspace.eventsAfter(1, 10)).map(({ clientId, actor }) => [clientId, actor])).toEqual([
      ['page', 'bea'],
      ['page', 'bea'],
    ]);
    expect([...(await workspace.log.state()).registry.models.keys()]).toEqual(['model-1', 'model-2']);
  });

  test('[SYNC6] answers a replay after a restart with the first result', async () => {
    const mutations = [mutation(1), mutation(2, { payload: mutation(1).payload })];
    const first = await opened.workspace.push({ clientId: 'page', actor: 'bea' }, mutations);
    await opened.reopen();
    const again = await openWorkspace(opened.folder);
    expect(await again.push({ clientId: 'page', actor: 'bea' }, mutations)).toEqual(first);
    expect((await again.push({ clientId: 'restored page', actor: 'bea' }, mutations)).results).toEqual([
      { mid: 1, uid: 'uid-1', seq: 1, status: 'duplicate' },
      { mid: 2, uid: 'uid-2', seq: 2, status: 'duplicate', code: 'name-taken' },
    ]);
    await expect(again.push({ clientId: 'page', actor: 'bea' }, [mutation(4)])).rejects.toThrow(
      code('mutation-gap'),
    );
    await again.close();
  });

  test('stops a push at a version whose package is missing, and refuses such a commit', async () => {
    const { workspace } = opened;
    const digest = await workspace.blobs.put(Uint8Array.of(1));
    const unknown = 'f'.repeat(64);
    await workspace.log.commit('model.created', model('m'));
    const answer = await workspace.push({ clientId: 'page', actor: 'bea' }, [
      typed(1, 'version.registered', sampleVersion('m', 'v1', { digest })),
      typed(2, 'version.registered', sampleVersion('m', 'v2', { digest: unknown })),
    ]);
    expect(answer).toMatchObject({
      lastMid: 1,
      stopped: { mid: 2, code: 'blob-missing', digests: [unknown] },
    });
    const commit = workspace.log.commit('version.registered', sampleVersion('m', 'v3', { digest: unknown }));
    await expect(commit).rejects.toThrow(code('blob-missing'));
    expect((await workspace.head()).seq).toBe(2);
  });

  test('is pulled page by page from a known event, and from no other', async () => {
    const { workspace } = opened;
    await workspace.push({ clientId: 'page', actor: 'bea' }, [mutation(1), mutation(2), mutation(3)]);
    const first = await workspace.pull({ cursor: 0, headHash: GENESIS, limit: 2 });
    expect(first).toMatchObject({ headSeq: 3, hasMore: true, events: [{ seq: 1 }, { seq: 2 }] });
    const headHash = first.events[1]!.hash;
    const rest = await workspace.pull({ cursor: 2, headHash, limit: 2 });
    expect(rest).toMatchObject({ headSeq: 3, hasMore: false, events: [{ seq: 3, hash: rest.headHash }] });
    expect((await workspace.pull({ cursor: 3, headHash: rest.headHash, limit: 2 })).events).toEqual([]);
    for (const [cursor, hash] of [
      [2, GENESIS],
      [9, headHash],
      [0, headHash],
    ] as const) {
      const pulled = workspace.pull({ cursor, headHash: hash, limit: 2 });
      await expect(pulled).rejects.toMatchObject({
        code: 'log-diverged',
        extra: { headSeq: 3, epoch: workspace.epoch },
      });
    }
  });

  test('keeps its name over restarts; another folder has another', async () => {
    const { epoch } = opened.workspace;
    await opened.reopen();
    const [again, other] = [await openWorkspace(opened.folder), await openFolder()];
    expect(again.epoch).toBe(epoch);
    expect(other.workspace.epoch).not.toBe(epoch);
    await again.close();
    await other.remove();
  });
});

describe('a folder', () => {
  test('is checked by writing to it', async () => {
    await opened.workspace.check();
    await rm(join(opened.folder, 'blobs'), { recursive: true });
    await expect(opened.workspace.check()).rejects.toThrow(code('workspace-broken'));
  });

  test('that cannot be a workspace says so', async () => {
    await opened.workspace.close();
    await writeFile(join(opened.folder, 'treadle.db'), 'not a database, '.repeat(1000));
    await expect(openWorkspace(opened.folder)).rejects.toThrow(code('workspace-broken'));
    await expect(openWorkspace(join(opened.folder, 'treadle.db', 'inside'))).rejects.toThrow(
      code('workspace-broken'),
    );
  });

  test('written by a newer version is left alone', async () => {
    await opened.workspace.close();
    const database = new Database(join(opened.folder, 'treadle.db'));
    database.exec(`insert into migrations values ('9999-from-the-future')`);
    database.close();
    await expect(openWorkspace(opened.folder)).rejects.toMatchObject({
      code: 'workspace-broken',
      remedy: expect.stringContaining('Update'),
    });
  });

  test('whose rows were damaged says artifact-corrupt, never other rows', async () => {
    const { workspace, folder } = opened;
    const { dataVersion, dataset } = await workspace.datasets.append('d', sampleTable(10), wholeLoad, null);
    const chunk = join(folder, 'chunks', dataset.sources[0]!.chunks[0]!.digest);
    await damage(chunk);
    await expect(workspace.datasets.table(dataVersion)).rejects.toThrow(code('artifact-corrupt'));
    await rm(chunk);
    await expect(workspace.datasets.table(dataVersion)).rejects.toThrow(code('artifact-corrupt'));
    expect(await workspace.datasets.has(dataVersion)).toBe(false);
  });

  test('is rid of rows that a killed load left behind, and keeps those of a load under way', async () => {
    const { folder } = opened;
    const [dead, young] = ['d', 'e'].map((digit) => digit.repeat(64)) as [string, string];
    const chunk = (name: string) => join(folder, 'chunks', name);
    for (const name of [dead, young]) await writeFile(chunk(name), 'rows');
    const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(chunk(dead), twoHoursAgo, twoHoursAgo);
    const kept = await opened.workspace.datasets.append('d', sampleTable(10), wholeLoad, null);
    const { digest } = kept.dataset.sources[0]!.chunks[0]!;
    await utimes(chunk(digest), twoHoursAgo, twoHoursAgo);
    await opened.reopen();
    expect((await readdir(join(folder, 'chunks'))).toSorted()).toEqual([digest, young].toSorted());
  });

  test('of the first form keeps its datasets, rows and versions', async () => {
    const { folder, workspace } = opened;
    const { dataset, dataVersion } = await workspace.datasets.append('d', sampleTable(10), wholeLoad, 'Plan');
    await workspace.close();
    const [chunk] = await readdir(join(folder, 'chunks'));
    await rename(join(folder, 'chunks', chunk!), join(folder, 'chunks', dataVersion));
    const database = new Database(join(folder, 'treadle.db'));
    database.prepare('update datasets set record = ?').run(JSON.stringify(inFirstForm(dataset)));
    database.exec(`delete from migrations where name = '0002-dataset-history'`);
    database.close();
    const again = await opened.reopen();
    expect(await again.datasets.table(dataVersion)).toEqual(sampleTable(10));
    expect(await again.datasets.get('d')).toMatchObject({
      v: 2,
      target: 'Plan',
      versions: [{ dataVersion }],
    });
    const more = await again.datasets.append('d', sampleTable(4, 10), wholeLoad, null);
    expect(more.dataVersion).toBe(dataVersionOf(sampleTable(14)));
  });

  test('is rid of the drafts of killed writers, and keeps those of living ones', async () => {
    const temporary = join(opened.folder, 'temporary');
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, 'old'), 'x');
    await writeFile(join(temporary, 'new'), 'x');
    const hoursAgo = new Date(Date.now() - 3 * 3_600_000);
    await utimes(join(temporary, 'old'), hoursAgo, hoursAgo);
    await opened.reopen();
    expect(await readdir(temporary)).toEqual(['new']);
  });

  test('may be closed twice; what is asked of it afterwards is an error, not the end of the process', async () => {
    const { workspace } = opened;
    await workspace.close();
    await workspace.close();
    await expect(workspace.log.state()).rejects.toThrow();
    await expect(workspace.log.commit('model.created', model('late'))).rejects.toThrow();
  });
});

test('a full disk is disk-full; what was there stays, and small changes still fit', async () => {
  const database = openSqlite(join(opened.folder, 'small.db'));
  await database.write((db) => migrate(db, 'sqlite'));
  await sql`pragma max_page_count = 40`.execute(database.db);
  const put = (run_id: string, length: number) =>
    database.write((db) =>
      db
        .insertInto('drafts')
        .values({ run_id, record: 'x'.repeat(length) })
        .execute(),
    );
  await put('first', 10);
  await expect(put('large', 1_000_000)).rejects.toThrow(code('disk-full'));
  await put('small', 10);
  const rows = await database.db.selectFrom('drafts').select('run_id').execute();
  expect(rows.map(({ run_id }) => run_id)).toEqual(['first', 'small']);
  await database.close();
});
