/** Below this a comparison sort is faster than clearing the radix counters. */
const RADIX_FROM = 2048;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Row numbers in ascending order of `values` (no NaN); equal values keep their order.
 * Cost: linear (six counting passes over the bits of the doubles), 1M values in about 0.1 s.
 */
export function argsort(values: Float64Array): Uint32Array {
  const rows = Uint32Array.from(values, (_, row) => row);
  if (values.length < RADIX_FROM) return rows.toSorted((i, j) => values[i]! - values[j]! || i - j);
  return radixSort(rows, orderedBits(values));
}

/** [low, high] words a value, such that unsigned order of the words is order of the values. */
function orderedBits(values: Float64Array): Uint32Array {
  const copy = new Float64Array(values.length);
  // Adding 0 turns −0 into 0, which is equal to it.
  for (let i = 0; i < values.length; i++) copy[i] = values[i]! + 0;
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < words.length; i += 2) {
    const negative = words[i + 1]! >>> 31 === 1;
    words[i] = negative ? ~words[i]! : words[i]!;
    words[i + 1] = negative ? ~words[i + 1]! : words[i + 1]! ^ 0x80000000;
  }
  return words;
}

function radixSort(rows: Uint32Array, words: Uint32Array): Uint32Array {
  let from: Uint32Array = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (const [word, shift] of [
    [0, 0],
    [0, DIGIT_BITS],
    [0, 2 * DIGIT_BITS],
    [1, 0],
    [1, DIGIT_BITS],
    [1, 2 * DIGIT_BITS],
  ] as const) {
    if (sortByDigit(from, to, words, word, shift)) [from, to] = [to, from];
  }
  return from;
}

/** One stable counting pass; false (and nothing moved) when every value has the same digit. */
function sortByDigit(
  from: Uint32Array,
  to: Uint32Array,
  words: Uint32Array,
  word: number,
  shift: number,
): boolean {
  const starts = new Uint32Array(DIGITS);
  for (let i = 0; i < from.length; i++) starts[(words[2 * i + word]! >>> shift) & (DIGITS - 1)]!++;
  if (starts.includes(from.length)) return false;
  for (let digit = 0, sum = 0; digit < DIGITS; digit++) {
    const count = starts[digit]!;
    starts[digit] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!;
    to[starts[(words[2 * row + word]! >>> shift) & (DIGITS - 1)]!++] = row;
  }
  return true;
}
