import { AppError } from '../errors/app-error.ts';
import type { Rng } from '../random/generator.ts';
import { permutation } from '../random/sampling.ts';

export interface FoldRequest {
  /** nRows class indices to spread evenly; null deals the rows at random. */
  readonly classes: ArrayLike<number> | null;
  readonly nRows: number;
  /** How many folds. */
  readonly k: number;
  readonly rng: Rng;
  /** Class names, for errors. */
  readonly labels?: readonly string[];
}

/**
 * The test rows of each of `k` folds, ascending; every row stands in exactly one. Sizes differ by one row at
 * most, and so do the rows of each class. Same seed, same folds. Cost: linear.
 * @throws AppError `folds-too-many` for more folds than rows, `class-too-small` for a class with a single row.
 */
export function stratifiedFolds({ classes, nRows, k, rng, labels }: FoldRequest): Int32Array[] {
  if (k > nRows)
    throw new AppError('folds-too-many', { detail: `${nRows} rows cannot be cut into ${k} folds.` });
  const order = permutation(nRows, rng);
  if (classes === null) return testRows(foldByDealing(order, k), k);
  const grouped = rowsByClass(order, classes);
  const single = [...grouped].find(([, rows]) => rows.length === 1);
  if (single !== undefined)
    throw new AppError('class-too-small', {
      detail: `The class ${nameOf(single[0], labels)} has a single row, which cannot be on both sides of a fold.`,
      remedy: 'Load more rows of that class, or leave it out.',
    });
  const classOrder = [...grouped.keys()].sort((a, b) => a - b);
  return testRows(foldByDealing(Int32Array.from(classOrder.flatMap((c) => grouped.get(c)!)), k), k);
}

const nameOf = (index: number, labels?: readonly string[]): string =>
  labels === undefined ? `number ${index}` : `"${labels[index]}"`;

function rowsByClass(order: Int32Array, classes: ArrayLike<number>): Map<number, number[]> {
  const grouped = new Map<number, number[]>();
  for (const row of order) {
    const rows = grouped.get(classes[row]!);
    if (rows === undefined) grouped.set(classes[row]!, [row]);
    else rows.push(row);
  }
  return grouped;
}

/** Fold of each row, dealt like cards; classes in a row go on where the one before ended. */
function foldByDealing(order: Int32Array, k: number): Int32Array {
  const foldOf = new Int32Array(order.length);
  order.forEach((row, at) => {
    foldOf[row] = at % k;
  });
  return foldOf;
}

function testRows(foldOf: Int32Array, k: number): Int32Array[] {
  const rows = Int32Array.from(foldOf, (_, row) => row);
  return Array.from({ length: k }, (_, fold) => rows.filter((row) => foldOf[row] === fold));
}
