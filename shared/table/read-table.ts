import { AppError } from '../errors/app-error.ts';
import { createHasher } from '../records/canonical.ts';
import { createColumnReader, type ColumnReader } from './delimited/column-reader.ts';
import { markerMatcher } from './delimited/missing-markers.ts';
import { createRecordReader, rejectedText, type RecordReader } from './delimited/record-reader.ts';
import { IRREGULAR, unquote, type ScannedRecord } from './delimited/record-scanner.ts';
import { forEachCell, MAX_ROW_BYTES } from './delimited/sample-columns.ts';
import { createTranscoder } from './delimited/transcoder.ts';
import type { ImportPlan, ImportReport, RejectedRow } from './import-plan.ts';
import { countsByMarker } from './plan-import.ts';
import type { Column, Table } from './table.ts';

export interface ReadOptions {
  onProgress?: (bytesDone: number) => void;
  signal?: { readonly aborted: boolean };
}

/** Pieces of the file are taken in at most this size, so that progress and abort come in between. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Rejected rows beyond this are counted only. */
const MAX_REJECTED_KEPT = 100;

/**
 * Reads a delimited file as planned, in one pass over its bytes. A planned type is kept wherever every
 * cell fits; a column with a cell that does not is read as strings from its first row on, with a warning
 * that names the cell. Rows with too few or too many cells are in the report, not in the table.
 * @throws AppError `aborted`, `no-rows`, `parse-failed` (a row beyond 16 MiB, a header that is not the
 * plan's, or no row that fits), `out-of-memory`. Cost: linear; about 50 MB/s and the size of the table.
 */
export async function readTable(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  plan: ImportPlan,
  options: ReadOptions = {},
): Promise<{ table: Table; report: ImportReport }> {
  const hasher = createHasher();
  const transcoder = createTranscoder(plan.dialect.encoding);
  const reading = createReading(plan);
  let bytesDone = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      requireGoing(options.signal);
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      hasher.update(piece);
      reading.rows.push(transcoder.push(piece));
      bytesDone += piece.length;
      options.onProgress?.(bytesDone);
    }
  }
  requireGoing(options.signal);
  reading.rows.push(transcoder.end());
  reading.rows.end();
  const { table, report } = reading.finish(transcoder.warnings);
  return { table, report: { ...report, sizeBytes: bytesDone, sourceDigest: hasher.digestHex() } };
}

function requireGoing(signal: ReadOptions['signal']): void {
  if (signal?.aborted) throw new AppError('aborted', { detail: 'Reading the file was cancelled.' });
}

interface Reading {
  rows: RecordReader;
  finish(warnings: ImportReport['warnings']): {
    table: Table;
    report: Omit<ImportReport, 'sizeBytes' | 'sourceDigest'>;
  };
}

function createReading(plan: ImportPlan): Reading {
  const nColumns = plan.columns.length;
  const quote = plan.dialect.quote.charCodeAt(0);
  const markers = markerMatcher(plan.missingMarkers);
  const readers = plan.columns.map((column) =>
    column.include ? createColumnReader(column, markers, plan.missingMarkers.length) : null,
  );
  const rejected: RejectedRow[] = [];
  let rejectedCount = 0;
  let nRows = 0;
  let headerDue = plan.dialect.hasHeader;

  const reject = (row: RejectedRow): void => {
    rejectedCount += 1;
    if (rejected.length < MAX_REJECTED_KEPT) rejected.push(row);
  };

  function onRecord(record: ScannedRecord, line: number): void {
    if (headerDue) {
      headerDue = false;
      requireHeader(record, plan, quote);
    } else if (record.nCells === nColumns) addRow(record, line);
    else {
      const reason = record.nCells < nColumns ? 'too-few-cells' : 'too-many-cells';
      reject({ line, reason, text: rejectedText(record.bytes, record.start, record.end) });
    }
  }

  function addRow({ bytes, starts, ends, kinds }: ScannedRecord, line: number): void {
    nRows += 1;
    for (let i = 0; i < nColumns; i += 1) {
      const reader = readers[i]!;
      if (reader === null) continue;
      if (kinds[i] !== IRREGULAR) reader.add(bytes, starts[i]!, ends[i]!, line);
      else addIrregular(reader, bytes, starts[i]!, ends[i]!, line);
    }
  }

  function addIrregular(
    reader: ColumnReader,
    bytes: Uint8Array,
    start: number,
    end: number,
    line: number,
  ): void {
    const content = new Uint8Array(end - start);
    reader.add(content, 0, unquote(bytes, start, end, quote, content), line);
  }

  const rows = createRecordReader({
    dialect: plan.dialect,
    capacity: nColumns,
    maxRowBytes: MAX_ROW_BYTES,
    onRecord,
    onRejected: reject,
  });

  return {
    rows,
    finish(warnings) {
      requireRows(nRows, rejected[0], rejectedCount, nColumns);
      const kept = readers.filter((reader) => reader !== null);
      const columns = kept.map((reader) => reader.finish());
      const widened = kept.flatMap((reader, i) => widening(reader, columns[i]!));
      return {
        table: { nRows, columns },
        report: {
          nRows,
          rejected,
          rejectedCount,
          columns: kept.map((reader, i) => reportColumn(reader, columns[i]!, plan.missingMarkers)),
          warnings: [...plan.warnings, ...warnings, ...widened],
        },
      };
    },
  };
}

/** The file must still be the one the plan was made for. */
function requireHeader(record: ScannedRecord, plan: ImportPlan, quote: number): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const names: string[] = [];
  if (record.nCells === plan.columns.length) {
    forEachCell(record, quote, (bytes, start, end) => names.push(decoder.decode(bytes.subarray(start, end))));
  }
  if (plan.columns.every(({ sourceName }, i) => names[i] === sourceName)) return;
  throw new AppError('parse-failed', {
    detail: `The header of the file is not the one of the plan (${record.nCells} cells, planned ${plan.columns.length}).`,
    remedy: 'The file has changed since it was looked at; choose it again.',
  });
}

function requireRows(nRows: number, first: RejectedRow | undefined, count: number, nColumns: number): void {
  if (nRows > 0) return;
  if (first === undefined) throw new AppError('no-rows', { detail: 'The file has no row below its header.' });
  throw new AppError('parse-failed', {
    detail: `None of the ${count} rows fits the ${nColumns} columns; line ${first.line} has ${first.reason.replaceAll('-', ' ')}.`,
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
    missing: reader.missing.reduce((sum, count) => sum + count, 0),
    missingByMarker: countsByMarker(markers, reader.missing),
  };
}
