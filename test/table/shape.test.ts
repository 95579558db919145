import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaDifferences } from '../../shared/records/schema-differences.ts';
import { cell, cellText, isMissing, missingCount } from '../../shared/table/cells.ts';
import { column, schemaOf } from '../../shared/table/columns.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import {
  selectColumns,
  selectRows,
  withColumn,
  withoutColumns,
  withUsedLevels,
} from '../../shared/table/shape.ts';
import type { CategoricalColumn } from '../../shared/table/table.ts';
import { transferables } from '../../shared/table/transferables.ts';
import { anyTable, cellsOf } from './tables.ts';

const people = tableFromInstances(
  [
    { name: 'age', type: 'numeric' },
    { name: 'city', type: 'categorical', levels: ['Rome', 'Oslo'] },
    { name: 'since', type: 'datetime' },
    { name: 'active', type: 'boolean' },
    { name: 'note', type: 'text' },
  ],
  [
    [31, 'Oslo', '2024-02-29', true, 'naïve'],
    [null, null, null, null, null],
    [-0.5, 'Paris', 1000, false, ''],
  ],
);

describe('cells of a table', () => {
  it('come back as JSON, with null where missing', () => {
    expect(cellsOf(people)).toEqual([
      [31, 'Oslo', '2024-02-29T00:00:00.000Z', true, 'naïve'],
      [null, null, null, null, null],
      [-0.5, 'Paris', '1970-01-01T00:00:01.000Z', false, ''],
    ]);
    expect(people.columns.map((entry) => cellText(entry, 1))).toEqual(['', '', '', '', '']);
    expect(people.columns.map((entry) => missingCount(entry))).toEqual([1, 1, 1, 1, 1]);
  });

  it('keep the given levels first and let an unknown one follow', () => {
    expect((column(people, 'city') as CategoricalColumn).levels).toEqual(['Rome', 'Oslo', 'Paris']);
  });

  it('of the wrong type are named with row and column', () => {
    const inputs = [
      { name: 'a/b', type: 'numeric' as const },
      { name: 'when', type: 'datetime' as const },
    ];
    const rows = [
      [1, '2024-13-01'],
      ['1', '2024-01-01'],
    ];
    expect(() => tableFromInstances(inputs, rows)).toThrow(
      expect.objectContaining({
        code: 'features-invalid',
        errors: [
          expect.objectContaining({ pointer: '/1/a~1b' }),
          expect.objectContaining({ pointer: '/0/when' }),
        ],
      }),
    );
    expect(() => tableFromInstances(inputs, [[Infinity, null]])).toThrow(/finite/);
  });
});

describe('columns of a table', () => {
  it('that are not there are an error that lists those that are', () => {
    expect(() => column(people, 'Age')).toThrow(expect.objectContaining({ code: 'column-unknown' }));
    expect(() => column(people, 'Age')).toThrow(/"age", "city"/);
  });

  it('can be selected, replaced in place, added and dropped', () => {
    const age = column(people, 'age');
    expect(selectColumns(people, ['note', 'age']).columns.map(({ name }) => name)).toEqual(['note', 'age']);
    expect(
      withColumn(people, { ...age, name: 'years' })
        .columns.map(({ name }) => name)
        .at(-1),
    ).toBe('years');
    expect(withColumn(people, { ...column(people, 'city'), name: 'age' }).columns[0]?.type).toBe(
      'categorical',
    );
    expect(withoutColumns(people, ['age', 'nothing']).columns).toHaveLength(4);
  });

  it('of another length are refused', () => {
    const short = selectRows(people, Int32Array.of(0)).columns[0]!;
    expect(() => withColumn(people, short)).toThrow(/1 rows, the table 3/);
  });

  it('tell what keeps two schemas apart', () => {
    const schema = schemaOf(people);
    const changed = [
      { name: 'age', type: 'text' as const },
      ...schema.slice(2),
      { name: 'x', type: 'text' as const },
    ];
    expect(schemaDifferences(schema, schema)).toEqual([]);
    expect(schemaDifferences(schema, changed)).toEqual([
      'column "city" is missing',
      'column "x" is new',
      'column "age" is text instead of numeric',
    ]);
    expect(schemaDifferences(schema, [...schema].toReversed())).toHaveLength(1);
  });
});

describe('rows of a table', () => {
  it('are taken in the given order, each as often as named', () => {
    fc.assert(
      fc.property(anyTable, fc.array(fc.nat()), (table, picks) => {
        const rows = Int32Array.from(picks, (pick) => pick % table.nRows);
        const cells = cellsOf(table);
        expect(cellsOf(selectRows(table, rows))).toEqual([...rows].map((row) => cells[row]));
      }),
    );
  });

  it('outside the table are refused', () => {
    expect(() => selectRows(people, Int32Array.of(3))).toThrow(/outside/);
    expect(() => selectRows(people, Int32Array.of(-1))).toThrow(/outside/);
  });

  it('of several tables stand one after the other, whatever their dictionaries', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(), (table, cut) => {
        const at = cut % (table.nRows + 1);
        const head = Int32Array.from({ length: at }, (_, i) => i);
        const tail = Int32Array.from({ length: table.nRows - at }, (_, i) => at + i);
        const parts = [head, tail].map((rows) => usedLevelsOnly(selectRows(table, rows)));
        expect(cellsOf(concatTables(parts))).toEqual(cellsOf(table));
      }),
    );
  });

  it('of tables with other columns are not put together', () => {
    expect(() => concatTables([people, withoutColumns(people, ['age'])])).toThrow(
      expect.objectContaining({ code: 'schema-mismatch' }),
    );
  });

  it('lose the levels that do not occur, and keep their cells', () => {
    const city = column(selectRows(people, Int32Array.of(1, 2)), 'city') as CategoricalColumn;
    const used = withUsedLevels(city);
    expect(used.levels).toEqual(['Paris']);
    expect([cell(used, 0), cell(used, 1)]).toEqual([null, 'Paris']);
    expect(isMissing(used, 0)).toBe(true);
  });
});

const usedLevelsOnly = (table: typeof people): typeof people => ({
  ...table,
  columns: table.columns.map((entry) => (entry.type === 'categorical' ? withUsedLevels(entry) : entry)),
});

it('a table is transferred, not copied, and shared memory stays where it is', () => {
  const shared = new Float64Array(new SharedArrayBuffer(24));
  const table = withColumn(people, { name: 'shared', type: 'numeric', missing: null, values: shared });
  const list = transferables(table);
  const moved = structuredClone(table, { transfer: list });
  expect(list).toHaveLength(11);
  expect(list.every((buffer) => buffer.byteLength === 0)).toBe(true);
  expect(moved.nRows).toBe(3);
});
