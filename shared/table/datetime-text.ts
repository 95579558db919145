/** How `01/02/2020` is to be read; years first (ISO 8601) need no order. */
export type DateOrder = 'day-month' | 'month-day';

const encoder = new TextEncoder();

/** Milliseconds since 1970 UTC of an ISO 8601 date or date-time, or null. */
export function parseDatetimeText(text: string): number | null {
  const bytes = encoder.encode(text.trim());
  const ms = parseDatetime(bytes, 0, bytes.length, null);
  return Number.isNaN(ms) ? null : ms;
}

const ZERO = 48;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;

/**
 * Milliseconds since 1970 UTC of the date or date-time in `bytes[start..end)`, NaN when it is none.
 *
 * Reads `YYYY-MM-DD`, `YYYY/MM/DD`, and, given an order, `D/M/YYYY` and `M/D/YYYY` with `/`, `-` or `.`
 * (a dot is always day first). A time may follow after `T` or one blank: `HH:MM[:SS[.fraction]]`, and a
 * zone: `Z`, `±HH:MM`, `±HHMM` or `±HH`. Blanks around do not matter. Without a zone the time counts as UTC. Fractions are cut to ms.
 */
export function parseDatetime(
  bytes: Uint8Array,
  start: number,
  end: number,
  order: DateOrder | null,
): number {
  cursor = start;
  limit = end;
  while (cursor < limit && bytes[cursor]! <= SPACE) cursor += 1;
  while (limit > cursor && bytes[limit - 1]! <= SPACE) limit -= 1;
  if (limit - cursor < 8 || limit - cursor > 40) return NaN;
  const day = readDate(bytes, order);
  if (cursor === limit || Number.isNaN(day)) return day * MS_A_DAY;
  const separator = bytes[cursor++];
  if (separator !== UPPER_T && separator !== SPACE) return NaN;
  const time = readTime(bytes);
  const zone = readZone(bytes);
  return cursor === limit ? day * MS_A_DAY + time - zone : NaN;
}

const MS_A_DAY = 86_400_000;

// The place of the reading; module-level since a cell is read in one go and allocates nothing.
let cursor = 0;
let limit = 0;

/** Between `least` and `most` digits as a number, else NaN. */
function digits(bytes: Uint8Array, least: number, most: number): number {
  const from = cursor;
  let value = 0;
  while (cursor < limit && cursor - from < most) {
    const digit = bytes[cursor]! - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    cursor += 1;
  }
  return cursor - from < least ? NaN : value;
}

/** Days since 1970-01-01, NaN when there is no such day. */
function readDate(bytes: Uint8Array, order: DateOrder | null): number {
  const from = cursor;
  const first = digits(bytes, 1, 4);
  const yearFirst = cursor - from === 4;
  if (!yearFirst && (cursor - from > 2 || order === null)) return NaN;
  const separator = bytes[cursor++];
  const known = separator === MINUS || separator === SLASH || (separator === DOT && !yearFirst);
  if (!known || (separator === DOT && order !== 'day-month')) return NaN;
  const second = digits(bytes, 1, 2);
  if (bytes[cursor++] !== separator || cursor > limit) return NaN;
  if (yearFirst) return dayNumber(first, second, digits(bytes, 1, 2));
  const year = digits(bytes, 4, 4);
  return order === 'day-month' ? dayNumber(year, second, first) : dayNumber(year, first, second);
}

/** Milliseconds since midnight. */
function readTime(bytes: Uint8Array): number {
  const hours = digits(bytes, 1, 2);
  if (bytes[cursor++] !== COLON) return NaN;
  const minutes = digits(bytes, 2, 2);
  let seconds = 0;
  if (cursor < limit && bytes[cursor] === COLON) {
    cursor += 1;
    seconds = digits(bytes, 2, 2);
  }
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + readFraction(bytes);
}

function readFraction(bytes: Uint8Array): number {
  if (cursor >= limit || bytes[cursor] !== DOT) return 0;
  const from = ++cursor;
  const value = digits(bytes, 1, 3);
  const scale = 10 ** (3 - (cursor - from));
  while (cursor < limit && bytes[cursor]! >= ZERO && bytes[cursor]! < ZERO + 10) cursor += 1;
  return value * scale;
}

/** Milliseconds east of UTC. */
function readZone(bytes: Uint8Array): number {
  if (cursor >= limit) return 0;
  const sign = bytes[cursor++];
  if (sign === UPPER_Z) return 0;
  if (sign !== PLUS && sign !== MINUS) return NaN;
  const hours = digits(bytes, 2, 2);
  if (cursor < limit && bytes[cursor] === COLON) cursor += 1;
  const minutes = cursor < limit ? digits(bytes, 2, 2) : 0;
  if (!(hours < 24 && minutes < 60)) return NaN;
  return (hours * 60 + minutes) * (sign === PLUS ? 60_000 : -60_000);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
function dayNumber(year: number, month: number, day: number): number {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (day > DAYS[month - 1]! + (leap && month === 2 ? 1 : 0)) return NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
