import type { Rng } from '../random/generator.ts';
import { sampleWithoutReplacement } from '../random/sampling.ts';

/** Rows of each class, ascending; rows with class −1 are in none. Cost: linear. */
export function rowsByClass(classes: ArrayLike<number>, nClasses: number): Int32Array[] {
  const rows = Array.from({ length: nClasses }, (): number[] => []);
  for (let row = 0; row < classes.length; row++) rows[classes[row]!]?.push(row);
  return rows.map((each) => Int32Array.from(each));
}

/**
 * Row numbers after random over-sampling: all rows in their order, then for each class, lowest first, as many of its
 * rows drawn with replacement as it lacks to the largest. Same seed, same rows. Cost: linear in what comes out.
 */
export function oversampleRows(classes: ArrayLike<number>, nClasses: number, rng: Rng): Int32Array {
  const groups = rowsByClass(classes, nClasses);
  const most = largest(groups);
  const drawn = groups.flatMap((rows, k) => {
    const stream = rng.fork(k);
    const lacking = rows.length === 0 ? 0 : most - rows.length;
    return Array.from({ length: lacking }, () => rows[stream.integer(rows.length)]!);
  });
  return Int32Array.from([...allRows(classes), ...drawn]);
}

/**
 * Row numbers after random under-sampling: of each class as many rows, drawn without replacement, as the smallest
 * class has; ascending. Classes without any row do not count. Same seed, same rows. Cost: linear.
 */
export function undersampleRows(classes: ArrayLike<number>, nClasses: number, rng: Rng): Int32Array {
  const groups = rowsByClass(classes, nClasses);
  const sizes = groups.map(({ length }) => length).filter((size) => size > 0);
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const kept = groups.flatMap((rows, k) =>
    rows.length === 0
      ? []
      : [...sampleWithoutReplacement(rows.length, least, rng.fork(k))].map((at) => rows[at]!),
  );
  return Int32Array.from(kept).sort();
}

/** How many rows each class lacks to the largest; 0 for a class without any. */
export function lackingByClass(groups: readonly Int32Array[]): number[] {
  const most = largest(groups);
  return groups.map((rows) => (rows.length === 0 ? 0 : most - rows.length));
}

const largest = (groups: readonly Int32Array[]): number =>
  groups.reduce((most, { length }) => Math.max(most, length), 0);

/** Without −1. */
function* allRows(classes: ArrayLike<number>): Generator<number> {
  for (let row = 0; row < classes.length; row++) if (classes[row]! >= 0) yield row;
}
