/** What a JSON value is, by its first byte. */
export const STRING = 1;
/** A string with backslashes in it: its bytes are not its text. */
export const ESCAPED = 2;
export const NUMBER = 3;
export const BOOLEAN = 4;
export const NULL = 5;
export const OBJECT = 6;
export const ARRAY = 7;

/** Returned in place of an index: more bytes are needed, or no bytes could mend it. */
export const INCOMPLETE = -1;
export const BAD = -2;

/** Deeper values are refused, so that nothing can exhaust the stack. */
const MAX_DEPTH = 512;

export interface ValueScanner {
  /** What the value was; after a scan that succeeded. */
  kind: number;
  /**
   * From the first byte of a value to just behind it, `INCOMPLETE` or `BAD`. A number needs a byte behind
   * it, unless `final`. Cost: linear; no string is made.
   */
  scan(bytes: Uint8Array, from: number, end: number, final: boolean): number;
  /** The first byte at or after `from` that is no JSON blank. */
  skipBlanks(bytes: Uint8Array, from: number, end: number): number;
}

/** Checks the grammar of RFC 8259, no more and no less; strings must be UTF-8 by the caller's own check. */
export function createValueScanner(): ValueScanner {
  const scanner: ValueScanner = {
    kind: 0,
    scan: (bytes, from, end, final) => scan(bytes, from, end, final, 0),
    skipBlanks,
  };
  return scanner;

  function scan(bytes: Uint8Array, from: number, end: number, final: boolean, depth: number): number {
    if (from >= end) return final ? BAD : INCOMPLETE;
    const first = bytes[from]!;
    if (first === 0x22) return scanString(bytes, from, end, final);
    if (first === 0x7b || first === 0x5b) return scanNested(bytes, from, end, final, depth, first === 0x7b);
    if (first === 0x2d || (first >= 0x30 && first <= 0x39)) return scanNumber(bytes, from, end, final);
    if (first === 0x74) return scanWord(bytes, from, end, final, TRUE, BOOLEAN);
    if (first === 0x66) return scanWord(bytes, from, end, final, FALSE, BOOLEAN);
    return first === 0x6e ? scanWord(bytes, from, end, final, NULL_WORD, NULL) : BAD;
  }

  function scanString(bytes: Uint8Array, from: number, end: number, final: boolean): number {
    let kind = STRING;
    for (let at = from + 1; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte === 0x22) {
        scanner.kind = kind;
        return at + 1;
      }
      if (byte < 0x20) return BAD;
      if (byte !== 0x5c) continue;
      kind = ESCAPED;
      at += 1;
      if (at >= end) break;
      if (bytes[at] === 0x75) {
        for (const last = at + 4; at < last && at + 1 < end; at += 1) if (!isHex(bytes[at + 1]!)) return BAD;
      } else if (!isEscape(bytes[at]!)) return BAD;
    }
    return final ? BAD : INCOMPLETE;
  }

  function scanNumber(bytes: Uint8Array, from: number, end: number, final: boolean): number {
    let at = bytes[from] === 0x2d ? from + 1 : from;
    const short = final ? BAD : INCOMPLETE;
    if (at >= end) return short;
    if (!isDigit(bytes[at]!)) return BAD;
    if (bytes[at] === 0x30) at += 1;
    else while (at < end && isDigit(bytes[at]!)) at += 1;
    if (at < end && bytes[at] === 0x2e) {
      at += 1;
      if (at >= end) return short;
      if (!isDigit(bytes[at]!)) return BAD;
      while (at < end && isDigit(bytes[at]!)) at += 1;
    }
    if (at < end && (bytes[at]! | 0x20) === 0x65) {
      at += 1;
      if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
      if (at >= end) return short;
      if (!isDigit(bytes[at]!)) return BAD;
      while (at < end && isDigit(bytes[at]!)) at += 1;
    }
    if (at >= end && !final) return INCOMPLETE;
    scanner.kind = NUMBER;
    return at;
  }

  function scanWord(
    bytes: Uint8Array,
    from: number,
    end: number,
    final: boolean,
    word: Uint8Array,
    kind: number,
  ): number {
    for (let i = 1; i < word.length; i += 1) {
      if (from + i >= end) return final ? BAD : INCOMPLETE;
      if (bytes[from + i] !== word[i]) return BAD;
    }
    scanner.kind = kind;
    return from + word.length;
  }

  function scanNested(
    bytes: Uint8Array,
    from: number,
    end: number,
    final: boolean,
    depth: number,
    isObject: boolean,
  ): number {
    if (depth >= MAX_DEPTH) return BAD;
    const short = final ? BAD : INCOMPLETE;
    const close = isObject ? 0x7d : 0x5d;
    let at = skipBlanks(bytes, from + 1, end);
    if (at < end && bytes[at] === close) return closed(at, isObject);
    for (;;) {
      if (isObject) {
        at = scanKey(bytes, at, end, final);
        if (at < 0) return at;
      }
      at = scan(bytes, at, end, final, depth + 1);
      if (at < 0) return at;
      at = skipBlanks(bytes, at, end);
      if (at >= end) return short;
      if (bytes[at] === close) return closed(at, isObject);
      if (bytes[at] !== 0x2c) return BAD;
      at = skipBlanks(bytes, at + 1, end);
    }
  }

  function closed(at: number, isObject: boolean): number {
    scanner.kind = isObject ? OBJECT : ARRAY;
    return at + 1;
  }

  /** From the quote of a key to the first byte of its value. */
  function scanKey(bytes: Uint8Array, from: number, end: number, final: boolean): number {
    const short = final ? BAD : INCOMPLETE;
    if (from >= end) return short;
    if (bytes[from] !== 0x22) return BAD;
    const keyEnd = scanString(bytes, from, end, final);
    if (keyEnd < 0) return keyEnd;
    const colon = skipBlanks(bytes, keyEnd, end);
    if (colon >= end) return short;
    return bytes[colon] === 0x3a ? skipBlanks(bytes, colon + 1, end) : BAD;
  }
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09))
    at += 1;
  return at;
}

const encoder = new TextEncoder();
const TRUE = encoder.encode('true');
const FALSE = encoder.encode('false');
const NULL_WORD = encoder.encode('null');
const ESCAPES = new Set(encoder.encode('"\\/bfnrt'));

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number): boolean => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
const isEscape = (byte: number): boolean => ESCAPES.has(byte);
