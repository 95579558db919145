import { studentTTwoSided } from './student-t-distribution.ts';
import type { TestResult } from './test-result.ts';

export interface SampleMoments {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

/** In two passes, the second of which also mends the mean, so that a large mean costs no digits. */
export function sampleMoments(values: Float64Array): SampleMoments {
  let sum = 0;
  for (const value of values) sum += value;
  const rough = values.length === 0 ? 0 : sum / values.length;
  let [rest, squares] = [0, 0];
  for (const value of values) {
    const deviation = value - rough;
    rest += deviation;
    squares += deviation * deviation;
  }
  const mended = values.length === 0 ? 0 : rest / values.length;
  return { n: values.length, mean: rough + mended, squares: Math.max(0, squares - rest * mended) };
}

/**
 * Welch's t test that two samples without NaN have one mean, unequal variances allowed (Biometrika 34, 1947);
 * `statistic` is positive when a's mean is higher. pValue is 1 below two values a side or without any spread.
 */
export function welchTest(a: Float64Array, b: Float64Array): TestResult & { df: number } {
  return welchOfMoments(sampleMoments(a), sampleMoments(b));
}

export function welchOfMoments(a: SampleMoments, b: SampleMoments): TestResult & { df: number } {
  const [errorA, errorB] = [a, b].map(({ n, squares }) => squares / (n - 1) / n) as [number, number];
  const error = errorA + errorB;
  if (a.n < 2 || b.n < 2 || !(error > 0)) return { test: 'welch-t', statistic: 0, df: 0, pValue: 1 };
  const statistic = (a.mean - b.mean) / Math.sqrt(error);
  const df = (error * error) / ((errorA * errorA) / (a.n - 1) + (errorB * errorB) / (b.n - 1));
  return { test: 'welch-t', statistic, df, pValue: studentTTwoSided(statistic, df) };
}

/**
 * Cohen's d: the difference of the means in pooled standard deviations, positive when a's is higher; 0 without
 * any spread. By convention 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988).
 */
export function cohensD(a: SampleMoments, b: SampleMoments): number {
  const pooled = Math.sqrt((a.squares + b.squares) / (a.n + b.n - 2));
  return pooled > 0 && Number.isFinite(pooled) ? (a.mean - b.mean) / pooled : 0;
}
