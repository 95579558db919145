import { mergeCounts } from '../statistics/profile-bins.ts';
import { mergeSketches, sketchEntries } from '../statistics/sketch.ts';
import { mergeLabels } from './label-counts.ts';
import type { MonitoringWindow } from './window.ts';

/**
 * One window of everything that was counted for a version, by exact addition (MON2): in whatever order
 * and grouping, the same counts. It spans all of them and bears the host of the first.
 * @throws RangeError without a window or for windows of several versions; AppError `request-invalid`
 * when features were counted over different bins.
 */
export function mergeWindows(windows: readonly MonitoringWindow[]): MonitoringWindow {
  const [first, ...rest] = windows;
  if (first === undefined) throw new RangeError('There is no window to merge.');
  return rest.reduce(addWindows, first);
}

function addWindows(a: MonitoringWindow, b: MonitoringWindow): MonitoringWindow {
  if (a.versionId !== b.versionId) {
    throw new RangeError(`Windows of ${a.versionId} and ${b.versionId} do not add up.`);
  }
  return {
    ...a,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    count: a.count + b.count,
    labels: mergeLabels(a.labels, b.labels),
    confidence: addOrTake(a.confidence, b.confidence),
    latency: sketchEntries(mergeSketches(a.latency, b.latency)),
    features: mergeFeatures(a.features, b.features),
    hourly: mergeHours(a.hourly, b.hourly),
  };
}

/** A host without the version's profile counts no features: its rows are in `count` alone. */
function mergeFeatures(
  a: MonitoringWindow['features'],
  b: MonitoringWindow['features'],
): MonitoringWindow['features'] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return a.map(({ name, counts }, at) => ({ name, counts: mergeCounts(counts, b[at]?.counts ?? []) }));
}

function mergeHours(a: [number, number][], b: [number, number][]): [number, number][] {
  const hours = new Map(a);
  for (const [hour, count] of b) hours.set(hour, (hours.get(hour) ?? 0) + count);
  return [...hours].toSorted(([x], [y]) => x - y);
}

function addOrTake(a: number[], b: number[]): number[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return mergeCounts(a, b);
}
