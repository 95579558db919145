import { isMissing } from '../../table/cells.ts';
import { rowDigests } from '../../table/row-digests.ts';
import { allTypes, noColumn, type RowKind } from './kind.ts';

export const uniqueKind: RowKind<'unique'> = {
  check: 'unique',
  by: 'rows',
  label: 'Unique values',
  dimension: 'uniqueness',
  types: allTypes,
  fields: [],
  blank: (column) => ({ check: 'unique', column, severity: 'error', enabled: true }),
  promise: ({ column }) => `No value of "${column}" occurs twice.`,
  allowed: () => 0,
  /** The first row of each value passes, its repeats fail. */
  failing({ column }, { table, before, column: find }) {
    const cells = find(column);
    if (cells === null) return noColumn(column);
    const digests = rowDigests(table, [column]);
    const earlier = before?.columns.some(({ name }) => name === column) === true ? before : null;
    const seen = new Set(earlier === null ? [] : rowDigests(earlier, [column]));
    return (row) => !isMissing(cells, row) && seen.size === seen.add(digests[row]!).size;
  },
};
