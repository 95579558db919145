import type { Rng } from '../random/generator.ts';
import { permutation } from '../random/sampling.ts';

export interface SampleRequest {
  readonly nRows: number;
  /** nRows class indices to keep the proportions of; null draws at random. */
  readonly classes: ArrayLike<number> | null;
  /** Above 0, at most 1. */
  readonly share: number;
  readonly rng: Rng;
}

/** Of each class so many rows stay at least, where it has them, so that folds can be dealt. */
const LEAST_OF_CLASS = 2;

/**
 * About a share of the rows 0 … nRows−1, ascending, of each class its own. A larger share of the same generator
 * holds all rows of a smaller one. Cost: linear.
 */
export function stratifiedSample({ nRows, classes, share, rng }: SampleRequest): Int32Array {
  const groups = new Map<number, number[]>();
  for (const row of permutation(nRows, rng)) {
    const label = classes === null ? 0 : classes[row]!;
    const own = groups.get(label);
    if (own === undefined) groups.set(label, [row]);
    else own.push(row);
  }
  const taken = [...groups.values()].flatMap((rows) =>
    rows.slice(0, Math.max(LEAST_OF_CLASS, Math.ceil(rows.length * share))),
  );
  return Int32Array.from(taken).sort();
}

/** The rows of 0 … nRows−1 that are not among `rows`, ascending. */
export function otherRows(nRows: number, rows: Int32Array): Int32Array {
  const among = new Uint8Array(nRows);
  for (const row of rows) among[row] = 1;
  return Int32Array.from(among, (_, row) => row).filter((row) => among[row] === 0);
}
