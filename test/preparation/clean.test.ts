import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanRows } from '../../shared/preparation/clean.ts';
import { selectRows } from '../../shared/table/shape.ts';
import { anyTable, cellsOf } from '../table/tables.ts';
import { tableOf } from './columns.ts';

describe('cleaning', () => {
  const table = tableOf(
    ['n', 'numeric', [1, 1, null, 1, null, 2]],
    ['c', 'categorical', ['x', 'y', 'x', 'x', 'x', null]],
  );

  it('keeps the first of equal rows; missing equals missing', () => {
    expect([...cleanRows(table, [{ step: 'drop-duplicates' }])]).toEqual([0, 1, 2, 5]);
  });

  it('finds duplicates among the given rows alone', () => {
    const rows = Int32Array.of(1, 3, 4);
    expect([...cleanRows(table, [{ step: 'drop-duplicates' }], rows)]).toEqual([1, 3, 4]);
  });

  it('drops rows with a gap, in any column or in the named ones', () => {
    expect([...cleanRows(table, [{ step: 'drop-missing' }])]).toEqual([0, 1, 3]);
    expect([...cleanRows(table, [{ step: 'drop-missing', columns: ['c'] }])]).toEqual([0, 1, 2, 3, 4]);
    expect(() => cleanRows(table, [{ step: 'drop-missing', columns: ['z'] }])).toThrow(
      expect.objectContaining({ code: 'column-unknown' }),
    );
  });

  it('takes the steps in their order, and without any keeps every row', () => {
    expect([...cleanRows(table, [{ step: 'drop-missing' }, { step: 'drop-duplicates' }])]).toEqual([0, 1]);
    expect([...cleanRows(table, [])]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('leaves exactly one row of each kind, whatever the columns', () => {
    fc.assert(
      fc.property(anyTable, (any) => {
        const doubled = selectRows(
          any,
          Int32Array.from({ length: 2 * any.nRows }, (_, i) => i % any.nRows),
        );
        const kept = cleanRows(doubled, [{ step: 'drop-duplicates' }]);
        const kinds = new Set(cellsOf(any).map((row) => JSON.stringify(row)));
        expect(kept.length).toBe(kinds.size);
      }),
    );
  });
});
