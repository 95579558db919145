import type { Table } from '../table/table.ts';
import { constantColumn } from './checks/constant-column.ts';
import { duplicates } from './checks/duplicates.ts';
import { highCardinality } from './checks/high-cardinality.ts';
import { identifierSuspected } from './checks/identifier-suspected.ts';
import { leakSuspected } from './checks/leak-suspected.ts';
import { missingTarget } from './checks/missing-target.ts';
import { missingValues } from './checks/missing-values.ts';
import { outliers } from './checks/outliers.ts';
import { targetBalance } from './checks/target-balance.ts';
import { inspect, type Check } from './inspection.ts';
import type { Finding, ValidationReport } from './report.ts';
import { defaultThresholds, type Thresholds } from './thresholds.ts';

const checks: readonly Check[] = [
  missingTarget,
  targetBalance,
  leakSuspected,
  missingValues,
  duplicates,
  constantColumn,
  outliers,
  highCardinality,
  identifierSuspected,
];

const severities: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/**
 * Looks a table over before anything is learned from it: findings by severity, each with its first
 * failing rows and what it takes off the quality score, and a summary of every column. Bad data is
 * never thrown (ERR4).
 * @throws AppError `target-missing` when the target is no column.
 * Cost: a sort per column; 100,000 rows × 20 columns in well under a second.
 */
export function validateTable(
  table: Table,
  target: string | null,
  options: Partial<Thresholds> = {},
): ValidationReport {
  const inspection = inspect(table, target, { ...defaultThresholds, ...options });
  const found = checks.flatMap((check) => check(inspection));
  const findings = severities.flatMap((severity) => found.filter((finding) => finding.severity === severity));
  const penalty = findings.reduce((sum, finding) => sum + finding.penalty, 0);
  return {
    nRows: table.nRows,
    nColumns: table.columns.length,
    target,
    quality: Math.max(0, Math.round((100 - penalty) * 10) / 10),
    findings,
    columns: inspection.columns.map(({ summary }) => summary),
  };
}
