import type { FeatureProfile } from '../../shared/statistics/profile.ts';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { formatNumber } from '../shell/format.ts';

/** Counts as parts of their sum. */
export function shares(counts: readonly number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

export const confidenceBins = (n: number): string[] =>
  Array.from(
    { length: n },
    (_, bin) => `${Math.round((100 * bin) / n)}–${Math.round((100 * (bin + 1)) / n)} %`,
  );

interface LabelShares {
  readonly labels: string[];
  readonly now: number[];
  /** null when the reference is not on this device. */
  readonly training: number[] | null;
}

/** Predicted labels now and on the training part, in the model's order. */
export function labelShares({ window, reference }: MonitoredVersion): LabelShares {
  const labels = [...new Set([...(reference?.labels ?? []), ...window.labels].map((each) => each.label))];
  const of = (list: readonly { label: string; count: number }[]): number[] =>
    shares(labels.map((label) => list.find((each) => each.label === label)?.count ?? 0));
  return { labels, now: of(window.labels), training: reference === null ? null : of(reference.labels) };
}

/** What each bin of a profiled feature holds, in words (see shared/statistics/profile.ts). */
export function binLabels(feature: FeatureProfile): string[] {
  if (feature.kind === 'categorical') return ['missing', ...feature.levels, 'other'];
  const { edges } = feature;
  const inner = edges.slice(1).map((edge, index) => `${formatNumber(edges[index]!)} – ${formatNumber(edge)}`);
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) return ['missing', 'present'];
  return ['missing', `below ${formatNumber(first)}`, ...inner, `from ${formatNumber(last)}`];
}
