import * as fc from 'fast-check';
import { cell } from '../../shared/table/cells.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Cell, ColumnType, Table } from '../../shared/table/table.ts';

/** The cells of a table, row by row. */
export const cellsOf = (table: Table): Cell[][] =>
  Array.from({ length: table.nRows }, (_, row) => table.columns.map((column) => cell(column, row)));

const cellOf: Record<ColumnType, fc.Arbitrary<Cell>> = {
  numeric: fc.double({ noNaN: true, noDefaultInfinity: true }),
  datetime: fc
    .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
    .map((date) => date.toISOString()),
  boolean: fc.boolean(),
  categorical: fc.constantFrom('', 'a', 'b', 'é', '=1+1', ' x '),
  text: fc.string({ unit: 'grapheme', maxLength: 20 }),
  identifier: fc.string({ unit: 'grapheme', maxLength: 8 }),
};

/** Columns of every type in any order, with missing cells; at least one row. */
export const anyTable = fc
  .array(fc.constantFrom(...(Object.keys(cellOf) as ColumnType[])), { minLength: 1, maxLength: 5 })
  .chain((types) => {
    const inputs = types.map((type, i) => ({ name: `${type} ${i}`, type }));
    const row = fc.tuple(...types.map((type) => fc.option(cellOf[type], { freq: 4 })));
    return fc.array(row, { minLength: 1, maxLength: 30 }).map((rows) => tableFromInstances(inputs, rows));
  });
