import { driftReport, type DriftReport } from '../../shared/monitoring/drift-report.ts';
import { latencyPercentiles } from '../../shared/monitoring/latency.ts';
import { mergeWindows } from '../../shared/monitoring/merge-windows.ts';
import type { MonitoringAnswer, MonitoringWindow } from '../../shared/monitoring/window.ts';
import { windowsFrom } from '../../shared/monitoring/windows-from.ts';
import type { Manifest, Signature } from '../../shared/packaging/manifest.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import type { ReferenceProfile } from '../../shared/statistics/profile.ts';
import type { Workspace } from '../workspace.ts';
import type { Host } from './host.ts';

const HOUR_MS = 3_600_000;

/** What one kind of host answered; `hourly` as in {@link MonitoringWindow}. */
export type HostTraffic = Pick<MonitoringWindow, 'host' | 'count' | 'hourly'>;

export interface MonitoredVersion {
  readonly model: string;
  readonly versionId: string;
  readonly version: number;
  /** Page, command line and HTTP added up. */
  readonly window: MonitoringWindow;
  readonly byHost: HostTraffic[];
  readonly latency: { p50: number; p95: number; p99: number } | null;
  /** null when the version's package, and with it the reference profile, is not on this device. */
  readonly drift: DriftReport | null;
  readonly reference: ReferenceProfile | null;
  /** What the profiled features are; null with the reference. */
  readonly signature: Signature | null;
}

/** Counts of this workspace's own predictions in the last hours: what `GET /api/monitoring` answers. */
export async function countPredictions(
  workspace: Workspace,
  to: number,
  hours: number,
): Promise<MonitoringAnswer> {
  const from = to - hours * HOUR_MS;
  const records = await workspace.predictions.between(from, to);
  const manifests = await manifestsOf(workspace, records);
  const profiles = new Map([...manifests].map(([versionId, { profile }]) => [versionId, profile]));
  return { from, to, windows: windowsFrom(records, profiles, { from, to }) };
}

/** Manifest by version id, for the versions whose package is here. */
async function manifestsOf(
  workspace: Workspace,
  predictions: readonly Pick<PredictionRecord, 'versionId'>[],
): Promise<Map<string, Manifest>> {
  const { registry } = await workspace.log.state();
  const manifests = new Map<string, Manifest>();
  for (const versionId of new Set(predictions.map((record) => record.versionId))) {
    const model = registry.models.get(registry.modelOfVersion.get(versionId) ?? '');
    const digest = model?.versions.find((version) => version.versionId === versionId)?.digest;
    const bytes = digest === undefined ? null : await workspace.blobs.get(digest);
    if (bytes !== null) manifests.set(versionId, decodePackage(bytes).manifest);
  }
  return manifests;
}

/**
 * What every version answered lately and how its inputs moved from its training data: this workspace's
 * predictions and, when given, the server's counts, added up exactly.
 */
export async function monitor(
  host: Host,
  options: { hours: number; server?: MonitoringAnswer | null },
): Promise<MonitoredVersion[]> {
  const own = await countPredictions(host.workspace, host.now().getTime(), options.hours);
  const windows = [...own.windows, ...(options.server?.windows ?? [])];
  const manifests = await manifestsOf(host.workspace, windows);
  const versions = [...new Set(windows.map((window) => window.versionId))];
  return versions.map((versionId) => {
    const parts = windows.filter((window) => window.versionId === versionId);
    const window = mergeWindows(parts);
    const manifest = manifests.get(versionId);
    const reference = manifest?.profile ?? null;
    return {
      model: window.model,
      versionId,
      version: window.version,
      window,
      byHost: trafficByHost(parts),
      latency: latencyPercentiles(window),
      drift: reference === null ? null : driftReport(reference, window),
      reference,
      signature: manifest?.signature ?? null,
    };
  });
}

function trafficByHost(parts: readonly MonitoringWindow[]): HostTraffic[] {
  const hosts = [...new Set(parts.map((part) => part.host))];
  return hosts.map((host) => {
    const { count, hourly } = mergeWindows(parts.filter((part) => part.host === host));
    return { host, count, hourly };
  });
}
