import type { PredictionRecord } from '../records/prediction.ts';
import type { ReferenceProfile } from '../statistics/profile.ts';
import { byCodePoint } from '../table/code-point-order.ts';

type LabelCounts = { label: string; count: number }[];

/** Predicted labels in the profile's order, others after them by code point; empty for regression. */
export function countLabels(
  profile: ReferenceProfile | undefined,
  records: readonly Pick<PredictionRecord, 'label'>[],
): LabelCounts {
  const known = (profile?.labels ?? []).map(({ label }) => ({ label, count: 0 }));
  const seen = records.flatMap(({ label }) => (label === null ? [] : [{ label, count: 1 }]));
  return mergeLabels(known, seen);
}

/** Adds counts by label: the order of `a`, then what only `b` has by code point. */
export function mergeLabels(a: Readonly<LabelCounts>, b: Readonly<LabelCounts>): LabelCounts {
  const counts = new Map(a.map(({ label, count }) => [label, count]));
  for (const { label, count } of b) counts.set(label, (counts.get(label) ?? 0) + count);
  const first = new Set(a.map(({ label }) => label));
  const added = [...counts.keys()].filter((label) => !first.has(label)).toSorted(byCodePoint);
  return [...first, ...added].map((label) => ({ label, count: counts.get(label)! }));
}
