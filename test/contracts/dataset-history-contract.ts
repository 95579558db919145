import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../shared/records/canonical.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { loadStatus } from '../../shared/records/dataset-history.ts';
import { undoChanges, type RowChanges } from '../../shared/table/amend-rows.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { selectRows } from '../../shared/table/shape.ts';
import { withCells } from '../../shared/table/with-cells.ts';
import type { LoadRequest } from '../../workers/datasets/change-dataset.ts';
import { code } from './code.ts';
import type { Ground } from './ground.ts';
import { sampleTable } from './sample-table.ts';

const nothing: RowChanges = { cells: [], deleted: [], restored: [] };
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();

const load = (percent: number, seed: number | null = null): LoadRequest => ({
  batchId: 'b1',
  source: { name: 'people.csv', sizeBytes: 10, digest: sha256Hex('people') },
  percent,
  at: at(0),
  by: 'ada',
  rejectedRows: 2,
  seed,
});

export function describeHistory(ground: Ground): void {
  const stage = (percent: number, seed: number | null = null, name = 'people') =>
    ground.workspace.datasets.append(name, sampleTable(50), load(percent, seed), 'Plan');
  const step = (minute: number, percent: number, name = 'people') =>
    ground.workspace.datasets.loadMore(name, { batchId: `b${minute}`, at: at(minute), by: 'bea', percent });
  const amend = (minute: number, changes: Partial<RowChanges>, undoes: string | null = null) =>
    ground.workspace.datasets.amend('people', {
      ...nothing,
      ...changes,
      amendmentId: `a${minute}`,
      at: at(minute),
      by: 'cleo',
      reason: 'looked it up',
      undoes,
    });
  const rows = async (version: string) => ground.workspace.datasets.table(version);
  const newest = (dataset: DatasetRecord) => dataset.versions.at(-1)!;

  describe('a load in stages', () => {
    test('goes on without the file, also after a restart; each step is a version of exactly its rows', async () => {
      const first = await stage(40);
      expect(await rows(first.dataVersion)).toEqual(sampleTable(20));
      await ground.reopen();
      const second = await step(1, 10);
      expect(second.dataVersion).toBe(dataVersion(sampleTable(25)));
      expect(loadStatus(second.dataset)).toEqual({
        current_percentage: 50,
        total_rows: 25,
        last_load_date: at(1),
      });
      expect(
        second.dataset.batches.map(({ percent, by, rejectedRows }) => [percent, by, rejectedRows]),
      ).toEqual([
        [40, 'ada', 2],
        [10, 'bea', 0],
      ]);
      expect(await rows(first.dataVersion)).toEqual(sampleTable(20));
    });

    test('says the classes after each step', async () => {
      const first = await stage(40);
      expect(newest(first.dataset).classes).toEqual({
        column: 'Plan',
        counts: [
          { value: 'Monthly', count: 8 },
          { value: 'Yearly', count: 8 },
        ],
        others: 0,
        missing: 4,
      });
    });

    test('counts the missing cells of each version by column', async () => {
      const first = await stage(40);
      expect(newest(first.dataset).missing).toEqual([4, 0, 4, 4, 4]);
      const second = await step(1, 10);
      expect(newest(second.dataset).missing).toEqual([5, 0, 5, 5, 5]);
      const amended = await amend(2, { deleted: [3], cells: [{ row: 8, column: 'Age', value: 1 }] });
      expect(newest(amended.dataset).missing).toEqual([3, 0, 4, 4, 4]);
    });

    test('takes rows of a step out again in the same change, or does neither', async () => {
      await stage(40);
      const stepWithout = (rows: number[]) =>
        ground.workspace.datasets.loadMore('people', {
          batchId: 'b1',
          at: at(1),
          percent: 10,
          amendment: {
            ...nothing,
            deleted: rows,
            amendmentId: 'a1',
            at: at(1),
            by: '',
            reason: 'bad',
            undoes: null,
          },
        });
      await expect(stepWithout([21, 40])).rejects.toThrow(code('row-unknown'));
      expect((await ground.workspace.datasets.get('people'))!.versions).toHaveLength(1);
      const made = await stepWithout([21, 23]);
      expect(made.dataset.versions.map(({ nRows }) => nRows)).toEqual([20, 25, 23]);
      expect((await rows(made.dataVersion)).nRows).toBe(23);
      expect(made.dataset.amendments).toMatchObject([{ deleted: [21, 23], reason: 'bad' }]);
    });

    test('comes to one digest at 100 % in file order, shuffled, in other steps, and at once', async () => {
      await stage(40, null, 'in order');
      await stage(40, 7, 'shuffled');
      await stage(90, 8, 'otherwise');
      const ends = [
        (await step(1, 60, 'in order')).dataVersion,
        ...['shuffled', 'otherwise'].map(async (name) => {
          let last = '';
          for (
            let dataset = (await ground.workspace.datasets.get(name))!;
            loadStatus(dataset).current_percentage < 100;
          ) {
            const made = await step(1, 7, name);
            [dataset, last] = [made.dataset, made.dataVersion];
          }
          return last;
        }),
        (await stage(100, null, 'at once')).dataVersion,
      ];
      expect(await Promise.all(ends)).toEqual(ends.map(() => dataVersion(sampleTable(50))));
    });

    test('shuffled holds the rows of the seed in the order of the file', async () => {
      const { dataset, dataVersion: version } = await stage(40, 7);
      const table = await rows(version);
      expect(table.nRows).toBe(20);
      expect(dataset.batches[0]!.digest).toBe(version);
      const days = table.columns.find(({ name }) => name === 'Since') as { values: Float64Array };
      expect([...days.values]).toEqual([...days.values].toSorted((a, b) => a - b));
      expect([...days.values].map((ms) => ms / 86_400_000)).not.toEqual(
        Array.from({ length: 20 }, (_, i) => i),
      );
    });

    test('is brought up to the share that the same file is loaded to again, and never below', async () => {
      await stage(40);
      expect(await stage(30)).toMatchObject({ added: false });
      expect((await stage(60)).dataset.versions.map(({ nRows }) => nRows)).toEqual([20, 30]);
      expect((await stage(100)).dataVersion).toBe(dataVersion(sampleTable(50)));
    });

    test('that is whole is fully-loaded; a share outside 0 to 100 is param-invalid', async () => {
      await expect(step(1, 3)).rejects.toThrow(code('dataset-unknown'));
      await expect(stage(0)).rejects.toThrow(code('param-invalid'));
      await stage(100);
      await expect(step(1, 3)).rejects.toThrow(code('fully-loaded'));
    });
  });

  describe('amendments', () => {
    test('keep what stood there, when, who and why; every version stays as it was', async () => {
      const before = (await stage(100)).dataVersion;
      const corrected = await amend(1, { cells: [{ row: 2, column: 'Age', value: 41.5 }] });
      const removed = await amend(2, { deleted: [0, 1] });
      await ground.reopen();
      const expected = withCells(sampleTable(50), [{ row: 2, column: 'Age', value: 41.5 }]);
      expect(await rows(before)).toEqual(sampleTable(50));
      expect(corrected.dataVersion).toBe(dataVersion(expected));
      expect(dataVersion(await rows(corrected.dataVersion))).toBe(corrected.dataVersion);
      const kept = selectRows(
        expected,
        Int32Array.from({ length: 48 }, (_, i) => i + 2),
      );
      expect(removed.dataVersion).toBe(dataVersion(kept));
      expect(newest(removed.dataset)).toMatchObject({ nRows: 48, nBatches: 1, nAmendments: 2 });
      expect(removed.dataset.amendments[0]).toMatchObject({
        by: 'cleo',
        reason: 'looked it up',
        cells: [{ row: 2, column: 'Age', old: 2 / 3, value: 41.5 }],
      });
    });

    test('of every column type, to missing and back, and to a new category', async () => {
      await stage(100);
      const cells = [
        { row: 4, column: 'Since', value: '2020-02-29T00:00:00.000Z' },
        { row: 4, column: 'Active', value: true },
        { row: 4, column: 'Plan', value: 'Weekly' },
        { row: 3, column: 'Note', value: 'found' },
        { row: 4, column: 'Note', value: null },
      ];
      const made = await amend(1, { cells });
      expect(made.dataVersion).toBe(dataVersion(withCells(sampleTable(50), cells)));
    });

    test('cost no row: the chunks stay the same', async () => {
      const { dataset } = await stage(100);
      const made = await amend(1, { cells: [{ row: 2, column: 'Age', value: 41.5 }], deleted: [7] });
      expect(made.dataset.sources).toEqual(dataset.sources);
    });

    test('are taken back by another one, and leave the version that there was', async () => {
      const before = (await stage(100)).dataVersion;
      const made = await amend(1, { cells: [{ row: 2, column: 'Plan', value: 'Yearly' }], deleted: [9] });
      const undone = await amend(2, undoChanges(made.dataset, 'a1'), 'a1');
      expect(undone.dataVersion).toBe(before);
      expect(undone.dataset.amendments.map(({ undoes }) => undoes)).toEqual([null, 'a1']);
      expect(undone.dataset.versions).toHaveLength(3);
    });

    test('of a row that is not loaded yet, removed or never there are row-unknown, and change nothing', async () => {
      const { dataset } = await stage(40);
      await amend(1, { deleted: [5] });
      for (const row of [5, 20, 999]) {
        await expect(amend(2, { deleted: [row] })).rejects.toThrow(code('row-unknown'));
        await expect(amend(2, { cells: [{ row, column: 'Age', value: 1 }] })).rejects.toThrow(
          code('row-unknown'),
        );
      }
      await expect(amend(2, { restored: [6] })).rejects.toThrow(code('row-unknown'));
      const wrongType = amend(2, { cells: [{ row: 1, column: 'Age', value: 'old' }] });
      await expect(wrongType).rejects.toThrow(code('cell-invalid'));
      const wrongColumn = amend(2, { cells: [{ row: 1, column: 'Agee', value: 1 }] });
      await expect(wrongColumn).rejects.toThrow(code('column-unknown'));
      expect((await ground.workspace.datasets.get('people'))!.versions).toHaveLength(
        dataset.versions.length + 1,
      );
    });

    test('with the values that are there already are none', async () => {
      await stage(100);
      const made = await amend(1, { cells: [{ row: 3, column: 'Age', value: null }] });
      expect(made).toMatchObject({ changed: false, dataset: { amendments: [] } });
    });

    test('made while a step is loaded are both kept', async () => {
      await stage(40);
      const beside = await ground.another();
      await Promise.all([
        step(1, 10),
        beside.datasets.amend('people', {
          ...nothing,
          deleted: [0],
          amendmentId: 'x',
          at: at(1),
          by: '',
          reason: '',
          undoes: null,
        }),
      ]);
      const dataset = (await ground.workspace.datasets.get('people'))!;
      expect(newest(dataset)).toMatchObject({ nRows: 24, nBatches: 2, nAmendments: 1 });
      const expected = selectRows(
        sampleTable(25),
        Int32Array.from({ length: 24 }, (_, i) => i + 1),
      );
      expect(newest(dataset).dataVersion).toBe(dataVersion(expected));
      await beside.close();
    });

    test('take every row away and bring them back', async () => {
      const before = (await stage(100)).dataVersion;
      const all = Array.from({ length: 50 }, (_, i) => i);
      const none = await amend(1, { deleted: all });
      expect((await rows(none.dataVersion)).nRows).toBe(0);
      expect((await amend(2, { restored: all })).dataVersion).toBe(before);
    });
  });
}
