import type { MarkerMatcher } from './missing-markers.ts';
import type { Sample } from './sample-columns.ts';

/**
 * Whether the first row names the columns. It does unless it looks like data: some cell of it is a
 * number, date or boolean like all below it, and no cell of it is a word above such a column. A run of
 * years or of 0, 1, 2 … over numbers still counts as names.
 */
export function looksLikeHeader(sample: Sample, markers: MarkerMatcher): boolean {
  const encoder = new TextEncoder();
  const telling = sample.first.map((text, i) => {
    const bytes = encoder.encode(text);
    const silent = markers.match(bytes, 0, bytes.length) >= 0 || !sample.columns[i]!.isTyped();
    return silent ? null : sample.columns[i]!.accepts(text);
  });
  if (sample.nRows === 0) return !sample.first.some((text) => /^[-+]?\d/.test(text.trim()));
  if (telling.includes(false) || !telling.includes(true)) return true;
  return countsUp(sample.first.filter((_, i) => telling[i] === true).map(Number));
}

/** At least two whole numbers, each one more than the one before, from 0 or from a year. */
function countsUp(numbers: readonly number[]): boolean {
  const [first = NaN] = numbers;
  const starts = first === 0 || (first >= 1900 && first <= 2100);
  return starts && numbers.length > 1 && numbers.every((number, i) => number === first + i);
}
