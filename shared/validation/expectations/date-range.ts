import { allowedField, noColumn, type RowKind } from './kind.ts';

export const dateRangeKind: RowKind<'date-range'> = {
  check: 'date-range',
  by: 'rows',
  label: 'Dates in range',
  dimension: 'validity',
  types: ['datetime'],
  fields: [
    { name: 'from', label: 'Earliest', help: 'ISO 8601; empty = no limit', kind: 'date', optional: true },
    { name: 'to', label: 'Latest', help: 'ISO 8601; empty = no limit', kind: 'date', optional: true },
    allowedField,
  ],
  blank: (column) => ({
    check: 'date-range',
    column,
    from: null,
    to: null,
    allowed: 0,
    severity: 'error',
    enabled: true,
  }),
  promise({ column, from, to }) {
    if (from !== null && to !== null) return `"${column}" lies between ${from} and ${to}.`;
    if (from !== null) return `"${column}" is not before ${from}.`;
    return to === null ? `"${column}" is any time.` : `"${column}" is not after ${to}.`;
  },
  allowed: ({ allowed }) => allowed,
  failing({ column, from, to }, subject) {
    const cells = subject.column(column);
    if (cells === null) return noColumn(column);
    if (cells.type !== 'datetime') return `"${column}" is ${cells.type}, not datetime.`;
    const { values } = cells;
    const low = from === null ? -Infinity : Date.parse(from);
    const high = to === null ? Infinity : Date.parse(to);
    return (row) => values[row]! < low || values[row]! > high;
  },
};
