import { AppError } from '../errors/app-error.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { compareColumn, type ColumnComparison, type Effect } from './column-drift.ts';
import { driftThresholds } from './drift-thresholds.ts';
import { binCount } from './profile-bins.ts';
import type { FeatureProfile } from './profile.ts';
import type { TestResult } from './test-result.ts';
import { total } from './total.ts';

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
  /** Its largest change as a share of what matters, chance or not: 1 = the threshold. */
  strength: number;
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

/** Counts of one column over the bins of its profile, compared with it. */
export interface Compared {
  feature: FeatureProfile;
  current: readonly number[];
  comparison: ColumnComparison;
}

/** @throws AppError `request-invalid` when counts and profile have different bins. */
export function comparedCounts(feature: FeatureProfile, current: readonly number[]): Compared {
  if (current.length !== binCount(feature)) {
    throw new AppError('request-invalid', {
      detail: `"${feature.name}" was counted over ${current.length} bins; its profile has ${binCount(feature)}.`,
      remedy: 'Count with the reference profile of the same version.',
    });
  }
  return { feature, current, comparison: compareColumn(feature, current) };
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

/**
 * Judges columns by MON1: one alarms when its test survives Benjamini–Hochberg at q = 0.01 over all that
 * are given and its effect has practical size and exceeds its noise floor. Below 100 rows the answer is
 * "not enough data". Tests of missing cells and unknown levels enter the adjustment where there are any.
 */
export function judgeColumns(columns: readonly Compared[]): FeatureDrift[] {
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
  const changes = changesOf(comparison);
  const reasons = reasonsOf(changes, adjusted);
  return {
    name: feature.name,
    kind: feature.kind,
    status: statusOf(reasons, adjusted.has('distribution')),
    reasons,
    strength: Math.max(...changes.map(([, change, threshold]) => change / threshold)),
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

type Change = readonly [kind: Kind, change: number, threshold: number];

function changesOf({ effect, missing, newLevels }: ColumnComparison): Change[] {
  return [
    ['distribution', effect.value > effect.noiseFloor ? effect.value : 0, effect.threshold],
    ['missing-rate', Math.abs(missing.current - missing.reference), driftThresholds.rate],
    ['new-levels', newLevels === null ? 0 : newLevels.current - newLevels.reference, driftThresholds.rate],
  ];
}

/** Both conditions of MON1: no chance, and large enough to matter. */
function reasonsOf(changes: readonly Change[], adjusted: ReadonlyMap<Kind, number>): DriftReason[] {
  return changes.flatMap(([kind, change, threshold]) => {
    const adjustedP = adjusted.get(kind) ?? 1;
    return adjustedP <= driftThresholds.q && change >= threshold
      ? [{ kind, adjustedP, change, threshold }]
      : [];
  });
}
