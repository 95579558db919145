import { classCounts } from '../../table/class-counts.ts';
import { percent, rowsText } from '../wording.ts';
import { noColumn, type TableKind } from './kind.ts';

export const classBalanceKind: TableKind<'class-balance'> = {
  check: 'class-balance',
  by: 'table',
  label: 'Class balance',
  dimension: 'distribution',
  types: ['categorical', 'boolean', 'numeric'],
  fields: [{ name: 'atLeast', label: 'Least share of a class', kind: 'share' }],
  blank: (column) => ({ check: 'class-balance', column, atLeast: 0.1, severity: 'warning', enabled: true }),
  promise: ({ column, atLeast }) =>
    `Every class of "${column}" has at least ${percent(atLeast, 1)} of the rows.`,
  observe({ column, atLeast }, subject) {
    if (subject.column(column) === null) return { met: false, observed: noColumn(column), value: null };
    const classes = classCounts(subject.table, column);
    if (classes === null) return { met: false, observed: `"${column}" has no classes.`, value: null };
    const { counts, others, missing } = classes;
    const present = subject.table.nRows - missing;
    const least = counts.at(-1);
    if (least === undefined) return { met: false, observed: `"${column}" has no value.`, value: 0 };
    const share = least.count / present;
    return {
      met: share >= atLeast && others === 0,
      observed: `The smallest class "${least.value}" has ${rowsText(least.count)} of ${present} (${percent(least.count, present)}).`,
      value: share,
    };
  },
};
