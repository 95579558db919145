import { exp } from '../numeric/exp-log.ts';
import { logGamma } from './gamma.ts';
import { normalSurvival } from './normal-distribution.ts';
import type { TestResult } from './test-result.ts';

const SMALLEST_EXPECTED = 5;

/**
 * Two-sided test that `hitsA` of nA and `hitsB` of nB have one rate: the pooled z test, or Fisher's exact
 * test where an expected count is below 5 (the z test would cry wolf there). `statistic` is always z,
 * positive when B's rate is higher.
 */
export function twoProportionTest(hitsA: number, nA: number, hitsB: number, nB: number): TestResult {
  const pooled = (hitsA + hitsB) / (nA + nB);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / nA + 1 / nB));
  if (!(error > 0) || !Number.isFinite(error)) return { test: 'two-proportion', statistic: 0, pValue: 1 };
  const statistic = (hitsB / nB - hitsA / nA) / error;
  const smallest = Math.min(pooled, 1 - pooled) * Math.min(nA, nB);
  const pValue =
    smallest < SMALLEST_EXPECTED
      ? fisherPValue(hitsA, nA, hitsB, nB)
      : Math.min(1, 2 * normalSurvival(Math.abs(statistic)));
  return { test: 'two-proportion', statistic, pValue };
}

/** Sums the hypergeometric probabilities that are no larger than the observed one. */
function fisherPValue(hitsA: number, nA: number, hitsB: number, nB: number): number {
  const hits = hitsA + hitsB;
  const logChances = (k: number): number => logChoose(nB, k) + logChoose(nA, hits - k);
  const all = logChoose(nA + nB, hits);
  const observed = logChances(hitsB);
  let sum = 0;
  for (let k = Math.max(0, hits - nA); k <= Math.min(hits, nB); k++) {
    const chances = logChances(k);
    if (chances <= observed + 1e-7) sum += exp(chances - all);
  }
  return Math.min(1, sum);
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
