import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { pearson, ranks, spearman } from '../../shared/statistics/correlation.ts';
import { cramersV } from '../../shared/statistics/cramers-v.ts';
import { jensenShannon, jensenShannonNoiseFloor } from '../../shared/statistics/jensen-shannon.ts';
import { lInfinity } from '../../shared/statistics/l-infinity.ts';
import { stabilityIndex, stabilityIndexNoiseFloor } from '../../shared/statistics/stability-index.ts';
import { binnedWasserstein, wasserstein } from '../../shared/statistics/wasserstein.ts';
import figures from '../references/statistics.json';
import { closeTo } from './close-to.ts';

describe('effect sizes against scipy', () => {
  it.each(figures.wasserstein)('Wasserstein-1, case %#', ({ a, b, distance }) => {
    closeTo(wasserstein(Float64Array.from(a), Float64Array.from(b)), distance, 1e-12);
  });

  it.each(figures.counts)('Jensen–Shannon distance in nats, and Cramér’s V, case %#', (counts) => {
    const { a, b } = counts;
    closeTo(jensenShannon(a, b), counts.js, 1e-10);
    closeTo(cramersV([...a, ...b], 2, a.length), counts.v, 1e-12);
    closeTo(cramersV([...a, ...b], 2, a.length, { corrected: true }), counts.correctedV, 1e-10);
  });

  it('Pearson and Spearman, with ties', () => {
    const [x, y] = [Float64Array.from(figures.x), Float64Array.from(figures.y)];
    closeTo(pearson(x, y)!, figures.pearson, 1e-12);
    closeTo(spearman(x, y)!, figures.spearman, 1e-12);
    expect([...ranks(Float64Array.of(3, 1, 3, 2))]).toEqual([3.5, 1, 3.5, 2]);
    expect(pearson(x, new Float64Array(x.length))).toBeNull();
  });
});

describe('effect sizes on counts', () => {
  it('the binned Wasserstein distance of a shift by one bin is the width of the bin', () => {
    expect(binnedWasserstein([0, 2, 4, 6], [0, 10, 10, 0, 0], [0, 0, 10, 10, 0])).toBeCloseTo(2, 12);
  });

  it('is exact where distribution functions cross inside a bin', () => {
    // Uniform over [0, 2) against half on each outer side: |F − G| = |1/2 − x/2| there.
    expect(binnedWasserstein([0, 2], [0, 4, 0], [2, 0, 2])).toBeCloseTo(0.5, 12);
  });

  it('values beyond the outer edges count as on them', () => {
    expect(binnedWasserstein([0, 1], [0, 10, 0], [0, 0, 10])).toBeCloseTo(0.5, 12);
  });

  it('L∞ and PSI are zero for equal shares and finite for an empty level', () => {
    expect(lInfinity([10, 30], [1, 3])).toBe(0);
    expect(lInfinity([10, 30], [4, 0])).toBe(0.75);
    expect(stabilityIndex([100, 300], [100, 300])).toBe(0);
    expect(stabilityIndex([100, 300, 0], [400, 0, 0])).toBeCloseTo(stabilityIndex([100, 300], [400, 0]), 12);
    expect(stabilityIndex([100, 300], [400, 0])).toBeGreaterThan(3);
  });
});

describe('[MON1] noise floors', () => {
  // 2000 pairs from one distribution: the share below the floor is 0.95 ± 0.015 (3 standard errors).
  const rng = createRng(17);
  const shares = [0.4, 0.3, 0.2, 0.1];
  const draw = (n: number): number[] => {
    const counts = shares.map(() => 0);
    for (let i = 0; i < n; i++) {
      let left = rng.uniform();
      counts[shares.findIndex((share) => (left -= share) < 0)]! += 1;
    }
    return counts;
  };
  const pairs = Array.from({ length: 2000 }, () => [draw(600), draw(200)] as const);
  const shareBelow = (size: (a: number[], b: number[]) => number, floor: number): number =>
    pairs.filter(([a, b]) => size(a, b) < floor).length / pairs.length;

  it('95 of 100 pairs from one distribution stay below the floor of Jensen–Shannon', () => {
    expect(shareBelow(jensenShannon, jensenShannonNoiseFloor(4, 600, 200))).toBeCloseTo(0.95, 1.5);
  });

  it('95 of 100 pairs from one distribution stay below the floor of PSI', () => {
    expect(shareBelow(stabilityIndex, stabilityIndexNoiseFloor(4, 600, 200))).toBeCloseTo(0.95, 1.5);
  });
});
