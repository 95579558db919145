import { describe, expect, test } from 'vitest';
import { inferSuite } from '../../shared/validation/infer-suite.ts';
import type { Ground } from './ground.ts';
import { sampleTable } from './sample-table.ts';

const suite = inferSuite(sampleTable(200), 'Plan', 'abc');

const load = {
  batchId: 'b1',
  source: { name: 'b1.csv', sizeBytes: 10, digest: 'd' },
  percent: 40,
  at: '2026-01-01T00:00:00.000Z',
  rejectedRows: 0,
};

export function describeSuites(at: Ground): void {
  describe('suites', () => {
    test('a suite stays as it was put, also over a restart; another takes its place', async () => {
      expect(await at.workspace.suites.get('customers')).toBeNull();
      await at.workspace.suites.put('customers', suite);
      await at.reopen();
      expect(await at.workspace.suites.get('customers')).toEqual(suite);
      await at.workspace.suites.put('customers', { ...suite, expectations: [] });
      expect(await at.workspace.suites.get('customers')).toMatchObject({ expectations: [] });
      await at.workspace.suites.delete('customers');
      expect(await at.workspace.suites.get('customers')).toBeNull();
    });

    test('a suite goes with its dataset, and no other does', async () => {
      await at.workspace.datasets.append('customers', sampleTable(5), load, null);
      await at.workspace.suites.put('customers', suite);
      await at.workspace.suites.put('others', suite);
      await at.workspace.datasets.delete('customers');
      expect(await at.workspace.suites.get('customers')).toBeNull();
      expect(await at.workspace.suites.get('others')).toEqual(suite);
    });

    test.each([null, 7])('the rows of a step are those that the step then adds (seed %s)', async (seed) => {
      const { datasets } = at.workspace;
      await datasets.append('customers', sampleTable(50), { ...load, seed }, null);
      const step = await datasets.rowsOfStep('customers', 30);
      expect(step.table.nRows).toBe(15);
      const { dataVersion } = await datasets.loadMore('customers', {
        batchId: 'b2',
        at: load.at,
        percent: 30,
      });
      const after = await datasets.table(dataVersion);
      expect(after.nRows).toBe(35);
      const changes = { cells: [], deleted: [...step.rows], restored: [], undoes: null };
      const facts = { amendmentId: 'a1', at: load.at, by: '', reason: 'They were added.' };
      const { dataset } = await datasets.amend('customers', { ...changes, ...facts });
      expect(dataset.versions.map(({ nRows }) => nRows)).toEqual([20, 35, 20]);
      expect(dataset.versions[2]!.dataVersion).toBe(dataset.versions[0]!.dataVersion);
    });
  });
}
