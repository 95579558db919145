import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataVersion as dataVersionOf } from '../../shared/table/data-version.ts';
import type { Table } from '../../shared/table/table.ts';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import type { Bench, BenchRow } from './bench.ts';

const ROWS = 1_000_000;
const at = '2026-01-01T00:00:00.000Z';
const load = { batchId: 'b', source: { name: 'rows.csv', sizeBytes: 1, digest: '' }, at, rejectedRows: 0 };
const amendment = { amendmentId: 'a', at, by: '', reason: '', undoes: null, restored: [] };

/** A million rows in a folder's workspace: what versions of them cost in time and on the disk. */
export const dataVersions: Bench = {
  name: 'data-versions',
  about: '1,000,000 × 20 rows stored, read again, amended and loaded in stages',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
    const { datasets, close } = await openWorkspace(folder);
    const rows: BenchRow[] = [];
    const timed = async <T>(measure: string, work: () => Promise<T>, limitMs?: number): Promise<T> => {
      const start = performance.now();
      const result = await work();
      const value = Math.round(performance.now() - start);
      const goal = limitMs === undefined ? {} : { goal: `< ${limitMs} ms`, met: value < limitMs };
      rows.push({ measure, value, unit: 'ms', ...goal });
      return result;
    };
    try {
      const table = million();
      const whole = await timed('store all rows', () =>
        datasets.append('rows', table, { ...load, percent: 100 }, 'c16'),
      );
      const before = await sizeOf(join(folder, 'chunks'));
      const read = await timed('read a version', () => datasets.table(whole.dataVersion), 2000);
      if (dataVersionOf(read) !== whole.dataVersion) throw new Error('Other rows came back.');
      const cells = [{ row: 5, column: 'n0', value: 7 }];
      const amended = await timed('correct a cell and delete a row', () =>
        datasets.amend('rows', { ...amendment, cells, deleted: [9] }),
      );
      await timed('read the amended version', () => datasets.table(amended.dataVersion), 2000);
      await timed('load 40 %, shuffled', () =>
        datasets.append('stages', table, { ...load, percent: 40, seed: 7 }, 'c16'),
      );
      await timed('load 3 % more', () => datasets.loadMore('stages', { batchId: 'c', at, percent: 3 }));
      const grown = (100 * ((await sizeOf(join(folder, 'chunks'))) - before)) / before;
      rows.push({
        measure: 'rows stored by the last four',
        value: grown,
        unit: '%',
        goal: '≤ 1 %',
        met: grown <= 1,
      });
      return rows;
    } finally {
      await close();
      rmSync(folder, { recursive: true });
    }
  },
};

function million(): Table {
  const hash = (n: number): number => (Math.imul(n, 0x9e3779b1) >>> 0) / 2 ** 32;
  const columns = Array.from({ length: 20 }, (_, c): Table['columns'][number] =>
    c < 16
      ? {
          name: `n${c}`,
          type: 'numeric',
          missing: null,
          values: Float64Array.from({ length: ROWS }, (_, row) => hash(row * 20 + c)),
        }
      : {
          name: `c${c}`,
          type: 'categorical',
          missing: null,
          levels: ['a', 'b', 'c', 'd'],
          codes: Int32Array.from({ length: ROWS }, (_, row) => row % 4),
        },
  );
  return { nRows: ROWS, columns };
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
