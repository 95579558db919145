import type { ColumnType } from '../table/table.ts';

/** Expected bad data is a returned report, never a throw (ERR4). */

export type CheckName =
  | 'missing-values'
  | 'missing-target'
  | 'duplicates'
  | 'constant-column'
  | 'outliers'
  | 'target-balance'
  | 'identifier-suspected'
  | 'leak-suspected'
  | 'high-cardinality';

export interface Finding {
  check: CheckName;
  severity: 'info' | 'warning' | 'error';
  column: string | null;
  /** One sentence with the numbers. */
  detail: string;
  /** What to do about it. */
  remedy: string;
  /** Affected rows, and the first of them (0-based row numbers, at most 100). */
  count: number;
  rows: number[];
  /** What it takes off the quality score. */
  penalty: number;
}

export interface ColumnSummary {
  name: string;
  type: ColumnType;
  missing: number;
  distinct: number;
  /** Numeric and datetime columns. */
  numeric: {
    min: number;
    max: number;
    mean: number;
    std: number;
    median: number;
    q1: number;
    q3: number;
    histogram: { edges: number[]; counts: number[] };
  } | null;
  /** Most frequent values of other columns, at most 12. */
  top: { value: string; count: number }[];
}

export interface ValidationReport {
  nRows: number;
  nColumns: number;
  target: string | null;
  /** 0–100; 100 minus the penalties, and never below 0. */
  quality: number;
  findings: Finding[];
  columns: ColumnSummary[];
}
