import { describe, expect, it } from 'vitest';
import { expectedNewLevels, fairCells } from '../../shared/statistics/level-cells.ts';
import { driftReport } from '../../shared/monitoring/drift-report.ts';
import { createRng } from '../../shared/random/rng.ts';
import { binCount, binIndex } from '../../shared/statistics/profile-bins.ts';
import { profileTable } from '../../shared/statistics/profile-build.ts';
import type { FeatureProfile } from '../../shared/statistics/profile.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';

describe('fair cells', () => {
  it('levels seen too seldom to be known join "other", in both samples', () => {
    expect(fairCells([500, 300, 2, 1, 0], [50, 30, 1, 0, 9])).toEqual({
      before: [500, 300, 3],
      now: [50, 30, 10],
    });
  });

  it('a level that was rare and no longer is stays in sight', () => {
    expect(fairCells([500, 300, 1, 0], [50, 30, 40, 0])).toEqual({
      before: [500, 300, 1, 0],
      now: [50, 30, 40, 0],
    });
  });

  it('where levels were left out, those near the cut are as good as left out', () => {
    const { before } = fairCells([400, 32, 26, 25, 3000], [400, 32, 26, 25, 3000]);
    expect(before).toEqual([400, 32 + 26 + 25 + 3000]);
  });
});

/** 45 levels, each rarer than the one before: a small reference always misses some. */
const draw = (n: number, seed: number): string[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => `level ${Math.floor(45 * rng.uniform() ** 3)}`);
};
const profiled = (values: readonly string[]): FeatureProfile =>
  profileTable(
    tableFromInstances(
      [{ name: 'c', type: 'categorical' }],
      values.map((value) => [value]),
    ),
    ['c'],
  )[0]!;
const judge = (feature: FeatureProfile, values: readonly string[]) => {
  const counts = Array.from({ length: binCount(feature) }, () => 0);
  for (const value of values) counts[binIndex(feature, value)]! += 1;
  const profile = { nRows: 0, features: [feature], labels: [], confidence: [] };
  return driftReport(profile, { count: values.length, features: [{ name: 'c', counts }], labels: [] })
    .features[0]!;
};

describe('[MON1] rare levels', () => {
  it('a fresh sample brings about as many unknown rows as the reference has levels seen once', () => {
    let expected = 0;
    let seen = 0;
    for (let seed = 0; seed < 50; seed++) {
      const feature = profiled(draw(150, seed));
      const { hits, n } = expectedNewLevels(feature.counts.slice(1));
      expected += hits / n;
      seen += judge(feature, draw(1000, 900 + seed)).newLevelShare;
    }
    expect(seen / 50).toBeGreaterThan(0.02);
    expect(Math.abs(expected - seen) / seen).toBeLessThan(0.2);
  });

  it('which is no drift', () => {
    const alarms = Array.from({ length: 150 }, (_, seed) =>
      judge(profiled(draw(150, seed)), draw(1000, 900 + seed)),
    );
    expect(alarms.filter(({ status }) => status === 'drift').length).toBeLessThanOrEqual(5);
  });

  it('while a level that truly is new alarms', () => {
    const values = draw(1000, 3).map((value, row) => (row % 3 === 0 ? 'brand new' : value));
    expect(judge(profiled(draw(150, 2)), values).reasons.map(({ kind }) => kind)).toContain('new-levels');
  });
});
