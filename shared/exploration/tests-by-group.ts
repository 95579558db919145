import { independenceTest } from '../statistics/contingency.ts';
import { cramersV } from '../statistics/cramers-v.ts';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { kruskalWallis, mannWhitney } from '../statistics/rank-tests.ts';
import { wasserstein } from '../statistics/wasserstein.ts';
import { cohensD, sampleMoments, welchOfMoments } from '../statistics/welch-t-test.ts';
import type { Column, ColumnType } from '../table/table.ts';
import { splitByBucket } from './boxes.ts';
import { bucketsOf, quantityText, type Buckets } from './buckets.ts';
import { isQuantity, numbersOf } from './column-values.ts';
import { crossCounts } from './cross-counts.ts';
import { effect } from './effects.ts';
import type { SingleTest } from './single-test.ts';

/** Tests whether a column is the same in all groups. Cost: a few sorts. */
export function testsAgainstGroups(column: Column, groups: Buckets): SingleTest[] {
  if (!isQuantity(column)) return [independence(column, groups)];
  const values = numbersOf(column);
  const parts = splitByBucket(values, groups.codes, groups.labels.length);
  if (parts.filter((part) => part.length > 0).length < 2) return [];
  if (parts.length === 2) return twoSamples(parts as [Float64Array, Float64Array], groups, column.type);
  return [manySamples(values, parts, groups, column.type)];
}

function twoSamples(
  [a, b]: [Float64Array, Float64Array],
  { labels }: Buckets,
  type: ColumnType,
): SingleTest[] {
  const [momentsA, momentsB] = [sampleMoments(a), sampleMoments(b)];
  const welch = welchOfMoments(momentsA, momentsB);
  const ranked = mannWhitney(a, b);
  const ks = kolmogorovSmirnov(a, b);
  const pooled = Math.sqrt((momentsA.squares + momentsB.squares) / (a.length + b.length));
  const shift = pooled > 0 ? wasserstein(a, b) / pooled : 0;
  const [medianA, medianB] = [median(a), median(b)];
  const compare = (what: string, x: number, y: number): string =>
    `${what} ${quantityText(x, type)} in ${labels[0]}, ${quantityText(y, type)} in ${labels[1]}`;
  return [
    {
      test: 'Welch’s t',
      statistic: welch.statistic,
      pValue: welch.pValue,
      effect: effect('Cohen’s d', cohensD(momentsA, momentsB)),
      seen: compare('mean', momentsA.mean, momentsB.mean),
    },
    {
      test: 'Mann–Whitney',
      statistic: ranked.statistic,
      pValue: ranked.pValue,
      effect: effect('rank-biserial', ranked.rankBiserial),
      seen: compare('median', medianA, medianB),
    },
    {
      test: 'Kolmogorov–Smirnov',
      statistic: ks.statistic,
      pValue: ks.pValue,
      effect: effect('W1/σ', shift),
      seen: `the distributions are up to ${Math.round(100 * ks.statistic)} points apart`,
    },
  ];
}

const median = (values: Float64Array): number => quantileOfSorted(values.toSorted(), 0.5);

function manySamples(
  values: Float64Array,
  parts: readonly Float64Array[],
  { codes, labels }: Buckets,
  type: ColumnType,
): SingleTest {
  const complete = codes.map((code, row) => (values[row]! === values[row]! ? code : -1));
  const result = kruskalWallis(values, complete, labels.length);
  const medians = parts
    .map((part, at) => ({ label: labels[at]!, value: median(part) }))
    .filter(({ value }) => value === value)
    .toSorted((a, b) => a.value - b.value);
  const [least, most] = [medians[0]!, medians.at(-1)!];
  return {
    test: 'Kruskal–Wallis',
    statistic: result.statistic,
    pValue: result.pValue,
    effect: effect('ε²', result.epsilonSquared),
    seen: `median from ${quantityText(least.value, type)} in ${least.label} to ${quantityText(most.value, type)} in ${most.label}`,
  };
}

const MOST_LEVELS = 50;

function independence(column: Column, groups: Buckets): SingleTest {
  const levels = bucketsOf(column, { most: MOST_LEVELS, ranges: 1, cut: 'width', order: 'frequency' });
  const counts = crossCounts(levels, groups);
  const [nRows, nColumns] = [levels.labels.length, groups.labels.length];
  const result = independenceTest(counts.flat(), nRows, nColumns);
  const strength = cramersV(counts.flat(), nRows, nColumns, { corrected: true });
  return {
    test: 'χ²',
    statistic: result.statistic,
    pValue: result.pValue,
    effect: effect('Cramér’s V', strength),
    seen: sharesSeen(levels, counts, groups),
    ...(result.smallestExpected < 5
      ? { caution: 'Some combinations are rare, so the p-value is rough.' }
      : {}),
  };
}

/** The level whose share of the first group moves most from that of all rows. */
function sharesSeen(levels: Buckets, counts: readonly (readonly number[])[], groups: Buckets): string {
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const all = sums.reduce((sum, count) => sum + count, 0);
  const first = counts.reduce((sum, row) => sum + (row[0] ?? 0), 0);
  if (all === 0 || first === 0) return 'no row has both values';
  const weight = (at: number): number => Math.abs(counts[at]![0]! - (sums[at]! * first) / all);
  const at = levels.labels
    .map((_, index) => index)
    .reduce((best, index) => (weight(index) > weight(best) ? index : best), 0);
  const [label, rest] = [levels.labels[at]!, Math.max(1, all - sums[at]!)];
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return `${groups.labels[0]} is ${percent(counts[at]![0]! / sums[at]!)} of ${label} and ${percent((first - counts[at]![0]!) / rest)} of all others`;
}
