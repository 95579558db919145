import { AppError } from '../errors/app-error.ts';
import { createHasher } from '../records/canonical.ts';
import { createColumnReading, type ReadRows } from './column-reading.ts';
import type { ColumnReader } from './delimited/column-reader.ts';
import { createRecordReader, rejectedText, type RecordReader } from './delimited/record-reader.ts';
import { IRREGULAR, unquote, type ScannedRecord } from './delimited/record-scanner.ts';
import { forEachCell, MAX_ROW_BYTES } from './delimited/sample-columns.ts';
import { createTranscoder } from './delimited/transcoder.ts';
import type { ImportPlan, ImportReport } from './import-plan.ts';
import type { DelimitedPlan } from './plan-import.ts';
import type { Table } from './table.ts';

export interface ReadOptions {
  onProgress?: (bytesDone: number) => void;
  signal?: { readonly aborted: boolean };
}

/** Pieces of the file are taken in at most this size, so that progress and abort come in between. */
const PIECE_BYTES = 4 * 2 ** 20;

/**
 * Reads a delimited file as planned, in one pass over its bytes. A planned type is kept wherever every
 * cell fits; a column with a cell that does not is read as strings from its first row on, with a warning
 * that names the cell. Rows with too few or too many cells are in the report, not in the table.
 * @throws AppError `aborted`, `no-rows`, `parse-failed` (a row beyond 16 MiB, a header that is not the
 * plan's, or no row that fits), `out-of-memory`. Cost: linear; about 50 MB/s and the size of the table.
 */
export async function readTable(
  chunks: Chunks,
  plan: DelimitedPlan,
  options: ReadOptions = {},
): Promise<{ table: Table; report: ImportReport }> {
  const hasher = createHasher();
  let sizeBytes = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hasher.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  const { table, report } = await readDelimited(hashed(), plan, options);
  return { table, report: { ...report, sizeBytes, sourceDigest: hasher.digestHex() } };
}

/** {@link readTable} without the digest of the file. */
export async function readDelimited(
  chunks: Chunks,
  plan: DelimitedPlan,
  options: ReadOptions = {},
): Promise<ReadRows> {
  const transcoder = createTranscoder(plan.dialect.encoding);
  const reading = createReading(plan);
  let bytesDone = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      requireGoing(options.signal);
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      reading.rows.push(transcoder.push(piece));
      bytesDone += piece.length;
      options.onProgress?.(bytesDone);
    }
  }
  requireGoing(options.signal);
  reading.rows.push(transcoder.end());
  reading.rows.end();
  return reading.finish(transcoder.warnings);
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** @throws AppError `aborted` once the caller gave up. */
export function requireGoing(signal: ReadOptions['signal']): void {
  if (signal?.aborted) throw new AppError('aborted', { detail: 'Reading the file was cancelled.' });
}

interface Reading {
  rows: RecordReader;
  finish(warnings: ImportReport['warnings']): ReadRows;
}

function createReading(plan: DelimitedPlan): Reading {
  const nColumns = plan.columns.length;
  const quote = plan.dialect.quote.charCodeAt(0);
  const reading = createColumnReading(plan);
  const { readers } = reading;
  let headerDue = plan.dialect.hasHeader;

  function onRecord(record: ScannedRecord, line: number): void {
    if (headerDue) {
      headerDue = false;
      requireHeader(record, plan, quote);
    } else if (record.nCells === nColumns) addRow(record, line);
    else {
      const reason = record.nCells < nColumns ? 'too-few-cells' : 'too-many-cells';
      reading.reject({ line, reason, text: rejectedText(record.bytes, record.start, record.end) });
    }
  }

  function addRow({ bytes, starts, ends, kinds }: ScannedRecord, line: number): void {
    reading.nRows += 1;
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
    onRejected: reading.reject,
  });
  return { rows, finish: reading.finish };
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
