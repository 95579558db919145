import type { DateOrder } from './datetime-text.ts';
import type { ColumnType } from './table.ts';

/** How a delimited file is read. Detected from its first bytes, then editable before the import. */
export interface Dialect {
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';
  hasBom: boolean;
  delimiter: ',' | ';' | '\t' | '|';
  quote: '"' | "'";
  lineEnd: 'LF' | 'CRLF' | 'CR' | 'mixed';
  hasHeader: boolean;
  /** What stands before the fraction of a number; a point when left out. */
  decimal?: DecimalMark;
}

export type DecimalMark = '.' | ',';

export interface PlannedColumn {
  /** As in the file; empty when it has no header. */
  sourceName: string;
  /** Unique and safe: empty → `column_3`, a second `a` → `a_2`, `__proto__` → `__proto___` (SEC4). */
  name: string;
  type: ColumnType;
  /** How `01/02/2020` is to be read where the cells are dates with the year last. */
  dateOrder?: DateOrder;
  /** Missing cells among the sampled rows, by the marker that made them missing. */
  missing: { marker: string; count: number }[];
  /** Distinct present values among the sampled rows. */
  distinct: number;
  /** First few present cells as text, for the preview. */
  examples: string[];
  include: boolean;
}

/** What a file holds once it is unpacked. */
export type FileFormat = 'delimited' | 'json' | 'json-lines' | 'parquet' | 'arrow' | 'excel';

/** What was found in a file and what reading it follows; everything in it may be edited in between. */
export interface ImportPlan {
  format: FileFormat;
  /** For delimited text and sheets; null for formats that need none. */
  dialect: Dialect | null;
  /** Whether the rows of a JSON file are objects (columns by key) or arrays (columns by place). */
  jsonRows: 'objects' | 'arrays' | null;
  /** Which file of a compressed one is read; `entries` are the others of a zip archive that could be. */
  archive: { kind: 'gzip' | 'zip'; entry: string; entries: string[] } | null;
  /** Which sheet of a workbook is read. */
  sheet: { name: string; names: string[] } | null;
  columns: PlannedColumn[];
  /** Cells that count as missing, without blanks around and regard to case: `''`, `NA`, `N/A`, `null`, `?`, `NaN`. */
  missingMarkers: string[];
  /** Preview: the first rows below the header as the file has them. */
  preview: string[][];
  /** Rows that were looked at, and whether that was the whole file. */
  sampledRows: number;
  complete: boolean;
  /** Things the person should know: renamed headers, mixed line ends, undecodable bytes … */
  warnings: { code: string; detail: string }[];
  suggestedTarget: string | null;
}

/** What the person has decided before the file is looked at again; the rest is detected. */
export interface ImportEdits {
  dialect?: Dialect;
  /** Alone, where the rest of the dialect is to be detected. */
  decimal?: DecimalMark;
  missingMarkers?: string[];
  format?: FileFormat;
  /** The file to read of a zip archive. */
  entry?: string;
  /** The sheet to read of a workbook. */
  sheet?: string;
}

/** A row that did not fit the header; it never costs the file (ERR4). */
export interface RejectedRow {
  /** 1-based line in the file where the row starts. */
  line: number;
  reason: RejectionReason;
  text: string;
}

export type RejectionReason =
  'too-few-cells' | 'too-many-cells' | 'unclosed-quote' | 'not-json' | 'not-a-row';

/** What is wrong with a rejected row, for people. */
export const REJECTION_WORDING: Record<RejectionReason, string> = {
  'too-few-cells': 'too few cells',
  'too-many-cells': 'too many cells',
  'unclosed-quote': 'a quote that is not closed',
  'not-json': 'something that is not JSON',
  'not-a-row': 'a value of another kind than the other rows',
};

export interface ImportReport {
  nRows: number;
  sizeBytes: number;
  /** Hex SHA-256 of the file. */
  sourceDigest: string;
  rejected: RejectedRow[];
  rejectedCount: number;
  columns: {
    name: string;
    type: ColumnType;
    missing: number;
    missingByMarker: { marker: string; count: number }[];
  }[];
  warnings: { code: string; detail: string }[];
}
