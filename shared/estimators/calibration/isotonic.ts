import { argsort } from '../../statistics/argsort.ts';

/** A rising broken line: straight between its points, level before the first and behind the last. */
export interface Rising {
  /** Ascending. */
  readonly x: Float64Array;
  /** As long as `x`; never falls, within [0, 1]. */
  readonly y: Float64Array;
}

/** Scores that are nearer to each other are one (scikit-learn: the resolution of a double). */
const SAME = 1e-15;

/**
 * The rising line closest to `hits` (0 or 1) over `scores`, by pool-adjacent-violators; points inside a level
 * stretch are left out. As scikit-learn's IsotonicRegression(out_of_bounds="clip"). Source: Barlow, Bartholomew,
 * Bremner and Brunk, Statistical Inference under Order Restrictions (1972). Cost: a sort of the scores.
 */
export function fitIsotonic(scores: Float64Array, hits: ArrayLike<number>): Rising {
  const grouped = distinctScores(scores, hits);
  const level = pooled(grouped.hits, grouped.rows);
  return withoutInnerPoints(grouped.x, level);
}

interface Grouped {
  readonly x: Float64Array;
  /** Rows and hits of each distinct score. */
  readonly rows: Float64Array;
  readonly hits: Float64Array;
}

function distinctScores(scores: Float64Array, hits: ArrayLike<number>): Grouped {
  const x = new Float64Array(scores.length);
  const rows = new Float64Array(scores.length);
  const sums = new Float64Array(scores.length);
  let last = -1;
  for (const row of argsort(scores)) {
    if (last < 0 || scores[row]! - x[last]! >= SAME) x[++last] = scores[row]!;
    rows[last]! += 1;
    sums[last]! += hits[row]!;
  }
  return { x: x.slice(0, last + 1), rows: rows.slice(0, last + 1), hits: sums.slice(0, last + 1) };
}

/** The level of each score: whole blocks that fall are merged into their mean. Counts, so sums are exact. */
function pooled(hits: Float64Array, rows: Float64Array): Float64Array {
  const blockHits = new Float64Array(hits.length);
  const blockRows = new Float64Array(hits.length);
  const blockEnd = new Int32Array(hits.length);
  let last = -1;
  for (let at = 0; at < hits.length; at += 1) {
    last += 1;
    blockHits[last] = hits[at]!;
    blockRows[last] = rows[at]!;
    blockEnd[last] = at + 1;
    while (last > 0 && blockHits[last - 1]! * blockRows[last]! >= blockHits[last]! * blockRows[last - 1]!) {
      last -= 1;
      blockHits[last]! += blockHits[last + 1]!;
      blockRows[last]! += blockRows[last + 1]!;
      blockEnd[last] = at + 1;
    }
  }
  const level = new Float64Array(hits.length);
  for (let block = 0; block <= last; block += 1)
    level.fill(blockHits[block]! / blockRows[block]!, block === 0 ? 0 : blockEnd[block - 1], blockEnd[block]);
  return level;
}

function withoutInnerPoints(x: Float64Array, y: Float64Array): Rising {
  const isEdge = (at: number): boolean =>
    at === 0 || at === y.length - 1 || y[at] !== y[at - 1] || y[at] !== y[at + 1];
  return { x: x.filter((_, at) => isEdge(at)), y: y.filter((_, at) => isEdge(at)) };
}

/** The height of the line over a score. Cost: a binary search. */
export function heightAt({ x, y }: Rising, score: number): number {
  const last = x.length - 1;
  if (score <= x[0]!) return y[0]!;
  if (score >= x[last]!) return y[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - x[low]!) / (x[high]! - x[low]!);
  // Rounding must not lift the line above its own point.
  return Math.min(y[high]!, y[low]! + share * (y[high]! - y[low]!));
}
