import type { Logger } from 'pino';
import { driftReport, type DriftReport } from '../../shared/monitoring/drift-report.ts';
import { mergeWindows } from '../../shared/monitoring/merge-windows.ts';
import type { MonitoringWindow } from '../../shared/monitoring/window.ts';
import { windowsFrom } from '../../shared/monitoring/windows-from.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { RegistryState } from '../../shared/registry/state.ts';
import type { ReferenceProfile } from '../../shared/statistics/profile.ts';
import type { ServerWorkspace } from '../store/workspace.ts';

/** What one version answered in one window, held against its training data. */
export interface DriftWindow {
  readonly versionId: string;
  readonly window: { readonly from: number; readonly to: number; readonly count: number };
  readonly report: DriftReport;
}

type Parts = Pick<ServerWorkspace, 'blobs' | 'predictionPages'>;

/**
 * Judges a window of time, for every version that was asked in it and whose package is here. Cost: reads
 * its predictions once, a page at a time.
 */
export async function judgeWindow(
  { blobs, predictionPages }: Parts,
  registry: RegistryState,
  { from, to }: { from: number; to: number },
  logger: Logger,
): Promise<DriftWindow[]> {
  const profiles = new Map<string, ReferenceProfile>();
  const absent = new Set<string>();
  const counted = new Map<string, MonitoringWindow>();
  for await (const records of predictionPages.pages(from, to)) {
    for (const { versionId } of records) {
      if (profiles.has(versionId) || absent.has(versionId)) continue;
      // One damaged package must not keep the alerts of the others from being decided.
      const profile = await profileOf(blobs, registry, versionId).catch((thrown: unknown) => {
        logger.error({ err: thrown, versionId }, 'drift cannot be judged');
        return null;
      });
      if (profile === null) absent.add(versionId);
      else profiles.set(versionId, profile);
    }
    for (const window of windowsFrom(records, profiles, { from, to })) {
      const before = counted.get(window.versionId);
      counted.set(window.versionId, before === undefined ? window : mergeWindows([before, window]));
    }
  }
  return [...counted.values()].flatMap((window) => {
    const { versionId, count } = window;
    const profile = profiles.get(versionId);
    if (profile === undefined) return [];
    return { versionId, window: { from, to, count }, report: driftReport(profile, window) };
  });
}

/** null for what is not in the registry, or whose package is not here. */
async function profileOf(
  blobs: Parts['blobs'],
  { models, modelOfVersion }: RegistryState,
  versionId: string,
): Promise<ReferenceProfile | null> {
  const versions = models.get(modelOfVersion.get(versionId) ?? '')?.versions ?? [];
  const version = versions.find((each) => each.versionId === versionId);
  if (version === undefined || version.file !== undefined) return null;
  const bytes = await blobs.get(version.digest);
  return bytes === null ? null : decodePackage(bytes).manifest.profile;
}
