import { describe, expect, it } from 'vitest';
import { driftReport, type DriftReport } from '../../shared/monitoring/drift-report.ts';
import type { FeatureDrift } from '../../shared/statistics/feature-drift.ts';
import { createRng } from '../../shared/random/rng.ts';
import { COLUMNS, countsOf, drawRows, profileOf, type Row } from './samples.ts';

const reference = profileOf(drawRows(4000, createRng(1)));

function report(rows: readonly Row[]): DriftReport {
  return driftReport(reference, countsOf(reference, rows));
}

/** Draws rows, changes them, and tells what the report says of one column. */
function after(n: number, seed: number, name: string, change: (row: Row, at: number) => void): FeatureDrift {
  const rows = drawRows(n, createRng(seed));
  rows.forEach(change);
  return report(rows).features.find((feature) => feature.name === name)!;
}

const column = (name: (typeof COLUMNS)[number]['name']): number =>
  COLUMNS.findIndex((entry) => entry.name === name);

describe('[MON1] false alarms', () => {
  // Under no drift at all, any alarm of a report is false: the promise is at most q = 1 in 100 reports.
  it.each([
    [80, 100],
    [80, 1000],
    [500, 300],
    [500, 1000],
    [4000, 100],
  ])('trained on %d rows: at most 1 report in 100 of %d unchanged rows alarms', (m, n) => {
    const alarms = Array.from({ length: 120 }, (_, seed) => seed).filter((seed) => {
      const trained = profileOf(drawRows(m, createRng(7 * seed + 1)));
      return driftReport(trained, countsOf(trained, drawRows(n, createRng(1e6 + seed)))).status === 'drift';
    });
    // Binomial(120, 0.01) exceeds 4 with probability 0.008.
    expect(alarms.length).toBeLessThanOrEqual(4);
  });

  it('a difference that is sure but small does not alarm', () => {
    const age = after(60_000, 2, 'age', (row) => (row[0] = (row[0] as number) + 0.6));
    expect(age.adjustedP).toBeLessThan(1e-3);
    expect(age.effect.value).toBeLessThan(0.1);
    expect(age).toMatchObject({ status: 'ok', reasons: [] });
  });

  it('a difference that is large but may be chance does not alarm', () => {
    // A fair share of windows of 100 rows is off by a tenth of a standard deviation.
    const large = Array.from(
      { length: 60 },
      (_, seed) => report(drawRows(100, createRng(500 + seed))).features[0]!,
    );
    const beyond = large.filter((age) => age.effect.value >= age.effect.threshold);
    expect(beyond.length).toBeGreaterThan(20);
    expect(beyond.filter((age) => age.status === 'drift').length).toBeLessThanOrEqual(1);
    expect(beyond.every((age) => age.status === 'drift' || age.adjustedP > 0.01)).toBe(true);
  });
});

