import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import type { Table } from '../../shared/table/table.ts';
import { code } from './code.ts';
import type { Ground } from './ground.ts';
import { sampleTable } from './sample-table.ts';

const load = (batchId: string) => ({
  batchId,
  source: { name: `${batchId}.csv`, sizeBytes: 10, digest: sha256Hex(batchId) },
  percent: 100,
  at: '2026-01-01T00:00:00.000Z',
  rejectedRows: 0,
});

const append = (at: Ground, batchId: string, table: Table, target: string | null = null) =>
  at.workspace.datasets.append('customers', table, load(batchId), target);

export function describeDatasets(at: Ground): void {
  describe('datasets', () => {
    test('a table of every column type comes back with every cell, also after a restart', async () => {
      const table = sampleTable(20);
      const { dataVersion: version, added, dataset } = await append(at, 'b1', table, 'Plan');
      expect(added).toBe(true);
      expect(version).toBe(dataVersion(table));
      expect(dataset).toMatchObject({
        name: 'customers',
        target: 'Plan',
        batches: [{ batchId: 'b1', nRows: 20 }],
      });
      expect(await at.workspace.datasets.table(version)).toEqual(table);
      await at.reopen();
      expect(await at.workspace.datasets.table(version)).toEqual(table);
      expect(await at.workspace.datasets.get('customers')).toEqual(dataset);
      expect(await at.workspace.datasets.list()).toEqual([dataset]);
    });

    test('a second batch makes a version of all rows in source order; the first version stays readable', async () => {
      const [first, second] = [sampleTable(8), sampleTable(8, 8)];
      const one = await append(at, 'b1', first);
      const both = await append(at, 'b2', second);
      expect(both.dataset.versions.map(({ nBatches, nRows }) => [nBatches, nRows])).toEqual([
        [1, 8],
        [2, 16],
      ]);
      expect(both.dataVersion).toBe(dataVersion(sampleTable(16)));
      expect(dataVersion(await at.workspace.datasets.table(both.dataVersion))).toBe(both.dataVersion);
      expect(await at.workspace.datasets.table(both.dataVersion)).toEqual(concatTables([first, second]));
      expect(await at.workspace.datasets.table(one.dataVersion)).toEqual(first);
    });

    test('the same rows again add no batch', async () => {
      const first = await append(at, 'b1', sampleTable(8));
      const again = await append(at, 'b2', sampleTable(8));
      expect(again).toEqual({ dataset: first.dataset, dataVersion: first.dataVersion, added: false });
    });

    test('other columns are refused as schema-mismatch, and nothing changes', async () => {
      const { dataset } = await append(at, 'b1', sampleTable(8));
      const { nRows, columns } = sampleTable(8, 8);
      await expect(append(at, 'b2', { nRows, columns: columns.slice(1) })).rejects.toThrow(
        code('schema-mismatch'),
      );
      expect(await at.workspace.datasets.list()).toEqual([dataset]);
    });

    test('loads at the same time all arrive, each wholly', async () => {
      const beside = await at.another();
      const stores = [at.workspace.datasets, beside.datasets, at.workspace.datasets, beside.datasets];
      await Promise.all(
        stores.map((store, i) => store.append('customers', sampleTable(4, i * 4), load(`b${i}`), null)),
      );
      const dataset = await at.workspace.datasets.get('customers');
      expect(dataset?.batches.map(({ batchId }) => batchId).toSorted()).toEqual(['b0', 'b1', 'b2', 'b3']);
      const newest = dataset!.versions.at(-1)!;
      expect(newest).toMatchObject({ nBatches: 4, nRows: 16 });
      expect(dataVersion(await at.workspace.datasets.table(newest.dataVersion))).toBe(newest.dataVersion);
      await beside.close();
    });

    test('reading says how many rows are read, and ends when it is given up', async () => {
      await append(at, 'b1', sampleTable(8));
      const { dataVersion: version } = await append(at, 'b2', sampleTable(8, 8));
      const seen: [number, number][] = [];
      await at.workspace.datasets.table(version, (done, total) => void seen.push([done, total]));
      expect(seen).toEqual([
        [8, 16],
        [16, 16],
      ]);
      const givenUp = at.workspace.datasets.table(version, (done) => {
        if (done === 8) throw new AppError('aborted', { detail: 'Enough.' });
        throw new Error('It went on.');
      });
      await expect(givenUp).rejects.toThrow(code('aborted'));
    });

    test('rows that are not here are data-version-unknown', async () => {
      const unknown = 'f'.repeat(64);
      await expect(at.workspace.datasets.table(unknown)).rejects.toThrow(code('data-version-unknown'));
      expect(await at.workspace.datasets.has(unknown)).toBe(false);
      expect(await at.workspace.datasets.get('nobody')).toBeNull();
    });

    test('the target can be changed; of no dataset it is dataset-unknown', async () => {
      await append(at, 'b1', sampleTable(4), 'Plan');
      await at.workspace.datasets.setTarget('customers', 'Active');
      expect((await at.workspace.datasets.get('customers'))?.target).toBe('Active');
      await expect(at.workspace.datasets.setTarget('nobody', 'x')).rejects.toThrow(code('dataset-unknown'));
    });

    test('a deleted dataset takes its rows along, but for those that another dataset has', async () => {
      const both = sampleTable(4);
      const shared = await append(at, 'b1', both);
      const alone = await append(at, 'b2', sampleTable(4, 4));
      await at.workspace.datasets.append('copy', both, load('b3'), null);
      await at.workspace.datasets.delete('customers');
      expect(await at.workspace.datasets.has(alone.dataVersion)).toBe(false);
      expect(await at.workspace.datasets.table(shared.dataVersion)).toEqual(both);
      expect((await at.workspace.datasets.list()).map(({ name }) => name)).toEqual(['copy']);
    });
  });
}
