import { log } from '../numeric/exp-log.ts';
import { chiSquareQuantile } from './chi-square-distribution.ts';
import { total } from './total.ts';

/**
 * Jensen–Shannon distance of two rows of counts over the same levels: the square root of the divergence
 * in nats, 0 … √ln 2 ≈ 0.833, as `scipy.spatial.distance.jensenshannon` gives it by default. Natural
 * logarithms, since the noise floor below is the large-sample size of the divergence in nats.
 */
export function jensenShannon(a: readonly number[], b: readonly number[]): number {
  const nA = total(a);
  const nB = total(b);
  if (nA === 0 || nB === 0) return 0;
  let divergence = 0;
  a.forEach((count, level) => {
    const p = count / nA;
    const q = b[level]! / nB;
    divergence += (relativeEntropy(p, (p + q) / 2) + relativeEntropy(q, (p + q) / 2)) / 2;
  });
  return Math.sqrt(Math.max(0, divergence));
}

const relativeEntropy = (p: number, middle: number): number => (p === 0 ? 0 : p * log(p / middle));

/**
 * What chance alone keeps the distance below in 95 of 100 pairs of samples of n and m values over k
 * levels: √(χ²(k−1, .95)·(1/n+1/m)/8) (MON1).
 */
export function jensenShannonNoiseFloor(nLevels: number, n: number, m: number): number {
  return Math.sqrt((chiSquareQuantile(0.95, nLevels - 1) * (1 / n + 1 / m)) / 8);
}
