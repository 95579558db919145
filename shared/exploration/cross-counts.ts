import type { Buckets } from './buckets.ts';

/** Rows by bucket of both: `counts[a][b]`; rows missing either are in none. Cost: linear. */
export function crossCounts(a: Buckets, b: Buckets): number[][] {
  const counts = a.labels.map(() => b.labels.map(() => 0));
  for (let row = 0; row < a.codes.length; row++) {
    const [i, j] = [a.codes[row]!, b.codes[row]!];
    if (i >= 0 && j >= 0) counts[i]![j]! += 1;
  }
  return counts;
}
