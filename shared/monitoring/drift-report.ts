import { AppError } from '../errors/app-error.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { binCount } from '../statistics/profile-bins.ts';
import type { CategoricalProfile, FeatureProfile, ReferenceProfile } from '../statistics/profile.ts';
import type { TestResult } from '../statistics/test-result.ts';
import { total } from '../statistics/total.ts';
import { compareColumn, type ColumnComparison, type Effect } from './column-drift.ts';
import { driftThresholds } from './drift-thresholds.ts';
import type { MonitoringWindow } from './window.ts';

export type DriftStatus = 'not-enough-data' | 'ok' | 'drift';

export interface DriftReason {
  kind: 'distribution' | 'missing-rate' | 'new-levels';
  adjustedP: number;
  /** How much it changed, and from where on that matters. */
  change: number;
  threshold: number;
}

export interface FeatureDrift {
  name: string;
  kind: FeatureProfile['kind'];
  status: DriftStatus;
  /** What alarms; empty unless the status is `drift`. */
  reasons: DriftReason[];
  test: TestResult['test'];
  statistic: number;
  pValue: number;
  /** Adjusted over all tests of the report (Benjamini–Hochberg). */
  adjustedP: number;
  effect: Effect;
  psi: number;
  psiNoiseFloor: number;
  missingRate: { reference: number; current: number };
  /** Share of present rows whose level has no bin in the profile; 0 for numbers. */
  newLevelShare: number;
  referenceCounts: number[];
  currentCounts: number[];
}

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
    return compared(feature, current);
  });
  const labels = profile.labels.length === 0 ? [] : [comparedLabels(profile, window.labels)];
  const judged = judgeAll([...columns, ...labels]);
  const features = judged.slice(0, columns.length);
  const nRows = window.features.length === 0 ? window.count : total(window.features[0]!.counts);
  return {
    status: overall(nRows, judged),
    nRows,
    features,
    prediction: judged[columns.length] ?? null,
  };
}

interface Compared {
  feature: FeatureProfile;
  current: readonly number[];
  comparison: ColumnComparison;
}

function compared(feature: FeatureProfile, current: readonly number[]): Compared {
  if (current.length !== binCount(feature)) {
    throw new AppError('request-invalid', {
      detail: `"${feature.name}" was counted over ${current.length} bins; its profile has ${binCount(feature)}.`,
      remedy: 'Count with the reference profile of the same version.',
    });
  }
  return { feature, current, comparison: compareColumn(feature, current) };
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
  return compared(feature, [0, ...known, other]);
}

type Kind = DriftReason['kind'];

interface Hypothesis {
  column: number;
  kind: Kind;
  pValue: number;
}

/** Every test that the data allows, in one family. */
function hypothesesOf({ comparison, current }: Compared, column: number): Hypothesis[] {
  const { test, missing, newLevels, nComparable } = comparison;
  const found: Hypothesis[] = [];
  const add = (kind: Kind, n: number, result: TestResult | null | undefined): void => {
    if (n >= driftThresholds.fewestRows && result) found.push({ column, kind, pValue: result.pValue });
  };
  add('distribution', nComparable, test);
  add('missing-rate', total([...current]), missing.test);
  add('new-levels', nComparable, newLevels?.test);
  return found;
}

function judgeAll(columns: readonly Compared[]): FeatureDrift[] {
  const family = columns.flatMap(hypothesesOf);
  const adjusted = benjaminiHochberg(family.map(({ pValue }) => pValue));
  return columns.map((column, at) => {
    const own = family.flatMap(({ column: of, kind }, i) =>
      of === at ? [[kind, adjusted[i]!] as const] : [],
    );
    return judge(column, new Map(own));
  });
}

function judge(column: Compared, adjusted: ReadonlyMap<Kind, number>): FeatureDrift {
  const { feature, current, comparison } = column;
  const { test, effect, psi, psiNoiseFloor, missing, newLevels } = comparison;
  const reasons = reasonsOf(comparison, adjusted);
  return {
    name: feature.name,
    kind: feature.kind,
    status: statusOf(reasons, adjusted.has('distribution')),
    reasons,
    test: test.test,
    statistic: test.statistic,
    pValue: test.pValue,
    adjustedP: adjusted.get('distribution') ?? 1,
    effect,
    psi,
    psiNoiseFloor,
    missingRate: { reference: missing.reference, current: missing.current },
    newLevelShare: newLevels?.current ?? 0,
    referenceCounts: [...feature.counts],
    currentCounts: [...current],
  };
}

function statusOf(reasons: readonly DriftReason[], tested: boolean): DriftStatus {
  if (reasons.length > 0) return 'drift';
  return tested ? 'ok' : 'not-enough-data';
}

/** Both conditions of MON1: no chance, and large enough to matter. */
function reasonsOf(
  { effect, missing, newLevels }: ColumnComparison,
  adjusted: ReadonlyMap<Kind, number>,
): DriftReason[] {
  const changes: [Kind, number, number][] = [
    ['distribution', effect.value > effect.noiseFloor ? effect.value : 0, effect.threshold],
    ['missing-rate', Math.abs(missing.current - missing.reference), driftThresholds.rate],
    ['new-levels', newLevels === null ? 0 : newLevels.current - newLevels.reference, driftThresholds.rate],
  ];
  return changes.flatMap(([kind, change, threshold]) => {
    const adjustedP = adjusted.get(kind) ?? 1;
    return adjustedP <= driftThresholds.q && change >= threshold
      ? [{ kind, adjustedP, change, threshold }]
      : [];
  });
}

function overall(nRows: number, columns: readonly FeatureDrift[]): DriftStatus {
  if (nRows < driftThresholds.fewestRows) return 'not-enough-data';
  return columns.some(({ status }) => status === 'drift') ? 'drift' : 'ok';
}
