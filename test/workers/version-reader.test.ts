import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cell } from '../../shared/table/cells.ts';
import type { Table } from '../../shared/table/table.ts';
import { workerStore } from '../../workers/browser/worker-store.ts';
import { versionReader } from '../../workers/browser/version-reader.ts';
import { openBrowserWorkspace, type BrowserWorkspace } from '../../workers/browser/workspace.ts';
import { CHUNK_ROWS } from '../../workers/datasets/change-dataset.ts';
import { sampleTable } from '../contracts/sample-table.ts';
import { profile } from './fixtures/indexed-db.ts';

const N_ROWS = 2 * CHUNK_ROWS + 50;
const at = new Date(0).toISOString();

const options = { name: crypto.randomUUID(), factory: profile() };
let workspace: BrowserWorkspace;
let dataVersion: string;
let whole: Table;

beforeAll(async () => {
  workspace = await openBrowserWorkspace(options);
  const load = { batchId: 'b', source: { name: 'x', sizeBytes: 1, digest: '' }, percent: 100, at };
  await workspace.datasets.append('d', sampleTable(N_ROWS), { ...load, rejectedRows: 0 }, null);
  const amendment = { amendmentId: 'a', at, by: '', reason: '', undoes: null, restored: [] };
  const cells = [{ row: CHUNK_ROWS + 1, column: 'Plan', value: 'Corrected' }];
  const made = await workspace.datasets.amend('d', { ...amendment, deleted: [3, CHUNK_ROWS], cells });
  dataVersion = made.dataVersion;
  whole = await workspace.datasets.table(dataVersion);
});

afterAll(() => workspace.close());

const cells = ({ columns }: Table, from: number, to: number) =>
  columns.map((column) => Array.from({ length: to - from }, (_, row) => cell(column, from + row)));

describe('a window on a stored version', () => {
  test.each([
    ['at the start', 0, 100],
    ['across two chunks', CHUNK_ROWS - 60, 100],
    ['in the last chunk, to its end', N_ROWS - 52, 100],
    ['behind the last row', N_ROWS + 10, 100],
  ])('%s has the very cells that the whole has there', async (_, from, count) => {
    const reader = await versionReader(workspace.db, dataVersion);
    const { nRows, window } = await reader!.window(from, count);
    expect(nRows).toBe(whole.nRows);
    const end = Math.min(from + count, whole.nRows);
    expect(cells(window, 0, window.nRows)).toEqual(
      from > end ? whole.columns.map(() => []) : cells(whole, from, end),
    );
  });

  test('comes again after its buffers went away with an answer', async () => {
    const reader = await versionReader(workspace.db, dataVersion);
    const last = 2 * CHUNK_ROWS - 2;
    const first = await reader!.window(last, 50);
    const shown = cells(first.window, 0, 50);
    for (const column of first.window.columns) {
      if ('values' in column)
        structuredClone(column.values, { transfer: [column.values.buffer as ArrayBuffer] });
    }
    expect(cells((await reader!.window(last, 50)).window, 0, 50)).toEqual(shown);
  });

  test('reads no chunk that it does not lie in', async () => {
    const digests = (await workspace.datasets.get('d'))!.sources[0]!.chunks.map(({ digest }) => digest);
    const others = await workspace.db.chunks.bulkGet(digests.slice(1));
    await workspace.db.chunks.bulkDelete(digests.slice(1));
    const reader = await versionReader(workspace.db, dataVersion);
    expect((await reader!.window(0, 100)).window.nRows).toBe(100);
    await expect(reader!.window(CHUNK_ROWS, 10)).rejects.toMatchObject({ code: 'artifact-corrupt' });
    await workspace.db.chunks.bulkPut(others.map((chunk) => chunk!));
    expect((await reader!.window(CHUNK_ROWS, 10)).window.nRows).toBe(10);
  });

  test('tells the missing cells of the whole without reading them', async () => {
    const reader = await versionReader(workspace.db, dataVersion);
    const { missing } = await reader!.window(0, 1);
    expect(missing).toEqual(
      whole.columns.map(
        (column) =>
          Array.from({ length: whole.nRows }, (_, row) => cell(column, row)).filter((c) => c === null).length,
      ),
    );
  });

  test('is left to the table once a worker has all of it', async () => {
    const store = workerStore(options.name, options.factory);
    expect((await store.peek(dataVersion, 5, 2))?.nRows).toBe(N_ROWS - 2);
    const table = await store.table(dataVersion);
    expect(await store.peek(dataVersion, 5, 2)).toBeNull();
    expect(table.nRows).toBe(N_ROWS - 2);
    (await store.database()).close();
  });
});
