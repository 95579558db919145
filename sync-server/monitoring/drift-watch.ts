import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import { alertChanges, alertPolicy } from '../../shared/monitoring/alert-policy.ts';
import type { WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import type { Clock } from '../http/clock.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { type DriftWindow, judgeWindow } from './drift-windows.ts';
import type { Metrics } from './metrics.ts';

/** Cheap: most times it only compares two numbers. */
const LOOK_EVERY_MS = 1000;
/** By then every server has stored what it answered until the end of a window. */
const SETTLE_MS = 5000;
/** Windows that are looked at when a server starts, as far as they are needed. */
const LOOK_BACK = 24;
/** In the log. */
const ACTOR = 'server';

export interface DriftWatchParts {
  readonly workspace: Pick<ServerWorkspace, 'blobs' | 'predictionPages' | 'log' | 'commitAs'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'drifted'>;
  /** Windows begin at multiples of it, so that every server looks at the same ones. */
  readonly windowMs: number;
}

export interface DriftWatch {
  /** Lets a look under way end. */
  close(): Promise<void>;
}

/**
 * Judges every window of predictions once it is over, and fires and resolves alerts in the log (MON1, MON4).
 * Any number of servers may do so over one log: whoever is first is taken.
 */
export function watchDrift(parts: DriftWatchParts): DriftWatch {
  const { clock, logger, windowMs } = parts;
  const known = new Map<number, DriftWindow[]>();
  let judgedTo: number | null = null;
  let working: Promise<void> | null = null;
  const work = async (to: number): Promise<void> => {
    await judgeAll(parts, known, to);
    judgedTo = to;
  };
  const look = (): void => {
    const to = Math.floor((clock.nowMs() - SETTLE_MS) / windowMs) * windowMs;
    if (to === judgedTo || working !== null) return;
    working = work(to)
      .catch((thrown: unknown) => logger.warn({ err: thrown }, 'alerts wait'))
      .finally(() => (working = null));
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    async close() {
      clearInterval(timer);
      await working;
    },
  };
}

async function judgeAll(
  parts: DriftWatchParts,
  known: Map<number, DriftWindow[]>,
  to: number,
): Promise<void> {
  const { log } = parts.workspace;
  const all = await recentWindows(parts, known, to);
  const { registry, alerts } = await log.state();
  const open = [...alerts.models.values()].flatMap((ofModel) => ofModel.open);
  for (const versionId of new Set([...all, ...open].map((each) => each.versionId))) {
    const model = registry.models.get(registry.modelOfVersion.get(versionId) ?? '');
    const version = model?.versions.find((each) => each.versionId === versionId);
    if (model === undefined || version === undefined) continue;
    const windows = all.filter((each) => each.versionId === versionId);
    if (version.stage === 'Production')
      parts.metrics.drifted(model.name, windows.at(-1)?.report.features ?? []);
    await settleVersion(parts, await log.state(), { model, version, windows, to });
  }
}

/** Oldest first, back to where every version has enough to be judged by. */
async function recentWindows(
  { workspace, windowMs, logger }: DriftWatchParts,
  known: Map<number, DriftWindow[]>,
  to: number,
): Promise<DriftWindow[]> {
  const earliest = to - LOOK_BACK * windowMs;
  for (const from of known.keys()) if (from < earliest) known.delete(from);
  const { registry } = await workspace.log.state();
  const found: DriftWindow[] = [];
  for (let end = to; !enough(found);) {
    const last = await workspace.predictionPages.lastBefore(end, earliest);
    if (last === null) break;
    const from = Math.floor(last / windowMs) * windowMs;
    const window = { from, to: from + windowMs };
    const judged = known.get(from) ?? (await judgeWindow(workspace, registry, window, logger));
    known.set(from, judged);
    found.unshift(...judged);
    end = from;
  }
  return found;
}

function enough(windows: readonly DriftWindow[]): boolean {
  const judged = new Map<string, number>();
  for (const { versionId, report } of windows) {
    const more = report.status === 'not-enough-data' ? 0 : 1;
    judged.set(versionId, (judged.get(versionId) ?? 0) + more);
  }
  return windows.length > 0 && [...judged.values()].every((count) => count >= alertPolicy.windows);
}

interface Judged {
  readonly model: ModelEntry;
  readonly version: VersionEntry;
  /** Of that version, oldest first. */
  readonly windows: readonly DriftWindow[];
  /** Where the windows end that were looked at. */
  readonly to: number;
}

async function settleVersion(
  { workspace }: DriftWatchParts,
  { alerts }: WorkspaceState,
  { model, version, windows, to }: Judged,
): Promise<void> {
  const { versionId } = version;
  const ofModel = alerts.models.get(model.name);
  const open = (ofModel?.open ?? []).filter((each) => each.versionId === versionId);
  const about = { model: model.name, modelUuid: model.modelUuid, versionId };
  if (version.stage === 'Archived') {
    if (open.length === 0) return;
    const window = { from: to, to, count: 0 };
    const columns = open.map(({ column }) => column);
    await unlessOthersDid(() =>
      workspace.commitAs(ACTOR, 'alert.resolved', { ...about, reason: 'archived', window, columns }),
    );
    return;
  }
  const newest = windows.at(-1);
  if (newest === undefined) return;
  const { window } = newest;
  const reports = windows.map(({ report }) => report);
  const { fire, resolve } = alertChanges(reports, open);
  // What is held back is looked at again with the next window.
  const quiet = ofModel?.firedTo != null && to - ofModel.firedTo < alertPolicy.quietMs;
  if (fire.length > 0 && !quiet) {
    const columns = fire.map(({ column, reasons }) => ({ ...column, reasons }));
    await unlessOthersDid(() =>
      workspace.commitAs(ACTOR, 'alert.fired', { alertId: v7(), kind: 'drift', ...about, window, columns }),
    );
  }
  if (resolve.length > 0)
    await unlessOthersDid(() =>
      workspace.commitAs(ACTOR, 'alert.resolved', { ...about, reason: 'clean', window, columns: resolve }),
    );
}

/** Another server may have been faster, or the version is gone. */
async function unlessOthersDid(commit: () => Promise<void>): Promise<void> {
  try {
    await commit();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'stale-precondition') throw thrown;
  }
}
