import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { dataVersion } from '../../shared/table/data-version.ts';
import { encodeTable } from '../../shared/table/table-file.ts';
import { openBrowserWorkspace, type BrowserWorkspace } from '../../workers/browser/workspace.ts';
import { inFirstForm } from '../contracts/first-form.ts';
import { sampleTable } from '../contracts/sample-table.ts';
import { describeWorkspace } from '../contracts/workspace-contract.ts';
import { profile } from './fixtures/indexed-db.ts';

describeWorkspace('a workspace in IndexedDB', async () => {
  const options = { name: `treadle-${crypto.randomUUID()}`, factory: profile() };
  let open: BrowserWorkspace[] = [];
  const openOne = async (): Promise<BrowserWorkspace> => {
    const workspace = await openBrowserWorkspace(options);
    open.push(workspace);
    return workspace;
  };
  const close = async (): Promise<void> => {
    for (const workspace of open) await workspace.close();
    open = [];
  };
  return {
    workspace: await openOne(),
    async reopen() {
      await close();
      return openOne();
    },
    another: openOne,
    async damageBlob(digest) {
      const { blobs } = open[0]!.db;
      const bytes = (await blobs.get(digest))!.bytes.slice();
      bytes[0]! ^= 1;
      await blobs.put({ digest, bytes });
    },
    remove: close,
  };
});

test('a database of the first form keeps its datasets, rows and versions', async () => {
  const options = { name: `treadle-${crypto.randomUUID()}`, factory: profile() };
  const table = sampleTable(10);
  const digest = dataVersion(table);
  const made = await openBrowserWorkspace({ ...options, name: 'other' });
  const load = { batchId: 'b', source: { name: 'x', sizeBytes: 1, digest: '' }, percent: 100, at: '' };
  const { dataset } = await made.datasets.append('d', table, { ...load, rejectedRows: 0 }, 'Plan');
  await made.close();
  const old = new Dexie(options.name, options.factory);
  old.version(1).stores({
    meta: 'key',
    datasets: 'name',
    chunks: 'digest',
    blobs: 'digest',
    drafts: 'runId',
    predictions: '++, at',
    events: 'seq',
    outbox: 'mid, uid',
  });
  await old.table('datasets').put(inFirstForm(dataset));
  await old.table('chunks').put({ digest, bytes: encodeTable(table) });
  old.close();
  const now = await openBrowserWorkspace(options);
  expect(await now.datasets.table(digest)).toEqual(table);
  expect(await now.datasets.get('d')).toMatchObject({ v: 2, target: 'Plan', amendments: [] });
  await now.close();
});
