import { rowsWithText } from './each-text.ts';
import { allowedField, noColumn, textTypes, type RowKind } from './kind.ts';

export const patternKind: RowKind<'pattern'> = {
  check: 'pattern',
  by: 'rows',
  label: 'Pattern',
  dimension: 'validity',
  types: textTypes,
  fields: [
    {
      name: 'pattern',
      label: 'Regular expression',
      help: String.raw`for the whole cell, e.g. [A-Z]{2}\d{4}`,
      kind: 'pattern',
    },
    allowedField,
  ],
  blank: (column) => ({
    check: 'pattern',
    column,
    pattern: '.+',
    allowed: 0,
    severity: 'error',
    enabled: true,
  }),
  promise: ({ column, pattern }) => `"${column}" looks like ${pattern}.`,
  allowed: ({ allowed }) => allowed,
  failing({ column, pattern }, subject) {
    const cells = subject.column(column);
    if (cells === null) return noColumn(column);
    const whole = new RegExp(`^(?:${pattern})$`, 'su');
    return rowsWithText(cells, (text) => !whole.test(text));
  },
};
