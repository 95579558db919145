import type { Matrix } from '../numeric/matrix.ts';
import type { Rng } from '../random/generator.ts';
import { sampleWithoutReplacement } from '../random/sampling.ts';
import { lackingByClass, rowsByClass } from './resample.ts';

/** A row to be made: on the way from `row` to `neighbour`, `share` of it (0 … 1). */
export interface SyntheticRow {
  readonly row: number;
  readonly neighbour: number;
  readonly share: number;
}

export interface SmoteInput {
  /** Where the rows lie, for distances: nRows × features, row-major, finite; columns on comparable scales. */
  readonly space: Matrix;
  /** nRows class indices; −1 is in no class. */
  readonly classes: ArrayLike<number>;
  readonly nClasses: number;
  readonly neighbours: number;
  readonly rng: Rng;
}

/** In a larger class neighbours are sought among this many of its rows, drawn by seed. */
const MOST_CANDIDATES = 2000;

/**
 * The rows SMOTE adds so that every class is as large as the largest, lowest class first. Each starts from a row of
 * its class, all of them in turn, and goes towards one of its k nearest neighbours in the class (Euclid; ties: the
 * lower row). A class with a single row can only repeat it. Same seed, same rows.
 * Cost: for each starting row the rows of its class, at most 2,000 of them, × features.
 * Source: Chawla, Bowyer, Hall and Kegelmeyer, JAIR 16 (2002).
 */
export function smoteRows({ space, classes, nClasses, neighbours, rng }: SmoteInput): SyntheticRow[] {
  const groups = rowsByClass(classes, nClasses);
  return lackingByClass(groups).flatMap((lacking, k) =>
    lacking === 0 ? [] : madeRows(space, groups[k]!, lacking, neighbours, rng.fork(k)),
  );
}

function madeRows(space: Matrix, rows: Int32Array, count: number, k: number, rng: Rng): SyntheticRow[] {
  const order = sampleWithoutReplacement(rows.length, rows.length, rng);
  const candidates =
    rows.length <= MOST_CANDIDATES ? rows : order.subarray(0, MOST_CANDIDATES).map((at) => rows[at]!);
  const known = new Map<number, Int32Array>();
  return Array.from({ length: count }, (_, at) => {
    const row = rows[order[at % rows.length]!]!;
    const near = known.get(row) ?? nearest(space, row, candidates, k);
    known.set(row, near);
    const neighbour = near.length === 0 ? row : near[rng.integer(near.length)]!;
    return { row, neighbour, share: rng.uniform() };
  });
}

/** The k candidates nearest to a row, without itself, the nearest first. */
function nearest(space: Matrix, row: number, candidates: Int32Array, k: number): Int32Array {
  const rows = new Int32Array(k);
  const distances = new Float64Array(k).fill(Infinity);
  let found = 0;
  for (const candidate of candidates) {
    if (candidate === row) continue;
    const distance = squaredDistance(space, row, candidate, distances[k - 1]!);
    if (distance >= distances[k - 1]! && found === k) continue;
    let at = Math.min(found, k - 1);
    for (; at > 0 && distances[at - 1]! > distance; at--) {
      distances[at] = distances[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    distances[at] = distance;
    rows[at] = candidate;
    found = Math.min(k, found + 1);
  }
  return rows.slice(0, found);
}

/** Stops adding up once it is beyond `limit`. */
function squaredDistance({ values, nColumns }: Matrix, a: number, b: number, limit: number): number {
  let sum = 0;
  for (let j = 0; j < nColumns && sum < limit; j++) {
    const difference = values[a * nColumns + j]! - values[b * nColumns + j]!;
    sum += difference * difference;
  }
  return sum;
}

/** The matrix with every column divided by its standard deviation, so that none outweighs the others by its unit. */
export function standardSpace({ nRows, nColumns, values }: Matrix): Matrix {
  const scaled = Float64Array.from(values);
  for (let j = 0; j < nColumns; j++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < nRows; row++) sum += values[row * nColumns + j]!;
    const mean = sum / nRows;
    for (let row = 0; row < nRows; row++) squares += (values[row * nColumns + j]! - mean) ** 2;
    const std = Math.sqrt(squares / nRows);
    if (!(std > 0)) continue;
    for (let row = 0; row < nRows; row++) scaled[row * nColumns + j]! /= std;
  }
  return { nRows, nColumns, values: scaled };
}
