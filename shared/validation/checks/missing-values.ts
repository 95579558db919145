import { isMissing } from '../../table/cells.ts';
import type { Column } from '../../table/table.ts';
import { finding, rowsWhere, share, type Check } from '../inspection.ts';
import type { Finding } from '../report.ts';
import type { Thresholds } from '../thresholds.ts';
import { percent } from '../wording.ts';

/** Cells without a value, per feature. */
export const missingValues: Check = (inspection) =>
  inspection.features.flatMap(({ column, summary }) => {
    if (summary.missing === 0) return [];
    const { nRows } = inspection.table;
    return finding(inspection, {
      check: 'missing-values',
      severity: severityOf(share(summary.missing, nRows), inspection.thresholds),
      column: column.name,
      detail: `"${column.name}" is missing in ${summary.missing} of ${nRows} rows (${percent(summary.missing, nRows)}).`,
      remedy: remedyFor(column, share(summary.missing, nRows), inspection.thresholds),
      ...rowsWhere(nRows, (row) => isMissing(column, row)),
    });
  });

function severityOf(part: number, thresholds: Thresholds): Finding['severity'] {
  if (part >= thresholds.missingError) return 'error';
  return part >= thresholds.missingWarning ? 'warning' : 'info';
}

function remedyFor(column: Column, part: number, thresholds: Thresholds): string {
  if (part >= thresholds.missingError) return 'Leave the column out, or find out why it is mostly empty.';
  const how = column.type === 'numeric' ? 'the median' : 'the most frequent value';
  return `Impute ${how} (the default recipe does), or drop these rows.`;
}
