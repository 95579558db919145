import { binCount } from '../statistics/profile-bins.ts';
import type { CategoricalProfile, ReferenceProfile } from '../statistics/profile.ts';
import { driftThresholds } from '../statistics/drift-thresholds.ts';
import {
  comparedCounts,
  judgeColumns,
  type Compared,
  type DriftStatus,
  type FeatureDrift,
} from '../statistics/feature-drift.ts';
import { total } from '../statistics/total.ts';
import type { MonitoringWindow } from './window.ts';

export interface DriftReport {
  status: DriftStatus;
  nRows: number;
  /** In the profile's order. */
  features: FeatureDrift[];
  /** The predicted labels, judged like a column; null for regression. */
  prediction: FeatureDrift | null;
}

/**
 * Compares a window's counts with the reference profile by MON1: a column alarms when its test survives
 * Benjamini–Hochberg at q = 0.01 over all columns of the report and its effect has practical size and
 * exceeds its noise floor. Below 100 rows the answer is "not enough data". Tests of missing cells and
 * unknown levels enter the adjustment where there are any.
 * @throws AppError `request-invalid` when counts and profile have different bins.
 */
export function driftReport(
  profile: ReferenceProfile,
  window: Pick<MonitoringWindow, 'count' | 'features' | 'labels'>,
): DriftReport {
  const columns = profile.features.map((feature, at) => {
    const current = window.features[at]?.counts ?? Array.from({ length: binCount(feature) }, () => 0);
    return comparedCounts(feature, current);
  });
  const labels = profile.labels.length === 0 ? [] : [comparedLabels(profile, window.labels)];
  const judged = judgeColumns([...columns, ...labels]);
  const features = judged.slice(0, columns.length);
  const nRows = window.features.length === 0 ? window.count : total(window.features[0]!.counts);
  return {
    status: overall(nRows, judged),
    nRows,
    features,
    prediction: judged[columns.length] ?? null,
  };
}

function comparedLabels(profile: ReferenceProfile, labels: MonitoringWindow['labels']): Compared {
  const feature: CategoricalProfile = {
    kind: 'categorical',
    name: 'prediction',
    levels: profile.labels.map(({ label }) => label),
    counts: [0, ...profile.labels.map(({ count }) => count), 0],
  };
  const known = feature.levels.map((level) => labels.find(({ label }) => label === level)?.count ?? 0);
  const other = total(labels.map(({ count }) => count)) - total(known);
  return comparedCounts(feature, [0, ...known, other]);
}

function overall(nRows: number, columns: readonly FeatureDrift[]): DriftStatus {
  if (nRows < driftThresholds.fewestRows) return 'not-enough-data';
  return columns.some(({ status }) => status === 'drift') ? 'drift' : 'ok';
}
