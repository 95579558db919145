import { describe, expect, it } from 'vitest';
import { confidenceHistogram } from '../../shared/monitoring/confidence-histogram.ts';
import { driftReport } from '../../shared/monitoring/drift-report.ts';
import { latencyPercentiles } from '../../shared/monitoring/latency.ts';
import { mergeWindows } from '../../shared/monitoring/merge-windows.ts';
import type { MonitoringWindow } from '../../shared/monitoring/window.ts';
import { windowsFrom } from '../../shared/monitoring/windows-from.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { countsOf, drawRows, profileOf, recordOf } from './samples.ts';

const HOUR = 3_600_000;
const rng = createRng(41);
const reference = profileOf(drawRows(500, rng));
const profiles = new Map([['v1', reference]]);
const rows = drawRows(300, rng);
const records = rows.map((row, i) =>
  recordOf(reference, row, {
    requestId: `r${i}`,
    at: i * (HOUR / 100),
    host: i % 3 === 0 ? 'http' : 'page',
    confidence: 0.5 + 0.5 * rng.uniform(),
    latencyMs: 1 + (i % 100),
  }),
);
const all = { from: 0, to: 3 * HOUR };

describe('windowsFrom', () => {
  const windows = windowsFrom(records, profiles, all);

  it('counts a window per version and host', () => {
    const other = recordOf(reference, rows[0]!, { versionId: 'v2', version: 2, label: 'Maybe' });
    const found = windowsFrom([...records, other], profiles, all);
    expect(found.map(({ versionId, host, count }) => [versionId, host, count])).toEqual([
      ['v1', 'http', 100],
      ['v1', 'page', 200],
      ['v2', 'page', 1],
    ]);
    // Its package is not here: everything but the features is counted.
    expect(found[2]).toMatchObject({ features: [], labels: [{ label: 'Maybe', count: 1 }] });
  });

  it('[MON2] counts the very bins of the rows, and the labels in the profile’s order', () => {
    const merged = mergeWindows(windows);
    expect(merged).toMatchObject(countsOf(reference, rows));
    expect(driftReport(reference, merged).status).toBe('ok');
  });

  it('takes records from `from` on and before `to`', () => {
    const [window] = windowsFrom(records, profiles, { from: HOUR, to: 2 * HOUR }).filter(
      ({ host }) => host === 'page',
    );
    expect(window!.hourly).toEqual([[HOUR, window!.count]]);
    expect(windowsFrom(records, profiles, { from: 3 * HOUR, to: 4 * HOUR })).toEqual([]);
  });

  it('counts hours, confidence and latency', () => {
    const merged = mergeWindows(windows);
    expect(merged.hourly).toEqual([
      [0, 100],
      [HOUR, 100],
      [2 * HOUR, 100],
    ]);
    const bars = confidenceHistogram(merged);
    expect(bars).toHaveLength(20);
    expect(bars.slice(0, 10).every(({ count }) => count === 0)).toBe(true);
    expect(bars.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const { p50, p95, p99 } = latencyPercentiles(merged)!;
    expect(Math.abs(p50 - 50.5) / 50.5).toBeLessThan(0.02);
    expect(Math.abs(p95 - 95.5) / 95.5).toBeLessThan(0.02);
    expect(Math.abs(p99 - 99.5) / 99.5).toBeLessThan(0.02);
  });

  it('regression has no labels and no confidence', () => {
    const regression = records.map((record): PredictionRecord => ({
      ...record,
      label: null,
      value: 3,
      confidence: null,
    }));
    const merged = mergeWindows(
      windowsFrom(regression, new Map([['v1', { ...reference, labels: [] }]]), all),
    );
    expect(merged).toMatchObject({ labels: [], confidence: [], count: 300 });
    expect(confidenceHistogram(merged)).toEqual([]);
  });

  it('a record that does not fit its profile is an error that names it', () => {
    const broken = { ...records[5]!, bins: 'AQACAQAC' };
    expect(() => windowsFrom([broken], profiles, all)).toThrow(/r5 .*version 1 of "churn"/);
  });
});

/** Merging keeps one of the hosts; which one is not promised. */
const unhosted = (window: MonitoringWindow): MonitoringWindow => ({ ...window, host: 'page' });

describe('[MON2] mergeWindows', () => {
  const slices = [0, 1, 2].flatMap((part) =>
    windowsFrom(
      records.filter((_, i) => (i % 7) % 3 === part),
      profiles,
      all,
    ),
  );
  const whole = mergeWindows(windowsFrom(records, profiles, all));

  it('is exact addition: any grouping and order give the counts of the whole', () => {
    expect(unhosted(mergeWindows(slices))).toEqual(unhosted(whole));
    expect(unhosted(mergeWindows(slices.toReversed()))).toEqual(unhosted(whole));
    const [first, ...rest] = slices;
    expect(unhosted(mergeWindows([first!, mergeWindows(rest)]))).toEqual(unhosted(whole));
  });

  it('a window without features adds its other counts only', () => {
    const [bare] = windowsFrom(records, new Map(), all);
    const merged = mergeWindows([whole, bare!]);
    expect(merged.features).toEqual(whole.features);
    expect(merged.count).toBe(300 + bare!.count);
  });

  it('refuses nothing, and windows of two versions', () => {
    expect(() => mergeWindows([])).toThrow(/no window/);
    expect(() => mergeWindows([whole, { ...whole, versionId: 'v2' }])).toThrow(/v1 and v2/);
  });

  it('no prediction has no latency', () => {
    expect(latencyPercentiles({ latency: [] })).toBeNull();
  });
});
