import type { DecimalMark } from '../import-plan.ts';

/** Reads numbers out of bytes without making strings; one reader serves one column. */
export interface NumberReader {
  /** The last number read. */
  value: number;
  /** Whether `String(value)` is exactly the text that was read. */
  canonical: boolean;
  /** Whether `bytes[start..end)`, without blanks around, is a number. */
  read(bytes: Uint8Array, start: number, end: number): boolean;
}

const MAX_DIGITS = 15;
const MAX_EXACT_POWER = 22;
const POWERS = Array.from({ length: MAX_EXACT_POWER + 1 }, (_, i) => Number(`1e${i}`));

/**
 * A number is `[+-] digits [. digits] [e[+-]digits]` with a digit before or after the point. Not numbers:
 * `007` (a code), an integer beyond 2^53 − 1 (its digits would be lost), `1e400` (no finite number),
 * `1,000`, `0x10`, `Infinity`. −0 is read as 0. Where the mark is a comma it takes the place of the point.
 *
 * Up to 15 digits and powers up to 22 are exact in one operation (Clinger, "How to Read Floating Point
 * Numbers Accurately", 1990); the rest goes through `Number`, so the value is always that of `Number`.
 */
export function createNumberReader(decimal: DecimalMark = '.'): NumberReader {
  const mark = decimal.charCodeAt(0);
  const reader: NumberReader = { value: NaN, canonical: false, read };
  return reader;

  function read(bytes: Uint8Array, start: number, end: number): boolean {
    let from = start;
    let to = end;
    while (from < to && bytes[from]! <= 32) from += 1;
    while (to > from && bytes[to - 1]! <= 32) to -= 1;
    const isNumber = readTrimmed(bytes, from, to);
    if (to - from !== end - start) reader.canonical = false;
    return isNumber;
  }

  function readTrimmed(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    const sign = bytes[at];
    if (at < end && (sign === 45 || sign === 43)) at += 1;
    let mantissa = 0;
    const wholeStart = at;
    for (; at < end; at += 1) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    const wholeDigits = at - wholeStart;
    if (wholeDigits > 1 && bytes[wholeStart] === 48) return false;
    let fractionDigits = 0;
    const hasPoint = at < end && bytes[at] === mark;
    if (hasPoint) {
      const fractionStart = (at += 1);
      for (; at < end; at += 1) {
        const digit = bytes[at]! - 48;
        if (digit < 0 || digit > 9) break;
        mantissa = mantissa * 10 + digit;
      }
      fractionDigits = at - fractionStart;
    }
    if (wholeDigits + fractionDigits === 0) return false;
    if (at < end) return readExponent(bytes, start, end, at);
    if (!hasPoint && mantissa > Number.MAX_SAFE_INTEGER) return false;
    if (wholeDigits + fractionDigits > MAX_DIGITS) return readSlowly(bytes, start, end);
    const magnitude = fractionDigits === 0 ? mantissa : mantissa / POWERS[fractionDigits]!;
    reader.value = sign === 45 ? 0 - magnitude : magnitude;
    reader.canonical =
      (decimal === '.' || !hasPoint) && isCanonical(bytes, end, sign, magnitude, wholeDigits, hasPoint);
    return true;
  }

  function readExponent(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    if (bytes[at] !== 101 && bytes[at] !== 69) return false;
    at += 1;
    if (at < end && (bytes[at] === 45 || bytes[at] === 43)) at += 1;
    if (at === end) return false;
    for (; at < end; at += 1) if (bytes[at]! < 48 || bytes[at]! > 57) return false;
    return readSlowly(bytes, start, end);
  }

  function readSlowly(bytes: Uint8Array, start: number, end: number): boolean {
    let text = '';
    for (let i = start; i < end; i += 1) text += String.fromCharCode(bytes[i]!);
    reader.value = Number(decimal === '.' ? text : text.replace(decimal, '.')) + 0;
    reader.canonical = text === String(reader.value);
    return Number.isFinite(reader.value);
  }
}

/** Up to 15 digits have one shortest form: no plus, no -0, a digit before the point, no zero at the end. */
function isCanonical(
  bytes: Uint8Array,
  end: number,
  sign: number | undefined,
  magnitude: number,
  wholeDigits: number,
  hasPoint: boolean,
): boolean {
  if (sign === 43 || (sign === 45 && magnitude === 0)) return false;
  if (!hasPoint) return true;
  const last = bytes[end - 1];
  return wholeDigits > 0 && last !== 48 && last !== 46 && magnitude >= 1e-6;
}
