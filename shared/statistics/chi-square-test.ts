import { chiSquareSurvival } from './chi-square-distribution.ts';
import type { TestResult } from './test-result.ts';
import { total } from './total.ts';

/** Below this expected count in either sample the χ² approximation is not trusted (Cochran 1954). */
const SMALLEST_EXPECTED = 5;

/**
 * Pearson's χ² test that two rows of counts over the same levels come from one distribution, without
 * continuity correction. Levels expected below 5 are merged into one; if that one is still below 5 it
 * joins the smallest of the others. pValue is 1 when a single level is left.
 */
export function chiSquareTest(a: readonly number[], b: readonly number[]): TestResult {
  const merged = mergeRareLevels(a, b);
  const [nA, nB] = [total(merged.a), total(merged.b)];
  if (nA === 0 || nB === 0 || merged.a.length < 2) return { test: 'chi-square', statistic: 0, pValue: 1 };
  let statistic = 0;
  merged.a.forEach((countA, level) => {
    const countB = merged.b[level]!;
    const expectedA = ((countA + countB) * nA) / (nA + nB);
    const expectedB = ((countA + countB) * nB) / (nA + nB);
    statistic += (countA - expectedA) ** 2 / expectedA + (countB - expectedB) ** 2 / expectedB;
  });
  return { test: 'chi-square', statistic, pValue: chiSquareSurvival(statistic, merged.a.length - 1) };
}

function mergeRareLevels(a: readonly number[], b: readonly number[]): { a: number[]; b: number[] } {
  const smaller = Math.min(total(a), total(b)) / (total(a) + total(b));
  const isRare = (countA: number, countB: number): boolean => (countA + countB) * smaller < SMALLEST_EXPECTED;
  const kept = a.map((_, level) => level).filter((level) => !isRare(a[level]!, b[level]!));
  const out = { a: kept.map((level) => a[level]!), b: kept.map((level) => b[level]!) };
  const restA = total(a) - total(out.a);
  const restB = total(b) - total(out.b);
  if (restA + restB === 0) return out;
  if (out.a.length === 0 || !isRare(restA, restB)) {
    return { a: [...out.a, restA], b: [...out.b, restB] };
  }
  const sums = out.a.map((count, level) => count + out.b[level]!);
  const smallest = sums.indexOf(Math.min(...sums));
  out.a[smallest]! += restA;
  out.b[smallest]! += restB;
  return out;
}
