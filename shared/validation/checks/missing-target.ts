import { isMissing } from '../../table/cells.ts';
import { finding, rowsWhere, type Check } from '../inspection.ts';
import { percent } from '../wording.ts';

/** Rows that nothing can be learned from, since their target is unknown. */
export const missingTarget: Check = (inspection) => {
  const { table, target } = inspection;
  if (target === null || target.summary.missing === 0) return [];
  const { name } = target.column;
  const { missing } = target.summary;
  return [
    finding(inspection, {
      check: 'missing-target',
      severity: missing === table.nRows ? 'error' : 'warning',
      column: name,
      detail: `The target "${name}" is missing in ${missing} of ${table.nRows} rows (${percent(missing, table.nRows)}).`,
      remedy: 'Fill these rows in; training leaves them out.',
      ...rowsWhere(table.nRows, (row) => isMissing(target.column, row)),
    }),
  ];
};
