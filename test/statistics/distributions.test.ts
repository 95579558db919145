import jstat from 'jstat';
import { describe, expect, it } from 'vitest';
import {
  kolmogorovExactPValue,
  kolmogorovPValue,
  kolmogorovSurvival,
} from '../../shared/statistics/kolmogorov-distribution.ts';
import { chiSquareQuantile, chiSquareSurvival } from '../../shared/statistics/chi-square-distribution.ts';
import { gammaP, gammaQ, logGamma } from '../../shared/statistics/gamma.ts';
import { normalCdf, normalSurvival } from '../../shared/statistics/normal-distribution.ts';
import figures from '../references/statistics.json';
import { closeTo } from './close-to.ts';

const pairs = <T extends number[]>(rows: number[][]): T[] => rows as T[];

describe('distributions against scipy', () => {
  it.each(pairs<[number, number]>(figures.logGamma))('logGamma(%d)', (x, expected) => {
    closeTo(logGamma(x), expected, 1e-13, 1e-13);
  });

  it.each(pairs<[number, number]>(figures.normalCdf))(
    'normalCdf(%d), also in the far tail',
    (z, expected) => {
      closeTo(normalCdf(z), expected, 1e-12);
      closeTo(normalSurvival(-z), expected, 1e-12);
    },
  );

  it.each(pairs<[number, number, number]>(figures.chi2sf))('χ² survival(%d, df %d)', (x, df, expected) => {
    closeTo(chiSquareSurvival(x, df), expected, 1e-11);
  });

  it.each(pairs<[number, number, number]>(figures.chi2ppf))('χ² quantile(%d, df %d)', (p, df, expected) => {
    closeTo(chiSquareQuantile(p, df), expected, 1e-9);
  });

  it.each(pairs<[number, number]>(figures.kolmogorov))('Kolmogorov survival(%d)', (lambda, expected) => {
    closeTo(kolmogorovSurvival(lambda), expected, 1e-11);
  });

  it.each(pairs<[number, number, number]>(figures.kstwo))(
    'the corrected limit at d = %d, n = %d is within 1e-3 of the finite distribution',
    (d, n, expected) => {
      // An equal second sample of size 2n gives nm/(n+m) = n.
      expect(Math.abs(kolmogorovPValue(d, 2 * n, 2 * n) - expected)).toBeLessThan(1e-3);
    },
  );
});

describe('distributions against jstat and themselves', () => {
  it('the incomplete gamma functions agree with jstat and add up to one', () => {
    for (const a of [0.5, 1, 3, 20]) {
      for (const x of [0.01, 0.5, 2.9, 10, 35]) {
        closeTo(gammaP(a, x), jstat.lowRegGamma(a, x), 1e-9, 1e-12);
        closeTo(gammaP(a, x) + gammaQ(a, x), 1, 1e-13);
      }
    }
  });

  it('the exact Kolmogorov p-value of complete separation is two orders of all', () => {
    // 2 of C(6,3) = 20 interleavings put one sample wholly before the other.
    expect(kolmogorovExactPValue(1, 3, 3)).toBeCloseTo(0.1, 12);
    expect(kolmogorovExactPValue(0, 3, 3)).toBe(1);
  });
});
