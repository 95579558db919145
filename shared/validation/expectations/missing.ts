import { isMissing } from '../../table/cells.ts';
import { percent } from '../wording.ts';
import { allTypes, noColumn, type RowKind } from './kind.ts';

export const missingKind: RowKind<'missing'> = {
  check: 'missing',
  by: 'rows',
  label: 'Missing cells',
  dimension: 'completeness',
  types: allTypes,
  fields: [{ name: 'allowed', label: 'Cells that may be missing', help: '0 = none', kind: 'share' }],
  blank: (column) => ({ check: 'missing', column, allowed: 0, severity: 'error', enabled: true }),
  promise: ({ column, allowed }) =>
    allowed === 0
      ? `No cell of "${column}" is missing.`
      : `At most ${percent(allowed, 1)} of "${column}" is missing.`,
  allowed: ({ allowed }) => allowed,
  failing({ column }, subject) {
    const cells = subject.originalColumn(column);
    if (cells === null) return noColumn(column);
    return cells.missing === null ? null : (row) => isMissing(cells, row);
  },
};
