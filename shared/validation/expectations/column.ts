import { misfits } from '../../table/cast-column.ts';
import { allTypes, noColumn, type RowKind } from './kind.ts';

export const columnKind: RowKind<'column'> = {
  check: 'column',
  by: 'rows',
  label: 'Column and type',
  dimension: 'schema',
  types: allTypes,
  fields: [{ name: 'type', label: 'Type', help: 'empty = any', kind: 'type', optional: true }],
  blank: (column) => ({ check: 'column', column, type: null, severity: 'error', enabled: true }),
  promise: ({ column, type }) =>
    type === null ? `There is a column "${column}".` : `There is a column "${column}" of type ${type}.`,
  allowed: () => 0,
  failing({ column, type }, subject) {
    const cells = subject.originalColumn(column);
    if (cells === null) return noColumn(column);
    return type === null ? null : misfits(cells, type);
  },
};
