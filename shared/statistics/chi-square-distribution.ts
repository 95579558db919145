import { gammaQ } from './gamma.ts';

/** Probability that a χ² deviate with `df` degrees of freedom exceeds x; 1 when there are none. */
export function chiSquareSurvival(x: number, df: number): number {
  return df <= 0 ? 1 : gammaQ(df / 2, x / 2);
}

/** The x that a χ² deviate stays below with probability p; 0 when df is 0. By bisection, to 1e-14. */
export function chiSquareQuantile(p: number, df: number): number {
  if (df <= 0 || p <= 0) return 0;
  if (p >= 1) return Infinity;
  let low = 0;
  let high = df + 1;
  while (chiSquareSurvival(high, df) > 1 - p) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (high - low <= 1e-14 * high || middle <= low || middle >= high) return middle;
    if (chiSquareSurvival(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
}
