import { total } from './total.ts';

/** Largest difference between the shares of one level in two rows of counts, 0 … 1. */
export function lInfinity(a: readonly number[], b: readonly number[]): number {
  const nA = total(a);
  const nB = total(b);
  if (nA === 0 || nB === 0) return 0;
  return a.reduce((largest, count, level) => Math.max(largest, Math.abs(count / nA - b[level]! / nB)), 0);
}
