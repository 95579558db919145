import { leakSuspected } from '../checks/leak-suspected.ts';
import { noColumn, type TableKind } from './kind.ts';

export const noLeakKind: TableKind<'no-leak'> = {
  check: 'no-leak',
  by: 'table',
  label: 'No suspected leak',
  dimension: 'distribution',
  types: ['categorical', 'boolean', 'numeric'],
  fields: [],
  blank: (column) => ({ check: 'no-leak', column, severity: 'warning', enabled: true }),
  promise: ({ column }) => `No other column alone tells "${column}".`,
  observe({ column }, subject) {
    if (subject.column(column) === null) return { met: false, observed: noColumn(column), value: null };
    const leaks = leakSuspected(subject.inspection(column));
    if (leaks.length === 0) return { met: true, observed: 'No column does.', value: 0 };
    return { met: false, observed: leaks.map(({ detail }) => detail).join(' '), value: leaks.length };
  },
};
