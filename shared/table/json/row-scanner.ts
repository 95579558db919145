import { scanUtf8 } from '../delimited/scan-utf8.ts';
import { grow } from '../growable.ts';
import { ARRAY, createValueScanner, ESCAPED, OBJECT, STRING } from './value-scanner.ts';

/** The cells of one row: values of an object by key, of an array by place, or one value alone. */
export interface JsonRow {
  kind: 'object' | 'array' | 'value';
  bytes: Uint8Array;
  nCells: number;
  /** Bounds of the values; of strings without their quotes. */
  starts: Int32Array;
  ends: Int32Array;
  /** As in `value-scanner.ts`. */
  kinds: Uint8Array;
  /** Of objects: bounds of the keys without their quotes, and whether they hold escapes. */
  keyStarts: Int32Array;
  keyEnds: Int32Array;
  keyKinds: Uint8Array;
}

/** Takes a value apart that is known to be valid JSON; the row is overwritten by the next one. */
export function createRowScanner(): {
  readonly row: JsonRow;
  /** Whether `bytes[start..end)` is one JSON value in UTF-8, taken apart into `row`. */
  scan(bytes: Uint8Array, start: number, end: number): boolean;
} {
  const values = createValueScanner();
  const row: JsonRow = {
    kind: 'value',
    bytes: new Uint8Array(0),
    nCells: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    kinds: new Uint8Array(64),
    keyStarts: new Int32Array(64),
    keyEnds: new Int32Array(64),
    keyKinds: new Uint8Array(64),
  };

  function scan(bytes: Uint8Array, start: number, end: number): boolean {
    const from = values.skipBlanks(bytes, start, end);
    const close = values.scan(bytes, from, end, true);
    if (close < 0 || values.skipBlanks(bytes, close, end) !== end) return false;
    if (scanUtf8(bytes.subarray(from, close)).status !== 'whole') return false;
    row.bytes = bytes;
    row.nCells = 0;
    row.kind = values.kind === OBJECT ? 'object' : values.kind === ARRAY ? 'array' : 'value';
    if (row.kind === 'value') addValue(bytes, from, end);
    else takeApart(bytes, from, close - 1, row.kind === 'object');
    return true;
  }

  function takeApart(bytes: Uint8Array, from: number, close: number, isObject: boolean): void {
    let at = values.skipBlanks(bytes, from + 1, close);
    while (at < close) {
      if (isObject) at = addKey(bytes, at, close);
      at = values.skipBlanks(bytes, addValue(bytes, at, close), close);
      if (at < close) at = values.skipBlanks(bytes, at + 1, close);
    }
  }

  function addKey(bytes: Uint8Array, from: number, close: number): number {
    if (row.nCells === row.starts.length) widen();
    const end = values.scan(bytes, from, close, true);
    row.keyStarts[row.nCells] = from + 1;
    row.keyEnds[row.nCells] = end - 1;
    row.keyKinds[row.nCells] = values.kind;
    return values.skipBlanks(bytes, values.skipBlanks(bytes, end, close) + 1, close);
  }

  function addValue(bytes: Uint8Array, from: number, end: number): number {
    if (row.nCells === row.starts.length) widen();
    const next = values.scan(bytes, from, end, true);
    const quoted = values.kind === STRING || values.kind === ESCAPED;
    row.starts[row.nCells] = quoted ? from + 1 : from;
    row.ends[row.nCells] = quoted ? next - 1 : next;
    row.kinds[row.nCells++] = values.kind;
    return next;
  }

  function widen(): void {
    const size = 2 * row.starts.length;
    for (const key of ['starts', 'ends', 'keyStarts', 'keyEnds'] as const) row[key] = grow(row[key], size);
    for (const key of ['kinds', 'keyKinds'] as const) row[key] = grow(row[key], size);
  }

  return { row, scan };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A key or string with escapes as text. */
export function unescaped(bytes: Uint8Array, start: number, end: number): string {
  return JSON.parse(`"${decoder.decode(bytes.subarray(start, end))}"`) as string;
}
