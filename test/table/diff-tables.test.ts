import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataVersion } from '../../shared/table/data-version.ts';
import { diffTables } from '../../shared/table/diff-tables.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Cell } from '../../shared/table/table.ts';
import { withCells } from '../../shared/table/with-cells.ts';
import { code } from '../contracts/code.ts';
import { anyTable, cellsOf } from './tables.ts';

const people = (rows: Cell[][]) =>
  tableFromInstances(
    [
      { name: 'id', type: 'identifier' },
      { name: 'age', type: 'numeric' },
      { name: 'plan', type: 'categorical' },
    ],
    rows,
  );

const before = people([
  ['a', 1, 'x'],
  ['b', 2, 'y'],
  ['c', null, 'x'],
]);

describe('a diff of two tables', () => {
  it('tells rows apart by an identifier, and names every changed cell', () => {
    const after = people([
      ['c', 7, 'x'],
      ['a', 1, 'x'],
      ['d', 4, 'y'],
    ]);
    expect(diffTables(before, after)).toEqual({
      by: { kind: 'key', column: 'id' },
      columns: { added: [], removed: [], retyped: [] },
      rows: { added: 1, removed: 1, changed: 1, same: 1 },
      cells: [{ column: 'age', changed: 1 }],
      added: [{ row: 'd', cells: ['d', 4, 'y'] }],
      removed: [{ row: 'b', cells: ['b', 2, 'y'] }],
      changed: [{ row: 'c', cells: [{ column: 'age', old: null, value: 7 }] }],
    });
  });

  it('names columns that came, went or have another type; a new type alone changes no cell', () => {
    const after = tableFromInstances(
      [
        { name: 'id', type: 'identifier' },
        { name: 'age', type: 'text' },
        { name: 'town', type: 'text' },
      ],
      [
        ['a', '1', 'Bonn'],
        ['b', 'two', 'Bonn'],
        ['c', null, 'Bonn'],
      ],
    );
    const diff = diffTables(before, after);
    expect(diff.columns).toEqual({
      added: [{ name: 'town', type: 'text' }],
      removed: [{ name: 'plan', type: 'categorical' }],
      retyped: [{ name: 'age', from: 'numeric', to: 'text' }],
    });
    expect(diff.changed).toEqual([{ row: 'b', cells: [{ column: 'age', old: 2, value: 'two' }] }]);
  });

  it('without an identifier tells rows apart by content, each as often as it stands there', () => {
    const numbers = (values: number[]) =>
      tableFromInstances(
        [{ name: 'n', type: 'numeric' }],
        values.map((value) => [value]),
      );
    const diff = diffTables(numbers([1, 1, 2]), numbers([2, 1, 3, 3]));
    expect(diff).toMatchObject({
      by: { kind: 'content' },
      rows: { added: 2, removed: 1, changed: 0, same: 2 },
    });
  });

  it('refuses a key that does not name every row once', () => {
    expect(() => diffTables(before, before, { key: 'plan' })).toThrow(code('key-not-unique') as Error);
    expect(() => diffTables(before, before, { key: 'age' })).toThrow(code('key-not-unique') as Error);
  });

  it('lists no more than asked for, and counts all', () => {
    const diff = diffTables(before, people([]), { atMost: 1 });
    expect(diff.rows.removed).toBe(3);
    expect(diff.removed).toHaveLength(1);
  });

  it('by number leads from one version to the other, whatever was changed', () => {
    fc.assert(
      fc.property(anyTable, fc.infiniteStream(fc.nat()), (table, stream) => {
        const next = (bound: number): number => stream.next().value! % bound;
        const other = selectRows(
          table,
          Int32Array.from({ length: table.nRows }, () => next(table.nRows)),
        );
        const changes = table.columns.map((column, i) => {
          const row = next(table.nRows);
          return { row, column: column.name, value: cellsOf(other)[row]![i]! };
        });
        const corrected = withCells(table, changes);
        const kept = Int32Array.from({ length: table.nRows }, (_, row) => row).filter(() => next(3) > 0);
        const all = Int32Array.from({ length: table.nRows }, (_, row) => row);
        const after = selectRows(corrected, kept);
        const diff = diffTables(table, after, { numbers: { before: all, after: kept }, atMost: 1000 });
        expect(diff.rows.removed).toBe(table.nRows - kept.length);
        const back = diff.changed.flatMap(({ row, cells }) =>
          cells.map(({ column, value }) => ({ row: Number(row) - 1, column, value })),
        );
        expect(dataVersion(selectRows(withCells(table, back), kept))).toBe(dataVersion(after));
      }),
    );
  });
});
