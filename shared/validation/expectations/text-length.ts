import { isMissing } from '../../table/cells.ts';
import type { Column, TextColumn } from '../../table/table.ts';
import { rowsWithText } from './each-text.ts';
import { allowedField, noColumn, textTypes, type RowKind } from './kind.ts';

export const textLengthKind: RowKind<'text-length'> = {
  check: 'text-length',
  by: 'rows',
  label: 'Text length',
  dimension: 'validity',
  types: textTypes,
  fields: [
    { name: 'min', label: 'Fewest characters', help: 'empty = no limit', kind: 'count', optional: true },
    { name: 'max', label: 'Most characters', help: 'empty = no limit', kind: 'count', optional: true },
    allowedField,
  ],
  blank: (column) => ({
    check: 'text-length',
    column,
    min: 1,
    max: null,
    allowed: 0,
    severity: 'error',
    enabled: true,
  }),
  promise({ column, min, max }) {
    const atLeast = min === null ? [] : [`at least ${min}`];
    const atMost = max === null ? [] : [`at most ${max}`];
    return `"${column}" has ${[...atLeast, ...atMost].join(' and ') || 'any number of'} characters.`;
  },
  allowed: ({ allowed }) => allowed,
  failing({ column, min, max }, subject) {
    const cells = subject.column(column);
    if (cells === null) return noColumn(column);
    const fails = (length: number): boolean => length < (min ?? 0) || length > (max ?? Infinity);
    return rowsByLength(cells, fails);
  },
};

function rowsByLength(cells: Column, fails: (length: number) => boolean): (row: number) => boolean {
  if (cells.type !== 'text' && cells.type !== 'identifier') {
    return rowsWithText(cells, (text) => fails([...text].length));
  }
  return (row) => !isMissing(cells, row) && fails(characters(cells, row));
}

/** Unicode code points of a cell: its bytes but those that continue one. */
export function characters({ bytes, offsets }: TextColumn, row: number): number {
  let count = 0;
  for (let i = offsets[row]!; i < offsets[row + 1]!; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}
