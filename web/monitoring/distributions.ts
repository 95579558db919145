import type { FeatureProfile } from '../../shared/statistics/profile.ts';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';

export const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Counts as parts of their sum. */
export function shares(counts: readonly number[]): number[] {
  const sum = total(counts);
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
export function binLabels(feature: FeatureProfile, format: (edge: number) => string): string[] {
  if (feature.kind === 'categorical') return ['missing', ...feature.levels, 'other'];
  const { edges } = feature;
  const inner = edges.slice(1).map((edge, index) => `${format(edges[index]!)} – ${format(edge)}`);
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) return ['missing', 'present'];
  return ['missing', `below ${format(first)}`, ...inner, `from ${format(last)}`];
}

interface ComparedBins {
  readonly labels: string[];
  readonly now: number[];
  readonly training: number[];
  /** Levels that are not among the bars. */
  readonly left: number;
}

/** Shares by bin of both samples. Bins that neither has are left out, and the rarest beyond `most`. */
export function comparedBins(
  binNames: readonly string[],
  current: readonly number[],
  reference: readonly number[],
  most: number,
): ComparedBins {
  const [now, training] = [shares(current), shares(reference)];
  const bins = binNames
    .map((label, at) => ({ label, now: now[at] ?? 0, training: training[at] ?? 0 }))
    .filter((bin) => bin.now + bin.training > 0);
  const larger = (bin: { now: number; training: number }): number => Math.max(bin.now, bin.training);
  const drawn = bins.length > most ? bins.sort((a, b) => larger(b) - larger(a)).slice(0, most) : bins;
  return {
    labels: drawn.map((bin) => bin.label),
    now: drawn.map((bin) => bin.now),
    training: drawn.map((bin) => bin.training),
    left: bins.length - drawn.length,
  };
}
