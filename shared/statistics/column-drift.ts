import { chiSquareTest } from './chi-square-test.ts';
import { jensenShannon, jensenShannonNoiseFloor } from './jensen-shannon.ts';
import { binnedKolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { lInfinity } from './l-infinity.ts';
import type { CategoricalProfile, FeatureProfile, NumericProfile } from './profile.ts';
import { stabilityIndex, stabilityIndexNoiseFloor } from './stability-index.ts';
import type { TestResult } from './test-result.ts';
import { total } from './total.ts';
import { twoProportionTest } from './two-proportion-test.ts';
import { binnedWasserstein } from './wasserstein.ts';
import { driftThresholds } from './drift-thresholds.ts';
import { expectedNewLevels, fairCells } from './level-cells.ts';

export interface Effect {
  name: 'wasserstein' | 'jensen-shannon' | 'l-infinity' | 'auc';
  /**
   * Wasserstein-1 in standard deviations of the reference; Jensen–Shannon distance in nats; largest change of a
   * share; AUC of telling before from after.
   */
  value: number;
  /** Smallest size that matters in practice. */
  threshold: number;
  /** What chance alone may reach at these sample sizes; 0 where MON1 names none. */
  noiseFloor: number;
}

/** Rates of missing cells or unknown levels, in the reference and now, and whether they could differ by chance. */
export interface RateChange {
  reference: number;
  current: number;
  /** null when neither sample has a single one: there is nothing to test. */
  test: TestResult | null;
}

/** One column compared, before p-values are adjusted over all columns. */
export interface ColumnComparison {
  /** Present rows now; 0 where the reference has none, or (free text) no bins to compare them by. */
  nComparable: number;
  test: TestResult;
  effect: Effect;
  psi: number;
  psiNoiseFloor: number;
  missing: RateChange;
  /** null for numeric columns; without a test where the reference has "other" levels that nobody can tell from new ones. */
  newLevels: RateChange | null;
}

/** Compares counts over a feature's bins (see profile.ts) with those of its reference. */
export function compareColumn(feature: FeatureProfile, current: readonly number[]): ColumnComparison {
  const [missingBefore, ...before] = feature.counts;
  const [missingNow, ...now] = current;
  const comparison = feature.kind === 'numeric' ? compareNumbers : compareLevels;
  return {
    nComparable: total(before) === 0 || before.length < 2 ? 0 : total(now),
    ...comparison(feature as NumericProfile & CategoricalProfile, before, now),
    psi: stabilityIndex(before, now),
    psiNoiseFloor: noiseFloor(stabilityIndexNoiseFloor, usedBins(before, now), before, now),
    missing: compareRates(missingBefore!, total(feature.counts), missingNow!, total(current)),
    newLevels: feature.kind === 'numeric' ? null : compareNewLevels(before, now),
  };
}

type Comparison = Pick<ColumnComparison, 'test' | 'effect'>;

function compareNumbers(feature: NumericProfile, before: number[], now: number[]): Comparison {
  const test = binnedKolmogorovSmirnov(before, now);
  // A constant has no standard deviation to measure by: what counts is how many rows left it.
  const effect: Effect =
    feature.std > 0
      ? {
          name: 'wasserstein',
          value: binnedWasserstein(feature.edges, before, now) / feature.std,
          threshold: driftThresholds.wasserstein,
          noiseFloor: 0,
        }
      : { name: 'l-infinity', value: test.statistic, threshold: driftThresholds.lInfinity, noiseFloor: 0 };
  return { test, effect };
}

/** Where the reference counted "other" there are too many levels for Jensen–Shannon. */
function compareLevels(_feature: CategoricalProfile, allBefore: number[], allNow: number[]): Comparison {
  const { before, now } = fairCells(allBefore, allNow);
  const test = chiSquareTest(before, now);
  if (allBefore.at(-1)! > 0) {
    const value = lInfinity(before, now);
    return {
      test,
      effect: { name: 'l-infinity', value, threshold: driftThresholds.lInfinity, noiseFloor: 0 },
    };
  }
  return {
    test,
    effect: {
      name: 'jensen-shannon',
      value: jensenShannon(before, now),
      threshold: driftThresholds.jensenShannon,
      noiseFloor: noiseFloor(jensenShannonNoiseFloor, usedBins(before, now), before, now),
    },
  };
}

function compareNewLevels(before: readonly number[], now: readonly number[]): RateChange {
  const unknown = now.at(-1)!;
  const expected = expectedNewLevels(before);
  if (before.at(-1)! > 0) {
    return {
      reference: share(before.at(-1)!, total(before)),
      current: share(unknown, total(now)),
      test: null,
    };
  }
  return compareRates(expected.hits, expected.n, unknown, total(now));
}

const usedBins = (before: readonly number[], now: readonly number[]): number =>
  before.filter((count, bin) => count + now[bin]! > 0).length;

function noiseFloor(
  floorOf: (nBins: number, n: number, m: number) => number,
  nBins: number,
  before: readonly number[],
  now: readonly number[],
): number {
  const [n, m] = [total(before), total(now)];
  return n === 0 || m === 0 ? 0 : floorOf(nBins, n, m);
}

function compareRates(hitsBefore: number, before: number, hitsNow: number, now: number): RateChange {
  return {
    reference: share(hitsBefore, before),
    current: share(hitsNow, now),
    test: hitsBefore + hitsNow === 0 ? null : twoProportionTest(hitsBefore, before, hitsNow, now),
  };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
