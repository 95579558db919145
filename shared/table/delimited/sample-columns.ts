import { AppError } from '../../errors/app-error.ts';
import type { Dialect } from '../import-plan.ts';
import { createColumnEvidence, type ColumnEvidence } from './column-evidence.ts';
import { markerMatcher } from './missing-markers.ts';
import { createRecordReader } from './record-reader.ts';
import { IRREGULAR, unquote, type ScannedRecord } from './record-scanner.ts';

/** The widest table that is read. */
export const MAX_COLUMNS = 10_000;
/** A longer row is given up: it is no table, or a quote was never closed. */
export const MAX_ROW_BYTES = 16 * 2 ** 20;

const SAMPLE_ROWS = 10_000;
const SAMPLE_CELLS = 1_000_000;
const PREVIEW_ROWS = 20;

export interface Sample {
  /** The first row of the file as text. */
  first: string[];
  /** What the rows say, without the first one when it is the header. */
  columns: ColumnEvidence[];
  preview: string[][];
  nRows: number;
  /** Rows that do not have as many cells as the first one. */
  nRejected: number;
  /** Line of the first quote that is never closed. */
  unclosedLine: number | null;
}

/**
 * Looks at the first rows of UTF-8 text.
 * @throws AppError `empty-file`, `too-many-columns`, `parse-failed` when the first row does not end.
 */
export function sampleColumns(
  text: Uint8Array,
  dialect: Pick<Dialect, 'delimiter' | 'quote' | 'hasHeader' | 'decimal'>,
  missingMarkers: readonly string[],
  complete: boolean,
): Sample {
  const markers = markerMatcher(missingMarkers);
  const sample: Sample = { first: [], columns: [], preview: [], nRows: 0, nRejected: 0, unclosedLine: null };
  const quote = dialect.quote.charCodeAt(0);
  let rowLimit = SAMPLE_ROWS;

  const begin = (record: ScannedRecord): void => {
    if (record.nCells > MAX_COLUMNS) throw tooMany(record.nCells);
    sample.first = cellTexts(record, quote);
    sample.columns = sample.first.map(() =>
      createColumnEvidence(markers, missingMarkers.length, dialect.decimal),
    );
    rowLimit = Math.min(SAMPLE_ROWS, Math.max(20, Math.floor(SAMPLE_CELLS / sample.first.length)));
    if (!dialect.hasHeader) look(record);
  };
  const look = (record: ScannedRecord): void => {
    if (sample.nRows >= rowLimit) return;
    if (record.nCells !== sample.columns.length) {
      sample.nRejected += 1;
      return;
    }
    sample.nRows += 1;
    if (sample.preview.length < PREVIEW_ROWS) sample.preview.push(cellTexts(record, quote));
    forEachCell(record, quote, (bytes, start, end, i) => sample.columns[i]!.add(bytes, start, end));
  };

  const reader = createRecordReader({
    dialect,
    capacity: MAX_COLUMNS,
    // A quote that stays open must not hide the rest of a sample.
    maxRowBytes: complete ? MAX_ROW_BYTES : Math.max(text.length / 4, 65_536),
    onRecord: (record) => (sample.columns.length === 0 ? begin(record) : look(record)),
    onRejected: ({ line }) => {
      sample.nRejected += 1;
      sample.unclosedLine ??= line;
    },
    ...(complete ? {} : { onTooLong: () => undefined }),
  });
  reader.push(text);
  if (complete) reader.end();
  if (sample.columns.length === 0) throw noFirstRow(text, complete);
  return sample;
}

/** Calls `visit` with the content of every cell; scratch space is reused from cell to cell. */
export function forEachCell(
  record: ScannedRecord,
  quote: number,
  visit: (bytes: Uint8Array, start: number, end: number, cell: number) => void,
): void {
  for (let i = 0; i < record.nCells; i += 1) {
    const start = record.starts[i]!;
    const end = record.ends[i]!;
    if (record.kinds[i] !== IRREGULAR) visit(record.bytes, start, end, i);
    else {
      const content = new Uint8Array(end - start);
      visit(content, 0, unquote(record.bytes, start, end, quote, content), i);
    }
  }
}

function cellTexts(record: ScannedRecord, quote: number): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: string[] = [];
  forEachCell(record, quote, (bytes, start, end) => texts.push(decoder.decode(bytes.subarray(start, end))));
  return texts;
}

function tooMany(nColumns: number): AppError {
  return new AppError('too-many-columns', {
    detail: `The first row has ${nColumns} cells; at most ${MAX_COLUMNS} columns are read.`,
  });
}

function noFirstRow(text: Uint8Array, complete: boolean): AppError {
  if (complete) return new AppError('empty-file', { detail: 'The file holds no line with anything in it.' });
  return new AppError('parse-failed', {
    detail: `The first row does not end within the first ${text.length} bytes.`,
    remedy: 'Check that the file is CSV and has line ends, then load it again.',
  });
}
