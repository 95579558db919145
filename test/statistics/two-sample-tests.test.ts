import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { benjaminiHochberg } from '../../shared/statistics/benjamini-hochberg.ts';
import { chiSquareTest } from '../../shared/statistics/chi-square-test.ts';
import { kolmogorovExactPValue, kolmogorovPValue } from '../../shared/statistics/kolmogorov-distribution.ts';
import { binnedKolmogorovSmirnov, kolmogorovSmirnov } from '../../shared/statistics/kolmogorov-smirnov.ts';
import { countNumbers } from '../../shared/statistics/profile-build.ts';
import { twoProportionTest } from '../../shared/statistics/two-proportion-test.ts';
import figures from '../references/statistics.json';
import { closeTo } from './close-to.ts';

describe('Kolmogorov–Smirnov', () => {
  it.each(figures.ks)('agrees with scipy.stats.ks_2samp, case %#', ({ a, b, d, exact, asymptotic }) => {
    const result = kolmogorovSmirnov(Float64Array.from(a), Float64Array.from(b));
    closeTo(result.statistic, d, 1e-12);
    closeTo(kolmogorovExactPValue(d, a.length, b.length), exact, 1e-9, 1e-14);
    if (a.length * b.length <= 10_000)
      closeTo(result.pValue, kolmogorovExactPValue(d, a.length, b.length), 1e-9);
    if (a.length > 100) {
      closeTo(result.pValue, kolmogorovPValue(d, a.length, b.length), 1e-9);
      closeTo(result.pValue, asymptotic, 0.01);
    }
  });

  it('on counts by bin is below the true statistic by at most one bin', () => {
    const rng = createRng(5);
    const a = Float64Array.from({ length: 2000 }, () => rng.normal());
    const b = Float64Array.from({ length: 500 }, () => rng.normal() + 0.4);
    const edges = Array.from({ length: 33 }, (_, i) => -3 + (6 * i) / 32);
    const binned = binnedKolmogorovSmirnov(countNumbers(edges, a).slice(1), countNumbers(edges, b).slice(1));
    const exact = kolmogorovSmirnov(a, b).statistic;
    expect(binned.statistic).toBeLessThanOrEqual(exact);
    expect(binned.statistic).toBeGreaterThan(exact - 0.08);
    expect(binned.pValue).toBeLessThan(1e-8);
  });

  it('on counts by bin does not see a move inside a bin', () => {
    expect(binnedKolmogorovSmirnov([0, 500, 500, 0], [0, 100, 100, 0])).toMatchObject({
      statistic: 0,
      pValue: 1,
    });
  });
});

describe('χ²', () => {
  it.each(figures.counts)('agrees with scipy.stats.chi2_contingency, case %#', ({ a, b, chi2, p }) => {
    const result = chiSquareTest(a, b);
    closeTo(result.statistic, chi2, 1e-12);
    closeTo(result.pValue, p, 1e-10);
  });

  it('merges levels expected below five into one', () => {
    // 100 against 100: levels with fewer than 10 rows in both together are expected below 5.
    expect(chiSquareTest([60, 35, 2, 3], [50, 43, 5, 2])).toEqual(chiSquareTest([60, 35, 5], [50, 43, 7]));
  });

  it('joins merged levels to the smallest other when together they are still rare', () => {
    expect(chiSquareTest([60, 38, 1, 1], [50, 48, 2, 0])).toEqual(chiSquareTest([60, 40], [50, 50]));
  });

  it('finds nothing to test where one level is left or a sample is empty', () => {
    expect(chiSquareTest([100, 2], [100, 1]).pValue).toBe(1);
    expect(chiSquareTest([10, 20], [0, 0]).pValue).toBe(1);
  });
});

const rates = (table: number[][]): [number, number, number, number] => {
  const [[a, restA], [b, restB]] = table as [[number, number], [number, number]];
  return [a, a + restA, b, b + restB];
};

describe('two proportions', () => {
  it.each(figures.twoProportion as [number[][], number][])('the z test agrees with χ² of %j', (table, p) => {
    closeTo(twoProportionTest(...rates(table)).pValue, p, 1e-10);
  });

  it.each(figures.fisher as [number[][], number][])(
    'rare hits %j get the exact test of Fisher',
    (table, p) => {
      closeTo(twoProportionTest(...rates(table)).pValue, p, 1e-9);
    },
  );

  it('no hits at all differ in nothing', () => {
    expect(twoProportionTest(0, 500, 0, 100).pValue).toBe(1);
    expect(twoProportionTest(500, 500, 100, 100).pValue).toBe(1);
    expect(twoProportionTest(0, 0, 3, 100).pValue).toBe(1);
  });
});

it('Benjamini–Hochberg adjusts as by the definition, in the order given', () => {
  benjaminiHochberg(figures.pValues).forEach((p, i) => closeTo(p, figures.adjusted[i]!, 1e-12));
  expect(benjaminiHochberg([])).toEqual([]);
});
