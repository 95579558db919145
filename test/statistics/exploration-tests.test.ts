import { describe, expect, it } from 'vitest';
import { independenceTest } from '../../shared/statistics/contingency.ts';
import { correlationPValue, pearson, spearman } from '../../shared/statistics/correlation.ts';
import { correlationRatio } from '../../shared/statistics/correlation-ratio.ts';
import { cramersV } from '../../shared/statistics/cramers-v.ts';
import { incompleteBeta } from '../../shared/statistics/incomplete-beta.ts';
import { kruskalWallis, mannWhitney } from '../../shared/statistics/rank-tests.ts';
import { studentTTwoSided } from '../../shared/statistics/student-t-distribution.ts';
import { cohensD, sampleMoments, welchTest } from '../../shared/statistics/welch-t-test.ts';
import figures from '../references/exploration.json';
import { closeTo } from './close-to.ts';

const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values);

describe('distributions against scipy, to 1e-9', () => {
  it.each(figures.beta as [number, number, number, number][])(
    'the incomplete beta function of a %d, b %d, x %d',
    (a, b, x, value) => closeTo(incompleteBeta(x, 1 - x, a, b), value, 1e-9),
  );

  it.each(figures.t as [number, number, number][])('Student’s t %d with %d degrees', (t, df, p) =>
    closeTo(studentTTwoSided(t, df), p, 1e-9),
  );
});

describe('tests against scipy, to 1e-9', () => {
  it.each(figures.twoSamples)('Welch’s t and Cohen’s d, case %#', ({ a, b, t, tp, d }) => {
    const result = welchTest(numbers(a), numbers(b));
    closeTo(result.statistic, t, 1e-9);
    closeTo(result.pValue, tp, 1e-9);
    closeTo(cohensD(sampleMoments(numbers(a)), sampleMoments(numbers(b))), d, 1e-9);
  });

  it.each(figures.twoSamples)('Mann–Whitney, exact and in the limit, case %#', ({ a, b, u, up }) => {
    const result = mannWhitney(numbers(a), numbers(b));
    closeTo(result.statistic, u, 1e-12);
    closeTo(result.pValue, up, 1e-9);
    closeTo(result.rankBiserial, (2 * u) / (a.length * b.length) - 1, 1e-12);
  });

  it.each(figures.correlated)('Pearson and Spearman with their p-values, case %#', (pair) => {
    const [x, y] = [numbers(pair.x), numbers(pair.y)];
    closeTo(pearson(x, y)!, pair.pearson, 1e-9);
    closeTo(spearman(x, y)!, pair.spearman, 1e-9);
    closeTo(correlationPValue(pair.pearson, x.length), pair.pearsonP, 1e-9);
    closeTo(correlationPValue(pair.spearman, x.length), pair.spearmanP, 1e-9);
  });

  it.each(figures.tables)('χ² of independence and Cramér’s V, case %#', (table) => {
    const [nRows, nColumns] = table.shape as [number, number];
    const result = independenceTest(table.counts, nRows, nColumns);
    closeTo(result.statistic, table.chi2, 1e-9);
    closeTo(result.pValue, table.p, 1e-9);
    expect(result.df).toBe(table.df);
    closeTo(result.smallestExpected, table.smallestExpected, 1e-12);
    closeTo(cramersV(table.counts, nRows, nColumns), table.v, 1e-9);
  });

  it.each(figures.grouped)('Kruskal–Wallis and the correlation ratio, case %#', (sample) => {
    const groups = Int32Array.from(sample.groups);
    const result = kruskalWallis(numbers(sample.values), groups, 5);
    closeTo(result.statistic, sample.h, 1e-9);
    closeTo(result.pValue, sample.p, 1e-9);
    closeTo(correlationRatio(numbers(sample.values), groups, 5), sample.eta, 1e-9);
  });
});

describe('where there is nothing to test', () => {
  const constant = new Float64Array(9).fill(3);
  it('a constant, an empty or a single-valued sample gives p = 1 and no effect, never NaN', () => {
    expect(welchTest(constant, constant).pValue).toBe(1);
    expect(cohensD(sampleMoments(constant), sampleMoments(constant))).toBe(0);
    expect(mannWhitney(constant, constant)).toMatchObject({ pValue: 1, rankBiserial: 0 });
    expect(mannWhitney(constant, new Float64Array(0)).pValue).toBe(1);
    expect(kruskalWallis(constant, new Int32Array(9), 1).pValue).toBe(1);
    expect(independenceTest([4, 5], 1, 2).pValue).toBe(1);
    expect(correlationRatio(constant, new Int32Array(9), 2)).toBe(0);
  });

  it('rows without a group are left out', () => {
    const values = numbers([1, 2, 3, 100]);
    expect(correlationRatio(values, Int32Array.of(0, 1, 1, -1), 2)).toBeCloseTo(Math.sqrt(1.5 / 2), 12);
  });
});
