import type { DriftReport } from '../../shared/monitoring/drift-report.ts';
import type { FeatureDrift } from '../../shared/statistics/feature-drift.ts';
import type { Signature } from '../../shared/packaging/manifest.ts';
import type { FeatureProfile, ReferenceProfile } from '../../shared/statistics/profile.ts';
import type { DriftSort } from './drift-sorts.ts';

/** A column of the report with what its bins mean. */
export interface DriftRow {
  /** As in the link: the feature's name. */
  readonly key: string;
  readonly title: string;
  readonly drift: FeatureDrift;
  readonly profile: FeatureProfile;
  /** The profile's numbers are milliseconds since 1970. */
  readonly isTime: boolean;
}

/** The link's word for the predicted labels: no feature has an empty name. */
const PREDICTION = '';

/** Features in the profile's order, then the predicted labels where there are any. */
export function driftRows(
  { features, prediction }: DriftReport,
  reference: ReferenceProfile,
  signature: Signature | null,
): DriftRow[] {
  const types = new Map(signature?.inputs.map(({ name, type }) => [name, type]));
  const rows = features.map((drift, at) => ({
    key: drift.name,
    title: drift.name,
    drift,
    profile: reference.features[at]!,
    isTime: types.get(drift.name) === 'datetime',
  }));
  if (prediction === null) return rows;
  const levels = reference.labels.map(({ label }) => label);
  const profile = {
    kind: 'categorical',
    name: PREDICTION,
    levels,
    counts: prediction.referenceCounts,
  } as const;
  return [...rows, { key: PREDICTION, title: 'Predicted class', drift: prediction, profile, isTime: false }];
}

/** The most alarming first, unless the link says otherwise; a judgement that could not be made comes last. */
export function sortRows(rows: readonly DriftRow[], sort: DriftSort, up: boolean): DriftRow[] {
  const sign = up ? 1 : -1;
  return [...rows].sort((a, b) => sign * compare(valueOf(a, sort), valueOf(b, sort)));
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;

function valueOf({ title, drift }: DriftRow, sort: DriftSort): number | string {
  switch (sort) {
    case 'feature':
      return title;
    case 'status':
      return { drift: 2, ok: 1, 'not-enough-data': 0 }[drift.status] * 1e6 + strength(drift);
    case 'p':
      return drift.adjustedP;
    case 'effect':
      return strength(drift);
    case 'psi':
      return drift.psi;
    case 'missing':
      return Math.abs(drift.missingRate.current - drift.missingRate.reference);
    case 'new-levels':
      return drift.newLevelShare;
  }
}

/** How many times the size that matters the effect has: comparable between kinds of columns. */
const strength = ({ effect }: FeatureDrift): number => effect.value / Math.max(effect.threshold, 1e-12);

/** What a first click on a column's head shows at the top. */
export const startsUp = (sort: DriftSort): boolean => sort === 'feature' || sort === 'p';
