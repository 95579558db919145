import { AppError } from '../errors/app-error.ts';
import { createColumnReader, type ColumnReader } from './delimited/column-reader.ts';
import { countsByMarker, markerMatcher, withNulls } from './delimited/missing-markers.ts';
import { REJECTION_WORDING, type ImportPlan, type ImportReport, type RejectedRow } from './import-plan.ts';
import type { Column, Table } from './table.ts';

/** What a format reads out of a file; size and digest are those of the file as it came. */
export interface ReadRows {
  table: Table;
  report: Omit<ImportReport, 'sizeBytes' | 'sourceDigest'>;
}

/** Where the cells of a file go, whatever its format. */
export interface ColumnReading {
  /** By planned column; null where it is left out. */
  readonly readers: readonly (ColumnReader | null)[];
  /** Raised by whoever adds a cell to every reader. */
  nRows: number;
  readonly reject: (row: RejectedRow) => void;
  /** @throws AppError `no-rows`, `parse-failed` when every row was rejected. */
  readonly finish: (warnings: ImportReport['warnings']) => ReadRows;
}

/** Rejected rows beyond this are counted only. */
const MAX_REJECTED_KEPT = 10_000;

/** A reader for each planned column, and the report that comes of them. */
export function createColumnReading(plan: ImportPlan): ColumnReading {
  const markers = markerMatcher(plan.missingMarkers);
  const readers = plan.columns.map((column) =>
    column.include
      ? createColumnReader(column, markers, plan.missingMarkers.length, plan.dialect?.decimal)
      : null,
  );
  const rejected: RejectedRow[] = [];
  let rejectedCount = 0;
  const reading: ColumnReading = {
    readers,
    nRows: 0,
    reject(row) {
      rejectedCount += 1;
      if (rejected.length < MAX_REJECTED_KEPT) rejected.push(row);
    },
    finish(warnings) {
      requireRows(reading.nRows, rejected[0], rejectedCount, plan.columns.length);
      const kept = readers.filter((reader) => reader !== null);
      const columns = kept.map((reader) => reader.finish());
      const widened = kept.flatMap((reader, i) => widening(reader, columns[i]!));
      return {
        table: { nRows: reading.nRows, columns },
        report: {
          nRows: reading.nRows,
          rejected,
          rejectedCount,
          columns: kept.map((reader, i) => reportColumn(reader, columns[i]!, plan.missingMarkers)),
          warnings: [...plan.warnings, ...warnings, ...widened],
        },
      };
    },
  };
  return reading;
}

function requireRows(nRows: number, first: RejectedRow | undefined, count: number, nColumns: number): void {
  if (nRows > 0) return;
  if (first === undefined) throw new AppError('no-rows', { detail: 'The file has no row below its header.' });
  throw new AppError('parse-failed', {
    detail: `None of the ${count} rows fits the ${nColumns} columns; line ${first.line} has ${REJECTION_WORDING[first.reason]}.`,
  });
}

function widening(reader: ColumnReader, column: Column): ImportReport['warnings'] {
  if (reader.misfit === null || column.type === reader.planned.type) return [];
  const { line, text } = reader.misfit;
  const why =
    reader.planned.type === 'categorical'
      ? 'it has too many different values'
      : `line ${line} has "${text}"; add it to the missing markers if it means nothing`;
  return [
    {
      code: 'type-widened',
      detail: `"${column.name}" was read as ${column.type} instead of ${reader.planned.type}: ${why}.`,
    },
  ];
}

function reportColumn(
  reader: ColumnReader,
  column: Column,
  markers: readonly string[],
): ImportReport['columns'][number] {
  return {
    name: column.name,
    type: column.type,
    missing: reader.missing.reduce((sum, count) => sum + count, reader.nulls),
    missingByMarker: withNulls(countsByMarker(markers, reader.missing), reader.nulls),
  };
}
