import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyLog } from '../../../sync-server/access/audit.ts';
import { openWorkspace, type ServerWorkspace } from '../../../sync-server/store/workspace.ts';
import { sha256Hex } from '../../../shared/records/canonical.ts';
import { code } from '../../contracts/code.ts';
import { sampleTable } from '../../contracts/sample-table.ts';
import { sampleRun } from '../../registry/sample-records.ts';

let root: string;
let workspace: ServerWorkspace;
let open: ServerWorkspace[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'treadle-backup-'));
  open = [];
  workspace = await at('original');
});
afterEach(async () => {
  for (const each of open) await each.close();
  await rm(root, { recursive: true });
});

async function at(name: string): Promise<ServerWorkspace> {
  const opened = await openWorkspace(join(root, name));
  open.push(opened);
  return opened;
}

const create = (k: number) =>
  workspace.log.commit('model.created', { model: `m${k}`, modelUuid: `u${k}`, description: '', tags: [] });

/** A workspace with something of everything. */
async function fill(): Promise<{ dataVersion: string; digest: string }> {
  const load = {
    batchId: 'b1',
    source: { name: 'b1.csv', sizeBytes: 10, digest: sha256Hex('b1') },
    percent: 100,
    at: '2026-01-01T00:00:00.000Z',
    rejectedRows: 0,
  };
  const { dataVersion } = await workspace.datasets.append('d', sampleTable(20), load, null);
  const digest = await workspace.blobs.put(new Uint8Array([1, 2, 3]));
  const artifacts = [{ path: 'a', digest, sizeBytes: 3, mediaType: 'x' }];
  await workspace.log.commit('run.recorded', { run: sampleRun('r1', { artifacts }) });
  await workspace.tokens.issue({ name: 'ci', scope: 'admin', createdBy: 'test' });
  return { dataVersion, digest };
}

describe('a backup', () => {
  it('holds the workspace of one moment though others write, and fills an empty one', async () => {
    const { dataVersion, digest } = await fill();
    const writing = (async () => {
      for (let k = 0; k < 40; k++) await create(k);
    })();
    const manifest = await workspace.backup(join(root, 'copy'));
    await writing;
    const restored = await at('restored');
    await restored.restore(join(root, 'copy'));
    expect(await restored.head()).toEqual(manifest.head);
    expect((await verifyLog(restored)).fault).toBe(null);
    expect(await restored.eventsAfter(0, 1000)).toEqual(await workspace.eventsAfter(0, manifest.head.seq));
    expect(await restored.blobs.get(digest)).toEqual(Buffer.from([1, 2, 3]));
    expect(await restored.datasets.table(dataVersion)).toEqual(await workspace.datasets.table(dataVersion));
    expect((await restored.tokens.list()).map(({ name }) => name)).toEqual(['ci']);
    // It goes on from there.
    await restored.log.commit('model.created', {
      model: 'after',
      modelUuid: 'after',
      description: '',
      tags: [],
    });
    expect((await verifyLog(restored)).fault).toBe(null);
  });

  it('is made into an empty folder only, and restored into an empty workspace only', async () => {
    await fill();
    await expect(workspace.backup(join(root, 'original'))).rejects.toThrow(code('backup-invalid'));
    await workspace.backup(join(root, 'copy'));
    await expect(workspace.restore(join(root, 'copy'))).rejects.toThrow(code('backup-invalid'));
  });

  it.each([
    ['an event was changed', 'events.ndjson', (text: string) => text.replace('r1', 'r2')],
    ['the last event is gone', 'events.ndjson', () => ''],
    ['there is no manifest', 'manifest.json', () => ''],
  ])('in which %s is refused, and nothing of its log is kept', async (_, file, change) => {
    await fill();
    const copy = join(root, 'copy');
    await workspace.backup(copy);
    await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
    const restored = await at('restored');
    await expect(restored.restore(copy)).rejects.toThrow(code('backup-invalid'));
    expect((await restored.head()).seq).toBe(0);
    expect(await restored.tokens.list()).toEqual([]);
  });

  it('is not made when rows of a dataset are missing', async () => {
    await fill();
    const chunks = join(root, 'original', 'chunks');
    for (const name of await readdir(chunks)) await rm(join(chunks, name));
    await expect(workspace.backup(join(root, 'copy'))).rejects.toThrow(code('backup-invalid'));
    await expect(readFile(join(root, 'copy', 'manifest.json'))).rejects.toThrow('ENOENT');
  });

  it('with a damaged artifact is refused', async () => {
    const { digest } = await fill();
    await workspace.backup(join(root, 'copy'));
    await appendFile(join(root, 'copy', 'blobs', digest), 'x');
    const restored = await at('restored');
    await expect(restored.restore(join(root, 'copy'))).rejects.toThrow(code('backup-invalid'));
  });
});
