import { AppError } from '../errors/app-error.ts';
import type { Column, Table } from '../table/table.ts';
import { describeColumn, type ColumnFacts } from './column-facts.ts';
import { penaltyOf } from './penalties.ts';
import type { Finding } from './report.ts';
import { targetClasses, type TargetClasses } from './target-classes.ts';
import type { Thresholds } from './thresholds.ts';

/** What every check looks at: computed once, since sorting a column is most of the work. */
export interface Inspection {
  readonly table: Table;
  readonly target: ColumnFacts | null;
  /** Classes of the target; null without a target, or where it is a quantity or free text. */
  readonly classes: TargetClasses | null;
  /** Every column but the target. */
  readonly features: readonly ColumnFacts[];
  /** In the order of the table. */
  readonly columns: readonly ColumnFacts[];
  readonly thresholds: Thresholds;
}

export type Check = (inspection: Inspection) => Finding[];

/** @throws AppError `target-missing`. Cost: a sort per numeric or text column. */
export function inspect(table: Table, target: string | null, thresholds: Thresholds): Inspection {
  if (target !== null && !table.columns.some((column) => column.name === target)) {
    throw new AppError('target-missing', {
      detail: `There is no column "${target}" to be the target.`,
      pointer: '/target',
    });
  }
  const columns = table.columns.map((column: Column) => describeColumn(table, column));
  const targetFacts = columns.find(({ column }) => column.name === target) ?? null;
  return {
    table,
    target: targetFacts,
    classes: targetFacts === null ? null : targetClasses(targetFacts),
    features: columns.filter((facts) => facts !== targetFacts),
    columns,
    thresholds,
  };
}

const MOST_ROWS_SHOWN = 100;

interface Remark extends Pick<Finding, 'check' | 'severity' | 'column' | 'detail' | 'remedy'> {
  readonly count: number;
  readonly rows?: readonly number[];
  /** Part of the harm done, when that is not the share of the affected rows. */
  readonly harm?: number;
}

/** Completes a finding: keeps the first rows and prices it. */
export function finding({ table, features }: Inspection, remark: Remark): Finding {
  const { check, severity, column, detail, remedy, count } = remark;
  const harm = remark.harm ?? share(count, table.nRows);
  return {
    check,
    severity,
    column,
    detail,
    remedy,
    count,
    rows: (remark.rows ?? []).slice(0, MOST_ROWS_SHOWN),
    penalty: penaltyOf(check, harm, features.length),
  };
}

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Rows that pass, counted all and listed as far as a finding shows them. */
export function rowsWhere(
  nRows: number,
  passes: (row: number) => boolean,
): { count: number; rows: number[] } {
  const rows: number[] = [];
  let count = 0;
  for (let row = 0; row < nRows; row++) {
    if (!passes(row)) continue;
    if (count++ < MOST_ROWS_SHOWN) rows.push(row);
  }
  return { count, rows };
}
