import { argsort } from './argsort.ts';
import { studentTTwoSided } from './student-t-distribution.ts';

/** Pearson's correlation of two equally long samples without NaN; null when either is constant. */
export function pearson(x: Float64Array, y: Float64Array): number | null {
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

/** Spearman's rank correlation, ties sharing their mean rank; null when either is constant. */
export function spearman(x: Float64Array, y: Float64Array): number | null {
  return pearson(ranks(x), ranks(y));
}

/** Ranks from 1; equal values share the mean of theirs. Cost: one argsort. */
export function ranks(values: Float64Array): Float64Array {
  const order = argsort(values);
  const out = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) out[order[i]!] = (start + 1 + end) / 2;
  }
  return out;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Two-sided p-value of a correlation of n pairs, from Student's t with n − 2 degrees of freedom; for
 * Spearman's an approximation, good from about ten pairs. 1 below three pairs.
 */
export function correlationPValue(r: number, n: number): number {
  if (n < 3) return 1;
  return studentTTwoSided(r * Math.sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2);
}
