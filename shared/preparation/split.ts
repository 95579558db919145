import { AppError } from '../errors/app-error.ts';
import { permutation } from '../random/sampling.ts';
import type { Rng } from '../random/generator.ts';

export interface SplitRequest {
  readonly nRows: number;
  /** nRows class indices to keep the proportions of; null splits at random. */
  readonly classes: Float64Array | Int32Array | null;
  /** Class names, for errors. */
  readonly labels: readonly string[];
  /** Share of the test part, between 0 and 1. */
  readonly test: number;
  readonly rng: Rng;
}

export interface Split {
  /** Row numbers, ascending. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits row numbers 0 … nRows−1 in two, at random by seed. The test part has ⌈nRows × test⌉ rows as
 * scikit-learn's train_test_split; with `classes` each class gives its share, rounded by largest
 * remainder (ties: the lower class), and at least one row to each side.
 * @throws AppError `no-rows` below two rows; `class-too-small` for a class with a single row, or when
 * a part is too small to hold a row of every class.
 */
export function stratifiedSplit({ nRows, classes, labels, test, rng }: SplitRequest): Split {
  if (nRows < 2)
    throw new AppError('no-rows', {
      detail: `${nRows} rows cannot be split into a training and a test part.`,
    });
  const nTest = Math.min(nRows - 1, Math.ceil(roundedOff(nRows * test)));
  const order = permutation(nRows, rng);
  if (classes === null) return partsOf(nRows, order.subarray(0, nTest));
  const quota = testQuota(countClasses(classes, labels), nTest, nRows, labels);
  return partsOf(
    nRows,
    order.filter((row) => quota[classes[row]!]!-- > 0),
  );
}

/** 0.07 × 100 is 7.000000000000001 in doubles; the ceiling must not see that. */
function roundedOff(share: number): number {
  const nearest = Math.round(share);
  return Math.abs(share - nearest) < 1e-9 * Math.max(1, nearest) ? nearest : share;
}

function partsOf(nRows: number, testRows: Int32Array): Split {
  const inTest = new Uint8Array(nRows);
  for (const row of testRows) inTest[row] = 1;
  const rows = Int32Array.from(inTest, (_, row) => row);
  return { train: rows.filter((row) => inTest[row] === 0), test: rows.filter((row) => inTest[row] === 1) };
}

function countClasses(classes: ArrayLike<number>, labels: readonly string[]): number[] {
  const counts = labels.map(() => 0);
  for (let row = 0; row < classes.length; row += 1) counts[classes[row]!]! += 1;
  const single = counts.indexOf(1);
  if (single < 0) return counts;
  throw new AppError('class-too-small', {
    detail: `The class "${labels[single]}" has a single row; a stratified split needs two, one for each part.`,
    pointer: '/split/stratify',
  });
}

/** How many rows of each class the test part takes; they add up to `nTest`. */
function testQuota(
  counts: readonly number[],
  nTest: number,
  nRows: number,
  labels: readonly string[],
): number[] {
  requireRoom(counts, nTest, nRows, labels);
  const exact = counts.map((count) => (count * nTest) / nRows);
  const least = counts.map((count) => Math.min(count, 1));
  const most = counts.map((count) => Math.max(count - 1, 0));
  const quota = exact.map((share, k) => Math.min(Math.max(Math.floor(share), least[k]!), most[k]!));
  let left = nTest - quota.reduce((sum, count) => sum + count, 0);
  for (; left > 0; left -= 1) quota[furthest(exact, quota, (k) => quota[k]! < most[k]!, 1)]! += 1;
  for (; left < 0; left += 1) quota[furthest(exact, quota, (k) => quota[k]! > least[k]!, -1)]! -= 1;
  return quota;
}

/** The class that is furthest below (sign 1) or above (sign −1) its exact share. */
function furthest(
  exact: readonly number[],
  quota: readonly number[],
  allowed: (k: number) => boolean,
  sign: 1 | -1,
): number {
  let best = -1;
  for (let k = 0; k < exact.length; k += 1) {
    if (!allowed(k)) continue;
    if (best < 0 || sign * (exact[k]! - quota[k]!) > sign * (exact[best]! - quota[best]!)) best = k;
  }
  return best;
}

function requireRoom(
  counts: readonly number[],
  nTest: number,
  nRows: number,
  labels: readonly string[],
): void {
  const nClasses = counts.filter((count) => count > 0).length;
  if (nTest >= nClasses && nRows - nTest >= nClasses) return;
  const rarest = counts.indexOf(Math.min(...counts.filter((count) => count > 0)));
  throw new AppError('class-too-small', {
    detail: `${nTest} test and ${nRows - nTest} training rows cannot both hold each of ${nClasses} classes; the rarest, "${labels[rarest]}", has ${counts[rarest]} rows.`,
    pointer: '/split/test',
  });
}
