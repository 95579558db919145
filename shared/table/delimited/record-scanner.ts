import type { Dialect } from '../import-plan.ts';

/** How a cell stood in the file. */
export const PLAIN = 0;
/** Between quotes; the bounds are those of the content. */
export const QUOTED = 1;
/** With doubled quotes inside or text after the closing quote; the bounds include the quotes. */
export const IRREGULAR = 2;

/** One row as bounds into `bytes`; valid until the scanner goes on. */
export interface ScannedRecord {
  bytes: Uint8Array;
  /** Cells of the row; only the first `starts.length` have bounds. */
  nCells: number;
  starts: Int32Array;
  ends: Int32Array;
  kinds: Uint8Array;
  /** Bounds of the whole row, without its line end. */
  start: number;
  end: number;
}

export type ScanStatus = 'row' | 'incomplete' | 'unclosed';

export interface RecordScanner {
  readonly record: ScannedRecord;
  /** Where the next row starts, and how many line ends lay before it in this row; after `row` only. */
  next: number;
  lineBreaks: number;
  /** Which of LF (0), CRLF (1), CR (2) or the end of the file (3) ended the row; after `row` only. */
  endedBy: number;
  /**
   * Scans one row from `from`. `final`: nothing follows after `end`, else a row whose end may lie beyond
   * it is `incomplete`. `unclosed`: a quote that no later byte closes.
   */
  scan(bytes: Uint8Array, from: number, end: number, final: boolean): ScanStatus;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

const BLANK = 1;
const ENDS_CELL = 2;

/**
 * Splits UTF-8 bytes into rows and cells. LF, CRLF and CR all end a row, each wherever it stands outside
 * quotes; a cell is quoted when its first byte that is no blank is the quote; blanks around cells are
 * not part of them, those inside quotes are. `capacity`: cells whose bounds are kept.
 */
export function createScanner(
  dialect: Pick<Dialect, 'delimiter' | 'quote'>,
  capacity: number,
): RecordScanner {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const quote = dialect.quote.charCodeAt(0);
  // What a byte does outside quotes; one look at a table is cheaper than comparing with each.
  const role = new Uint8Array(256);
  role[SPACE] = role[TAB] = BLANK;
  role[delimiter] = role[LF] = role[CR] = ENDS_CELL;

  const starts = new Int32Array(capacity);
  const ends = new Int32Array(capacity);
  const kinds = new Uint8Array(capacity);
  const record: ScannedRecord = {
    bytes: new Uint8Array(0),
    nCells: 0,
    starts,
    ends,
    kinds,
    start: 0,
    end: 0,
  };
  const scanner: RecordScanner = { record, next: 0, lineBreaks: 0, endedBy: 0, scan };
  // Where a quoted cell goes on, and how it stood; written by `scanQuoted`.
  let kind = PLAIN;
  let contentEnd = 0;
  let breaks = 0;
  return scanner;

  function scan(bytes: Uint8Array, from: number, end: number, final: boolean): ScanStatus {
    let at = from;
    let nCells = 0;
    breaks = 0;
    for (;;) {
      while (at < end && role[bytes[at]!] === BLANK) at += 1;
      let start = at;
      let cellEnd: number;
      kind = PLAIN;
      if (at < end && bytes[at] === quote) {
        at = scanQuoted(bytes, at, end);
        if (at < 0) return final ? 'unclosed' : 'incomplete';
        cellEnd = contentEnd;
        if (kind === QUOTED) start += 1;
      } else {
        while (at < end && role[bytes[at]!] !== ENDS_CELL) at += 1;
        cellEnd = at;
        while (cellEnd > start && role[bytes[cellEnd - 1]!] === BLANK) cellEnd -= 1;
      }
      if (at >= end && !final) return 'incomplete';
      if (nCells < capacity) {
        starts[nCells] = start;
        ends[nCells] = cellEnd;
        kinds[nCells] = kind;
      }
      nCells += 1;
      if (at >= end || bytes[at] !== delimiter) break;
      at += 1;
    }
    if (at < end && bytes[at] === CR && at + 1 >= end && !final) return 'incomplete';
    record.bytes = bytes;
    record.nCells = nCells;
    record.start = from;
    record.end = at;
    endRow(bytes, at, end);
    return 'row';
  }

  function endRow(bytes: Uint8Array, at: number, end: number): void {
    scanner.lineBreaks = breaks + 1;
    scanner.endedBy = at >= end ? 3 : bytes[at] === LF ? 0 : bytes[at + 1] === LF && at + 1 < end ? 1 : 2;
    scanner.next = at >= end ? end : at + (scanner.endedBy === 1 ? 2 : 1);
  }

  /** From the opening quote to the byte that ends the cell; −1 when the quote is not closed before `end`. */
  function scanQuoted(bytes: Uint8Array, open: number, end: number): number {
    kind = QUOTED;
    let at = open + 1;
    for (;;) {
      for (; at < end && bytes[at] !== quote; at += 1) {
        if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) breaks += 1;
      }
      if (at >= end) return -1;
      if (at + 1 >= end || bytes[at + 1] !== quote) break;
      kind = IRREGULAR;
      at += 2;
    }
    contentEnd = at;
    at += 1;
    while (at < end && role[bytes[at]!] === BLANK) at += 1;
    if (at < end && role[bytes[at]!] !== ENDS_CELL) {
      kind = IRREGULAR;
      while (at < end && role[bytes[at]!] !== ENDS_CELL) at += 1;
      contentEnd = at;
    } else if (kind === IRREGULAR) contentEnd += 1;
    return at;
  }
}

/**
 * The content of an irregular cell, written over `into`: doubled quotes become one, and text after the
 * closing quote is kept as it stands. Returns its length.
 */
export function unquote(
  bytes: Uint8Array,
  start: number,
  end: number,
  quote: number,
  into: Uint8Array,
): number {
  let length = 0;
  let inside = true;
  for (let at = start + 1; at < end; at += 1) {
    const byte = bytes[at]!;
    if (inside && byte === quote) {
      if (bytes[at + 1] !== quote || at + 1 >= end) {
        inside = false;
        continue;
      }
      at += 1;
    }
    into[length++] = byte;
  }
  return length;
}
