import { parseDatetime, type DateOrder } from '../datetime-text.ts';
import type { DecimalMark } from '../import-plan.ts';
import type { ColumnType } from '../table.ts';
import { readBoolean } from './boolean-text.ts';
import { createByteDictionary } from './byte-dictionary.ts';
import { looksLikeIdName } from './identifier-name.ts';
import type { MarkerMatcher } from './missing-markers.ts';
import { createNumberReader } from './number-text.ts';
import { countWords, stringType } from './string-type.ts';

/** What the sampled cells of one column say about its type. */
export interface ColumnEvidence {
  add(bytes: Uint8Array, start: number, end: number): void;
  /** A cell that the format itself says is missing. */
  addNull(): void;
  readonly nulls: number;
  /** By index of the marker. */
  readonly missing: readonly number[];
  readonly distinct: number;
  /** The first distinct present cells. */
  examples(): string[];
  /** `sourceName` matters for identifiers only. */
  decide(sourceName: string): { type: ColumnType; dateOrder: DateOrder | null; ambiguousDates: boolean };
  /** The type when the cells are known to be strings, whatever they look like. */
  decideAsStrings(sourceName: string): ColumnType;
  /** Whether such a cell would keep the type that all cells so far share (numbers, dates, booleans). */
  accepts(text: string): boolean;
  /** Whether all present cells are numbers, dates or booleans. */
  isTyped(): boolean;
}

const N_EXAMPLES = 5;

export function createColumnEvidence(
  markers: MarkerMatcher,
  nMarkers: number,
  decimal: DecimalMark = '.',
): ColumnEvidence {
  const number = createNumberReader(decimal);
  const dictionary = createByteDictionary();
  const missing = Array.from({ length: nMarkers }, () => 0);
  let present = 0;
  let nulls = 0;
  let words = 0;
  let totalBytes = 0;
  let [numeric, integer, boolean] = [true, true, true];
  let [yearFirst, dayFirst, monthFirst] = [true, true, true];
  let [least, most] = [Infinity, -Infinity];

  function add(bytes: Uint8Array, start: number, end: number): void {
    const marker = markers.match(bytes, start, end);
    if (marker >= 0) {
      missing[marker]! += 1;
      return;
    }
    present += 1;
    totalBytes += end - start;
    words += countWords(bytes, start, end);
    dictionary.codeOf(bytes, start, end);
    if (numeric) addNumber(bytes, start, end);
    if (boolean) boolean = readBoolean(bytes, start, end) >= 0;
    if (yearFirst) yearFirst = !Number.isNaN(parseDatetime(bytes, start, end, null));
    if (dayFirst) dayFirst = !Number.isNaN(parseDatetime(bytes, start, end, 'day-month'));
    if (monthFirst) monthFirst = !Number.isNaN(parseDatetime(bytes, start, end, 'month-day'));
  }

  function addNumber(bytes: Uint8Array, start: number, end: number): void {
    numeric = number.read(bytes, start, end);
    integer &&= Number.isInteger(number.value);
    if (number.value < least) least = number.value;
    if (number.value > most) most = number.value;
  }

  function decide(sourceName: string): ReturnType<ColumnEvidence['decide']> {
    const allDistinct = dictionary.size === present;
    const ambiguousDates = dayFirst && monthFirst && !yearFirst && present > 0;
    const decided = (type: ColumnType, dateOrder: DateOrder | null = null) => ({
      type,
      dateOrder,
      ambiguousDates,
    });
    if (present === 0) return decided('numeric');
    if (boolean) return decided('boolean');
    if (numeric) {
      return decided(
        integer && allDistinct && isRowKey(sourceName, least, most, present) ? 'identifier' : 'numeric',
      );
    }
    if (yearFirst) return decided('datetime');
    if (dayFirst !== monthFirst) return decided('datetime', dayFirst ? 'day-month' : 'month-day');
    return decided(decideAsStrings(sourceName));
  }

  function decideAsStrings(sourceName: string): ColumnType {
    const nCells = Math.max(present, 1);
    const means = { meanWords: words / nCells, meanBytes: totalBytes / nCells };
    return stringType(sourceName, { present, distinct: dictionary.size, ...means });
  }

  return {
    add,
    addNull: () => void (nulls += 1),
    decide,
    decideAsStrings,
    missing,
    get nulls() {
      return nulls;
    },
    get distinct() {
      return dictionary.size;
    },
    examples: () => dictionary.levels().slice(0, N_EXAMPLES),
    isTyped: () => present > 0 && (numeric || boolean || yearFirst || dayFirst || monthFirst),
    accepts(text) {
      const bytes = new TextEncoder().encode(text);
      const order = dayFirst ? 'day-month' : monthFirst ? 'month-day' : null;
      const isDate =
        (yearFirst || dayFirst || monthFirst) && parseDatetime(bytes, 0, bytes.length, order) > -Infinity;
      return (
        (numeric && number.read(bytes, 0, bytes.length)) ||
        (boolean && readBoolean(bytes, 0, bytes.length) >= 0) ||
        isDate
      );
    },
  };
}

/** Distinct integers are a key when the name says so, or when they count the rows from 0 or 1. */
const ROWS_TO_TRUST_A_COUNT = 20;

function isRowKey(sourceName: string, least: number, most: number, present: number): boolean {
  const counts = (least === 0 || least === 1) && most - least === present - 1;
  return (counts && present >= ROWS_TO_TRUST_A_COUNT) || looksLikeIdName(sourceName);
}
