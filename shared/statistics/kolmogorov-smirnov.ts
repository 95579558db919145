import { kolmogorovExactPValue, kolmogorovPValue } from './kolmogorov-distribution.ts';
import type { TestResult } from './test-result.ts';
import { total } from './total.ts';

/** Up to this many lattice points the p-value is exact. */
const EXACT_UP_TO = 10_000;

/** Two-sample Kolmogorov–Smirnov test of samples without NaN. Cost: sorting. */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): TestResult {
  const statistic = largestDistance(a.toSorted(), b.toSorted());
  const exact = a.length * b.length > 0 && a.length * b.length <= EXACT_UP_TO;
  const pValue = (exact ? kolmogorovExactPValue : kolmogorovPValue)(statistic, a.length, b.length);
  return { test: 'ks', statistic, pValue };
}

function largestDistance(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/**
 * The same test on counts over the same bins (without the missing ones). Both distribution functions are
 * known exactly at the edges and are taken as straight lines between, so their largest distance stands at
 * an edge. It sees every move across an edge, and none that stays inside a bin: the statistic is at most
 * the share of one bin below the true one, and the p-value errs towards "no difference".
 */
export function binnedKolmogorovSmirnov(a: readonly number[], b: readonly number[]): TestResult {
  const nA = total(a);
  const nB = total(b);
  if (nA === 0 || nB === 0) return { test: 'ks', statistic: 0, pValue: 1 };
  let statistic = 0;
  for (let bin = 0, sumA = 0, sumB = 0; bin < a.length; bin++) {
    sumA += a[bin]!;
    sumB += b[bin]!;
    statistic = Math.max(statistic, Math.abs(sumA / nA - sumB / nB));
  }
  return { test: 'ks', statistic, pValue: kolmogorovPValue(statistic, nA, nB) };
}
