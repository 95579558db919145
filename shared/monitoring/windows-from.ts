import { AppError } from '../errors/app-error.ts';
import type { PredictionRecord } from '../records/prediction.ts';
import { CONFIDENCE_BINS, confidenceBin } from '../statistics/confidence-bins.ts';
import { binCount, decodeBins } from '../statistics/profile-bins.ts';
import type { ReferenceProfile } from '../statistics/profile.ts';
import { addToSketch, sketchEntries, type Sketch } from '../statistics/sketch.ts';
import { countLabels } from './label-counts.ts';
import type { MonitoringWindow } from './window.ts';

const HOUR_MS = 3_600_000;

/**
 * Counts logged predictions with `from ≤ at < to` (ms since 1970 UTC), one window per version and host,
 * in the order in which they first occur. A version without a profile here gets no feature counts; its
 * other counts are complete.
 * @throws AppError `artifact-corrupt` for a record whose bins do not fit its version's profile.
 * Cost: linear in records × features.
 */
export function windowsFrom(
  records: readonly PredictionRecord[],
  profiles: ReadonlyMap<string, ReferenceProfile>,
  { from, to }: { from: number; to: number },
): MonitoringWindow[] {
  const inside = records.filter(({ at }) => at >= from && at < to);
  const groups = new Map<string, PredictionRecord[]>();
  for (const record of inside) {
    const key = `${record.host} ${record.versionId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()].map((group) => countWindow(group, profiles.get(group[0]!.versionId), from, to));
}

function countWindow(
  records: readonly PredictionRecord[],
  profile: ReferenceProfile | undefined,
  from: number,
  to: number,
): MonitoringWindow {
  const { model, versionId, version, host } = records[0]!;
  return {
    model,
    versionId,
    version,
    host,
    from,
    to,
    count: records.length,
    labels: countLabels(profile, records),
    confidence: countConfidence(records),
    latency: sketchLatency(records),
    features: profile === undefined ? [] : countFeatures(profile, records),
    hourly: countHours(records),
  };
}

/** Empty when no record has a confidence: regression. */
function countConfidence(records: readonly PredictionRecord[]): number[] {
  const known = records.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  if (known.length === 0) return [];
  const counts = Array.from({ length: CONFIDENCE_BINS }, () => 0);
  for (const confidence of known) counts[confidenceBin(confidence)]! += 1;
  return counts;
}

function sketchLatency(records: readonly PredictionRecord[]): [number, number][] {
  const sketch: Sketch = new Map();
  for (const { latencyMs } of records) addToSketch(sketch, latencyMs);
  return sketchEntries(sketch);
}

function countFeatures(
  profile: ReferenceProfile,
  records: readonly PredictionRecord[],
): MonitoringWindow['features'] {
  const features = profile.features.map((feature) => ({
    name: feature.name,
    counts: Array.from({ length: binCount(feature) }, () => 0),
  }));
  for (const record of records) {
    const bins = decodeBins(record.bins);
    if (bins.length !== features.length || features.some(({ counts }, at) => bins[at]! >= counts.length)) {
      throw new AppError('artifact-corrupt', {
        detail: `The logged prediction ${record.requestId} does not fit the profile of version ${record.version} of "${record.model}".`,
        remedy: 'Restore the prediction log from a backup, or start a new one.',
      });
    }
    features.forEach(({ counts }, at) => (counts[bins[at]!]! += 1));
  }
  return features;
}

function countHours(records: readonly PredictionRecord[]): [number, number][] {
  const hours = new Map<number, number>();
  for (const { at } of records) {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return [...hours].toSorted(([a], [b]) => a - b);
}
