import { rowsWithText } from './each-text.ts';
import { allowedField, noColumn, type RowKind } from './kind.ts';

const SHOWN_VALUES = 6;

export const oneOfKind: RowKind<'one-of'> = {
  check: 'one-of',
  by: 'rows',
  label: 'Values in a set',
  dimension: 'validity',
  types: ['categorical', 'boolean', 'numeric', 'text', 'identifier'],
  fields: [{ name: 'values', label: 'Values', help: 'one a line', kind: 'values' }, allowedField],
  blank: (column) => ({
    check: 'one-of',
    column,
    values: [''],
    allowed: 0,
    severity: 'error',
    enabled: true,
  }),
  promise: ({ column, values }) => `"${column}" is one of ${listed(values)}.`,
  allowed: ({ allowed }) => allowed,
  failing({ column, values }, subject) {
    const cells = subject.column(column);
    if (cells === null) return noColumn(column);
    const known = new Set(values);
    return rowsWithText(cells, (text) => !known.has(text));
  },
};

function listed(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => `"${value}"`);
  return values.length > SHOWN_VALUES
    ? `${shown.join(', ')} and ${values.length - SHOWN_VALUES} more`
    : shown.join(', ');
}
