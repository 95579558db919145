import { total } from './total.ts';

/** Wasserstein-1 distance of two samples without NaN: the area between their distribution functions. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  const x = a.toSorted();
  const y = b.toSorted();
  let area = 0;
  for (let i = 0, j = 0; i < x.length || j < y.length;) {
    const value = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    while (i < x.length && x[i]! <= value) i++;
    while (j < y.length && y[j]! <= value) j++;
    const next = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    if (next < Infinity) area += Math.abs(i / x.length - j / y.length) * (next - value);
  }
  return area;
}

/**
 * The same distance on counts over the bins that `edges` make (below the first edge, between each two,
 * at or above the last; without the missing ones). Mass is taken as spread evenly inside a bin. It sees
 * every move across an edge and none inside a bin; what lies beyond the outer edges counts as if it lay
 * on them, so a far outlier is seen as out of range, but not how far.
 */
export function binnedWasserstein(
  edges: readonly number[],
  a: readonly number[],
  b: readonly number[],
): number {
  const nA = total(a);
  const nB = total(b);
  if (nA === 0 || nB === 0) return 0;
  let area = 0;
  let before = a[0]! / nA - b[0]! / nB;
  for (let bin = 1; bin < edges.length; bin++) {
    const after = before + a[bin]! / nA - b[bin]! / nB;
    area += areaUnderLine(before, after) * (edges[bin]! - edges[bin - 1]!);
    before = after;
  }
  return area;
}

/** ∫₀¹ |p + t(q − p)| dt. */
function areaUnderLine(p: number, q: number): number {
  const [left, right] = [Math.abs(p), Math.abs(q)];
  if (p * q >= 0) return (left + right) / 2;
  return (left * left + right * right) / (2 * (left + right));
}
