import { log } from '../numeric/exp-log.ts';
import { chiSquareQuantile } from './chi-square-distribution.ts';

/**
 * Population stability index Σ (q−p)·ln(q/p) of two rows of counts over the same bins. Half a row is
 * added to each bin that either sample uses, so that an empty one gives a finite figure; bins that both
 * leave empty do not count.
 */
export function stabilityIndex(reference: readonly number[], current: readonly number[]): number {
  const used = reference.map((_, bin) => bin).filter((bin) => reference[bin]! + current[bin]! > 0);
  const p = smoothedShares(used.map((bin) => reference[bin]!));
  const q = smoothedShares(used.map((bin) => current[bin]!));
  return p.reduce((sum, share, bin) => sum + (q[bin]! - share) * log(q[bin]! / share), 0);
}

function smoothedShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
  return counts.map((count) => (count + 0.5) / total);
}

/** What chance alone keeps the index below in 95 of 100 pairs: χ²(B−1, .95)·(1/n+1/m) (MON1). */
export function stabilityIndexNoiseFloor(nBins: number, n: number, m: number): number {
  return chiSquareQuantile(0.95, nBins - 1) * (1 / n + 1 / m);
}
