import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataVersion, dataVersionBuilder } from '../../shared/table/data-version.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { rowDigests } from '../../shared/table/row-digests.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { anyTable, cellsOf } from './tables.ts';

const range = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);

const oneColumn = (type: 'numeric' | 'categorical' | 'text', cells: unknown[], levels?: string[]): Table =>
  tableFromInstances(
    [{ name: 'x', type, ...(levels ? { levels } : {}) }],
    cells.map((value) => [value]),
  );

describe('the data version', () => {
  it('does not depend on how the rows were cut', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(), (table, cut) => {
        const at = cut % (table.nRows + 1);
        const builder = dataVersionBuilder(schemaOf(table));
        builder.append(selectRows(table, range(0, at)));
        builder.append(selectRows(table, range(at, table.nRows)));
        expect(builder.digestHex()).toBe(dataVersion(table));
      }),
    );
  });

  it('does not depend on the order of the dictionary', () => {
    expect(dataVersion(oneColumn('categorical', ['a', 'b'], ['b', 'unused', 'a']))).toBe(
      dataVersion(oneColumn('categorical', ['a', 'b'])),
    );
  });

  it('changes with any cell, the order of rows, a name and a type', () => {
    const versions = [
      oneColumn('text', ['a', 'b']),
      oneColumn('text', ['b', 'a']),
      oneColumn('text', ['ab', '']),
      oneColumn('text', ['ab', null]),
      oneColumn('text', ['', 'ab']),
      oneColumn('text', ['a', 'b', null]),
      oneColumn('categorical', ['a', 'b']),
      tableFromInstances([{ name: 'y', type: 'text' }], [['a'], ['b']]),
      oneColumn('numeric', [0, 1]),
      oneColumn('numeric', [null, 1]),
    ].map(dataVersion);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it('treats -0 as 0 and any NaN as missing', () => {
    const odd = new Float64Array(2);
    new Uint32Array(odd.buffer).set([1, 0xfff80001], 0);
    odd[1] = -0;
    const table: Table = {
      nRows: 2,
      columns: [{ name: 'x', type: 'numeric', missing: Uint8Array.of(1), values: odd }],
    };
    expect(dataVersion(table)).toBe(dataVersion(oneColumn('numeric', [null, 0])));
  });

  it('is this very digest, so that a change of the format is seen', () => {
    const table = tableFromInstances(
      [
        { name: 'n', type: 'numeric' },
        { name: 'c', type: 'categorical' },
        { name: 'b', type: 'boolean' },
      ],
      [
        [1.5, 'ä', true],
        [null, null, null],
      ],
    );
    expect(dataVersion(table)).toBe('5e6f842123b66d1bf6616bf180324237f47ab7751995ad69c4212f6fc90f9468');
  });

  it('refuses rows with other columns', () => {
    const builder = dataVersionBuilder([{ name: 'x', type: 'text' }]);
    expect(() => builder.append(oneColumn('numeric', [1]))).toThrow(
      expect.objectContaining({ code: 'schema-mismatch' }),
    );
  });

  it('hashes strings longer than its buffer', () => {
    const long = 'x'.repeat(200_000);
    expect(dataVersion(oneColumn('text', [long, 'y']))).toMatch(/^[0-9a-f]{64}$/);
    expect(dataVersion(oneColumn('text', [long, 'y']))).not.toBe(
      dataVersion(oneColumn('text', [`${long}y`, ''])),
    );
  });
});

describe('row digests', () => {
  it('are equal exactly where the cells are', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const twice = selectRows(
          table,
          Int32Array.from([...range(0, table.nRows), ...range(0, table.nRows)]),
        );
        const digests = rowDigests(twice);
        expect(digests.slice(0, table.nRows)).toEqual(digests.slice(table.nRows));
        const byCells = new Set(cellsOf(table).map((cells) => JSON.stringify(cells)));
        expect(new Set(rowDigests(table)).size).toBe(byCells.size);
      }),
    );
  });

  it('do not collide on small integers, near numbers and short strings', () => {
    const n = 200_000;
    const table = tableFromInstances(
      [
        { name: 'a', type: 'numeric' },
        { name: 'b', type: 'numeric' },
      ],
      Array.from({ length: n }, (_, i) => [i % 500, Math.floor(i / 500) / 10]),
    );
    expect(new Set(rowDigests(table)).size).toBe(n);
    const texts = oneColumn(
      'text',
      Array.from({ length: n }, (_, i) => i.toString(36)),
    );
    expect(new Set(rowDigests(texts)).size).toBe(n);
  });

  it('are the same for a text and a category, and look at the named columns only', () => {
    expect(rowDigests(oneColumn('text', ['a', null]))).toEqual(
      rowDigests(oneColumn('categorical', ['a', null])),
    );
    const table = tableFromInstances(
      [
        { name: 'id', type: 'identifier' },
        { name: 'x', type: 'numeric' },
      ],
      [
        ['1', 7],
        ['2', 7],
      ],
    );
    expect(new Set(rowDigests(table)).size).toBe(2);
    expect(new Set(rowDigests(table, ['x'])).size).toBe(1);
    expect(() => rowDigests(table, ['y'])).toThrow(expect.objectContaining({ code: 'column-unknown' }));
  });
});
