import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Probability that a Student t deviate with `df` degrees of freedom is at least |t| away from 0 (two-sided);
 * accurate in its far tail. Cost: about √df terms.
 */
export function studentTTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return 1;
  if (!Number.isFinite(t)) return 0;
  const square = t * t;
  return incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5);
}
