import { exp, log } from '../numeric/exp-log.ts';

/**
 * DDSketch (Masson, Rim and Lee, PVLDB 12, 2019): counts of positive values in geometric buckets, so that
 * any quantile is within 1 % of the truth and two sketches merge by adding counts. Bucket i holds
 * (γ^(i−1), γ^i] and answers 2·γ^i/(γ+1), γ = 1.01/0.99.
 */
export type Sketch = Map<number, number>;

const GAMMA = 1.01 / 0.99;
const LOG_GAMMA = log(GAMMA);
/** Smaller values, 0 too, count as this one: a nanosecond where values are milliseconds. */
const SMALLEST = 1e-6;

export function addToSketch(sketch: Sketch, value: number, count = 1): void {
  const bucket = Math.ceil(log(Math.max(SMALLEST, value)) / LOG_GAMMA);
  sketch.set(bucket, (sketch.get(bucket) ?? 0) + count);
}

/** A new sketch of everything that is in either. */
export function mergeSketches(a: Iterable<[number, number]>, b: Iterable<[number, number]>): Sketch {
  const merged: Sketch = new Map(a);
  for (const [bucket, count] of b) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  return merged;
}

/** The value at quantile q (0 … 1) within 1 %; null when the sketch is empty. */
export function sketchQuantile(sketch: Iterable<[number, number]>, q: number): number | null {
  const buckets = sketchEntries(sketch);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = q * (total - 1);
  let below = 0;
  for (const [bucket, count] of buckets) {
    below += count;
    if (below > rank) return (2 * exp(bucket * LOG_GAMMA)) / (GAMMA + 1);
  }
  return null;
}

/** [bucket, count] in the order of the buckets, as a window carries it. */
export function sketchEntries(sketch: Iterable<[number, number]>): [number, number][] {
  return [...sketch].toSorted(([a], [b]) => a - b);
}
