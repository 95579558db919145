import type { PredictionRecord } from '../../shared/records/prediction.ts';
import type { Rng } from '../../shared/random/generator.ts';
import { binCount, binIndex, encodeBins, type ProfiledValue } from '../../shared/statistics/profile-bins.ts';
import { profileTable } from '../../shared/statistics/profile-build.ts';
import type { ReferenceProfile } from '../../shared/statistics/profile.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { MonitoringWindow } from '../../shared/monitoring/window.ts';

export type Row = ProfiledValue[];

export const COLUMNS = [
  { name: 'age', type: 'numeric' },
  { name: 'spend', type: 'numeric' },
  { name: 'visits', type: 'numeric' },
  { name: 'plan', type: 'categorical' },
  { name: 'city', type: 'categorical' },
  { name: 'member', type: 'boolean' },
  { name: 'region', type: 'numeric' },
] as const;

/** Normal, skewed, discrete, four levels, 200 levels, a yes or no, and a constant. */
export function drawRow(rng: Rng): Row {
  const plan = ['basic', 'plus', 'pro', 'team'][Math.min(3, Math.floor(5 * rng.uniform() ** 2))]!;
  return [
    40 + 12 * rng.normal(),
    rng.uniform() < 0.05 ? null : Math.exp(rng.normal()),
    Math.floor(-3 * Math.log(1 - rng.uniform())),
    plan,
    `city ${Math.floor(200 * rng.uniform() ** 3)}`,
    rng.uniform() < 0.3,
    7,
  ];
}

export const drawRows = (n: number, rng: Rng): Row[] => Array.from({ length: n }, () => drawRow(rng));

/** "Yes" where a row says so; the labels of a made-up model. */
const labelOf = (row: Row): string => (Number(row[0]) > 45 ? 'Yes' : 'No');

export function profileOf(rows: readonly Row[]): ReferenceProfile {
  const features = profileTable(
    tableFromInstances(COLUMNS, rows),
    COLUMNS.map(({ name }) => name),
  );
  const yes = rows.filter((row) => labelOf(row) === 'Yes').length;
  return {
    nRows: rows.length,
    features,
    labels: [
      { label: 'No', count: rows.length - yes },
      { label: 'Yes', count: yes },
    ],
    confidence: [],
  };
}

type Counts = Pick<MonitoringWindow, 'count' | 'features' | 'labels'>;

export function countsOf(profile: ReferenceProfile, rows: readonly Row[]): Counts {
  const yes = rows.filter((row) => labelOf(row) === 'Yes').length;
  return {
    count: rows.length,
    labels: [
      { label: 'No', count: rows.length - yes },
      { label: 'Yes', count: yes },
    ],
    features: profile.features.map((feature, at) => {
      const counts = Array.from({ length: binCount(feature) }, () => 0);
      for (const row of rows) counts[binIndex(feature, row[at]!)]! += 1;
      return { name: feature.name, counts };
    }),
  };
}

export function recordOf(
  profile: ReferenceProfile,
  row: Row,
  more: Partial<PredictionRecord> = {},
): PredictionRecord {
  return {
    requestId: 'r',
    at: 1000,
    model: 'churn',
    versionId: 'v1',
    version: 1,
    host: 'page',
    label: labelOf(row),
    value: null,
    confidence: 0.75,
    latencyMs: 2,
    bins: encodeBins(profile.features.map((feature, at) => binIndex(feature, row[at]!))),
    ...more,
  };
}
