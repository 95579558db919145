import { isSet } from '../table/missing-bitmap.ts';
import type { Column, Table, TextColumn } from '../table/table.ts';
import type { Rng } from '../random/generator.ts';
import { sampleWithoutReplacement } from '../random/sampling.ts';
import { selectRows } from '../table/shape.ts';

/** Whether a column is looked at as a quantity rather than as categories; texts count by their length. */
export function isQuantity(column: Column): boolean {
  return column.type !== 'categorical' && column.type !== 'boolean';
}

/** What the numbers of {@link numbersOf} stand for, where that is not the value itself. */
export function quantityName({ name, type }: Column): string {
  return type === 'text' || type === 'identifier' ? `length of ${name}` : name;
}

/** nRows numbers, NaN where missing: values, milliseconds, 0/1, category codes; texts give their length in characters. */
export function numbersOf(column: Column): Float64Array {
  switch (column.type) {
    case 'numeric':
    case 'datetime':
      return column.values;
    case 'boolean':
      return Float64Array.from(column.values, (value, row) => (isSet(column.missing, row) ? NaN : value));
    case 'categorical':
      return Float64Array.from(column.codes, (code) => (code < 0 ? NaN : code));
    case 'text':
    case 'identifier':
      return lengthsOf(column);
  }
}

/** Characters of each cell (code points), NaN where missing. Cost: linear in the bytes. */
function lengthsOf({ bytes, offsets, missing }: TextColumn): Float64Array {
  const lengths = new Float64Array(offsets.length - 1);
  for (let row = 0; row < lengths.length; row++) {
    if (isSet(missing, row)) {
      lengths[row] = NaN;
      continue;
    }
    let count = 0;
    // A byte that continues a character of UTF-8 starts with the bits 10.
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
    lengths[row] = count;
  }
  return lengths;
}

/** The present values, in row order; the array itself when none is missing. */
export function present(values: Float64Array): Float64Array {
  let n = 0;
  for (let row = 0; row < values.length; row++) if (values[row]! === values[row]!) n++;
  return n === values.length ? values : values.filter((value) => value === value);
}

/** How many rows were looked at, said beside everything that was computed on a sample. */
export interface Looked {
  readonly usedRows: number;
  readonly sampled: boolean;
}

/** At most `most` rows drawn by seed, in their order; the table itself when it has no more. */
export function sampleTable(table: Table, most: number, rng: Rng): { table: Table } & Looked {
  if (table.nRows <= most) return { table, usedRows: table.nRows, sampled: false };
  const rows = sampleWithoutReplacement(table.nRows, most, rng).toSorted();
  return { table: selectRows(table, rows), usedRows: most, sampled: true };
}
