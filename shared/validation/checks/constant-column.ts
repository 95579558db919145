import { finding, type Check } from '../inspection.ts';

/** Features with one value at most: nothing can be learned from them. */
export const constantColumn: Check = (inspection) =>
  inspection.features
    .filter(({ summary }) => summary.distinct <= 1 && inspection.table.nRows > 1)
    .map(({ column, summary }) =>
      finding(inspection, {
        check: 'constant-column',
        severity: 'warning',
        column: column.name,
        detail:
          summary.distinct === 0
            ? `"${column.name}" is empty in every row.`
            : `"${column.name}" has the same value in every row${summary.missing > 0 ? ' where it has one' : ''}.`,
        remedy: 'Leave the column out.',
        count: inspection.table.nRows,
      }),
    );
