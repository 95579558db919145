import { gammaQ } from './gamma.ts';

/** Probability that a standard normal deviate exceeds z, accurate in its far tail. */
export function normalSurvival(z: number): number {
  const tail = gammaQ(0.5, 0.5 * z * z) / 2;
  return z < 0 ? 1 - tail : tail;
}

/** Probability that a standard normal deviate is at most z. */
export function normalCdf(z: number): number {
  return normalSurvival(-z);
}
