import { numberText } from '../wording.ts';
import { allowedField, noColumn, type RowKind } from './kind.ts';

export const rangeKind: RowKind<'range'> = {
  check: 'range',
  by: 'rows',
  label: 'Values in range',
  dimension: 'validity',
  types: ['numeric'],
  fields: [
    { name: 'min', label: 'Least', help: 'empty = no limit', kind: 'number', optional: true },
    { name: 'max', label: 'Greatest', help: 'empty = no limit', kind: 'number', optional: true },
    allowedField,
  ],
  blank: (column) => ({
    check: 'range',
    column,
    min: null,
    max: null,
    allowed: 0,
    severity: 'error',
    enabled: true,
  }),
  promise: ({ column, min, max }) => `"${column}" lies ${rangeText(min, max)}.`,
  allowed: ({ allowed }) => allowed,
  failing({ column, min, max }, subject) {
    const cells = subject.column(column);
    if (cells === null) return noColumn(column);
    if (cells.type !== 'numeric') return `"${column}" is ${cells.type}, not numeric.`;
    const { values } = cells;
    const [low, high] = [min ?? -Infinity, max ?? Infinity];
    // NaN, a missing cell, is neither below nor above.
    return (row) => values[row]! < low || values[row]! > high;
  },
};

function rangeText(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `between ${numberText(min)} and ${numberText(max)}`;
  if (min !== null) return `at or above ${numberText(min)}`;
  return max === null ? 'anywhere' : `at or below ${numberText(max)}`;
}
