import { AppError } from '../../errors/app-error.ts';
import type { Dialect, RejectedRow } from '../import-plan.ts';
import { createScanner, type ScannedRecord } from './record-scanner.ts';

export interface RecordReader {
  /** Takes the next bytes (UTF-8, without a byte order mark). */
  push(bytes: Uint8Array): void;
  /** The file has ended. */
  end(): void;
  /** Line ends met outside quotes: LF, CRLF, CR. */
  readonly lineEnds: { lf: number; crlf: number; cr: number };
}

export interface RecordReaderOptions {
  dialect: Pick<Dialect, 'delimiter' | 'quote'>;
  /** Cells of a row whose bounds are kept; the others are only counted. */
  capacity: number;
  /** A longer row is given up. */
  maxRowBytes: number;
  /** Gets every row that is not blank; `line` is 1-based. */
  onRecord(record: ScannedRecord, line: number): void;
  onRejected(row: RejectedRow): void;
  /** Called in place of the error when a row is longer than `maxRowBytes`; reading ends there. */
  onTooLong?(): void;
}

/** A file with this many unclosed quotes gets no more attempts at its lines. */
const MAX_UNCLOSED = 100;
const REJECTED_TEXT_BYTES = 200;

/**
 * Cuts a stream of bytes into rows, whatever the pieces it comes in. A quote that is never closed costs
 * the line it stands on, not the file.
 * @throws AppError `parse-failed` when a row is longer than `maxRowBytes`. Cost: one pass; rows that
 * span pieces are scanned again, but only after their bytes have doubled.
 */
export function createRecordReader(options: RecordReaderOptions): RecordReader {
  const scanner = createScanner(options.dialect, options.capacity);
  const lineEnds = { lf: 0, crlf: 0, cr: 0 };
  let pieces: Uint8Array[] = [];
  let pendingBytes = 0;
  let neededBytes = 0;
  let line = 1;
  let unclosed = 0;

  function push(bytes: Uint8Array): void {
    pieces.push(bytes);
    pendingBytes += bytes.length;
    if (pendingBytes >= neededBytes) consume(false);
  }

  function consume(final: boolean): void {
    const bytes = joined(pieces, pendingBytes);
    let at = 0;
    while (at < bytes.length) {
      const status = scanner.scan(bytes, at, bytes.length, final);
      if (status === 'row') {
        deliver();
        at = scanner.next;
      } else if (status === 'unclosed') at = skipUnclosed(bytes, at);
      else if (bytes.length - at <= options.maxRowBytes) break;
      else at = skipTooLong(bytes, at);
    }
    const rest = bytes.subarray(Math.min(at, bytes.length));
    pieces = rest.length === 0 ? [] : [rest.slice()];
    pendingBytes = rest.length;
    neededBytes = 2 * rest.length;
  }

  function deliver(): void {
    const { record, endedBy } = scanner;
    if (endedBy === 0) lineEnds.lf += 1;
    else if (endedBy === 1) lineEnds.crlf += 1;
    else if (endedBy === 2) lineEnds.cr += 1;
    if (!isBlank(record)) options.onRecord(record, line);
    line += scanner.lineBreaks;
  }

  /** Gives up one line, so that reading goes on after it. */
  function skipUnclosed(bytes: Uint8Array, from: number): number {
    unclosed += 1;
    const lineEnd = unclosed > MAX_UNCLOSED ? -1 : endOfLine(bytes, from);
    const end = lineEnd < 0 ? bytes.length : lineEnd;
    options.onRejected({ line, reason: 'unclosed-quote', text: rejectedText(bytes, from, end) });
    line += 1;
    return end;
  }

  function skipTooLong(bytes: Uint8Array, from: number): number {
    if (unclosed < MAX_UNCLOSED && endOfLine(bytes, from) >= 0) return skipUnclosed(bytes, from);
    if (options.onTooLong !== undefined) {
      options.onTooLong();
      return bytes.length;
    }
    throw new AppError('parse-failed', {
      detail: `Line ${line} is longer than ${Math.round(options.maxRowBytes / 2 ** 20)} MiB.`,
      remedy: 'Check that the file is CSV and has line ends, then load it again.',
    });
  }

  return { push, end: () => consume(true), lineEnds };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const isBlank = (record: ScannedRecord): boolean =>
  record.nCells === 1 && record.starts[0] === record.ends[0] && record.kinds[0] === 0;

/** Where the line after the one at `from` starts; −1 when no line end follows. */
function endOfLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
  if (at >= bytes.length) return -1;
  return bytes[at] === 13 && bytes[at + 1] === 10 ? at + 2 : at + 1;
}

/** The beginning of a row, for the report. */
export function rejectedText(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + REJECTED_TEXT_BYTES)));
  return text.trimEnd() + (end - start > REJECTED_TEXT_BYTES ? '…' : '');
}