describe('[MON1] detection', () => {
  it('a number that moved by half a standard deviation, by KS and W1/σ', () => {
    const age = after(500, 3, 'age', (row) => (row[0] = (row[0] as number) + 6));
    expect(age).toMatchObject({
      status: 'drift',
      test: 'ks',
      effect: { name: 'wasserstein', threshold: 0.1 },
    });
    expect(Math.abs(age.effect.value - 0.5)).toBeLessThan(0.15);
    expect(age.reasons.map(({ kind }) => kind)).toEqual(['distribution']);
    expect(age.psi).toBeGreaterThan(age.psiNoiseFloor);
  });

  it('a category whose shares moved, by χ² and Jensen–Shannon', () => {
    const plan = after(500, 4, 'plan', (row, at) => {
      if (at % 3 === 0) row[column('plan')] = 'team';
    });
    expect(plan).toMatchObject({ status: 'drift', test: 'chi-square', effect: { name: 'jensen-shannon' } });
    expect(plan.effect.value).toBeGreaterThan(plan.effect.noiseFloor);
  });

  it('a category of many levels, by the largest change of a share', () => {
    const city = after(500, 5, 'city', (row, at) => {
      if (at % 5 === 0) row[column('city')] = 'city 3';
    });
    expect(city).toMatchObject({ status: 'drift', effect: { name: 'l-infinity', threshold: 0.05 } });
    expect(city.effect.value).toBeGreaterThan(0.15);
  });

  it('a yes or no', () => {
    const member = after(500, 6, 'member', (row, at) => {
      if (at % 2 === 0) row[column('member')] = true;
    });
    expect(member.status).toBe('drift');
  });

  it('missing cells, though the present values are the same', () => {
    const spend = after(500, 7, 'spend', (row, at) => {
      if (at % 5 === 0) row[column('spend')] = null;
    });
    expect(spend.status).toBe('drift');
    expect(spend.reasons.map(({ kind }) => kind)).toEqual(['missing-rate']);
    expect(spend.missingRate.reference).toBeCloseTo(0.05, 1);
    expect(spend.missingRate.current).toBeGreaterThan(0.15);
  });

  it('levels never seen in training', () => {
    const plan = after(500, 8, 'plan', (row, at) => {
      if (at % 20 === 0) row[column('plan')] = 'enterprise';
    });
    expect(plan.reasons.map(({ kind }) => kind)).toContain('new-levels');
    expect(plan.newLevelShare).toBeCloseTo(0.05, 6);
  });

  it('a column that was constant and is no longer', () => {
    const region = after(500, 9, 'region', (row, at) => {
      if (at % 10 === 0) row[column('region')] = 8 + 4 * (at % 3);
    });
    expect(region).toMatchObject({ status: 'drift', effect: { name: 'l-infinity' } });
    expect(region.effect.value).toBeCloseTo(0.1, 6);
  });

  it('predicted labels, and no other column with them', () => {
    const rows = drawRows(600, createRng(10));
    const counts = countsOf(reference, rows);
    const flipped = driftReport(reference, { ...counts, labels: [{ label: 'Yes', count: 600 }] });
    expect(flipped.prediction).toMatchObject({ status: 'drift', name: 'prediction', kind: 'categorical' });
    expect(flipped.status).toBe('drift');
    expect(flipped.features.map(({ status }) => status)).toEqual(COLUMNS.map(() => 'ok'));
    expect(driftReport(reference, counts).prediction!.status).toBe('ok');
  });
});

describe('[MON1] not enough data', () => {
  it('99 rows are never "no drift" and never "drift"; 100 are judged', () => {
    const moved = drawRows(100, createRng(11));
    for (const row of moved) row[0] = (row[0] as number) + 60;
    const few = report(moved.slice(0, 99));
    expect(few).toMatchObject({ status: 'not-enough-data', nRows: 99 });
    expect(new Set(few.features.map(({ status }) => status))).toEqual(new Set(['not-enough-data']));
    expect(few.prediction!.status).toBe('not-enough-data');
    expect(report(moved).status).toBe('drift');
  });

  it('a column with 99 present values waits, while its missing rate is judged', () => {
    const spend = after(300, 12, 'spend', (row, at) => (row[column('spend')] = at < 99 ? 1 : null));
    expect(spend.reasons.map(({ kind }) => kind)).toEqual(['missing-rate']);
    expect(spend.adjustedP).toBe(1);
  });

  it('a window that counted no features says so', () => {
    const { status, features } = driftReport(reference, { count: 5000, features: [], labels: [] });
    expect(status).toBe('ok');
    expect(new Set(features.map((feature) => feature.status))).toEqual(new Set(['not-enough-data']));
  });
});

it('counts over other bins are refused', () => {
  const counts = countsOf(reference, drawRows(200, createRng(13)));
  counts.features[0]!.counts.pop();
  expect(() => driftReport(reference, counts)).toThrow(/"age" was counted over \d+ bins/);
});

it('regression has no labels to drift', () => {
  const counts = countsOf(reference, drawRows(200, createRng(14)));
  expect(driftReport({ ...reference, labels: [] }, { ...counts, labels: [] }).prediction).toBeNull();
});

it('a report is plain JSON without NaN', () => {
  const result = report(drawRows(150, createRng(15)));
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});
