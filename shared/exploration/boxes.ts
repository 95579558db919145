import { quantileOfSorted } from '../statistics/quantile.ts';
import type { Buckets } from './buckets.ts';
import type { Box } from './pictures.ts';

/** A box for every bucket that has values. Cost: a sort. */
export function boxesOf(values: Float64Array, { labels, codes }: Buckets): Box[] {
  return splitByBucket(values, codes, labels.length).flatMap((part, at) => boxOf(labels[at]!, part) ?? []);
}

/** The present values of each bucket, in row order. Cost: linear. */
export function splitByBucket(values: Float64Array, codes: Int32Array, nBuckets: number): Float64Array[] {
  const sizes = new Uint32Array(nBuckets);
  const takes = (row: number): boolean => codes[row]! >= 0 && values[row]! === values[row]!;
  for (let row = 0; row < values.length; row++) if (takes(row)) sizes[codes[row]!]! += 1;
  const parts = Array.from(sizes, (size) => new Float64Array(size));
  sizes.fill(0);
  for (let row = 0; row < values.length; row++) {
    if (!takes(row)) continue;
    const code = codes[row]!;
    parts[code]![sizes[code]!++] = values[row]!;
  }
  return parts;
}

function boxOf(name: string, part: Float64Array): Box | null {
  const n = part.length;
  if (n === 0) return null;
  const sorted = part.toSorted();
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((q) => quantileOfSorted(sorted, q)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  // A quartile is interpolated: whiskers never end inside the box.
  const low = Math.min(inside[0]!, q1);
  const high = Math.max(inside[inside.length - 1]!, q3);
  return { name, n, mean, low, q1, median, q3, high, outliers: n - inside.length };
}
