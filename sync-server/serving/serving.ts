import type { Logger } from 'pino';
import { resolveVersion, type VersionReference } from '../../shared/registry/queries.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { coalesce } from './coalesce.ts';
import { type InputGuard, loadVersion, type LoadedVersion } from './loaded-version.ts';
import { answering, refusal, takeSnapshot, type LoadFailure, type Snapshot } from './snapshot.ts';

/** How many versions outside Production stay open once somebody asked for them by name. */
const keptVersions = 16;

/** The models that this server answers for. It follows the log, so a promotion needs no restart (PRED3). */
export interface Serving {
  /**
   * The Production version of a model by name or UUID; of the only one in Production when none is named.
   * Given at once when it is loaded, which is the hot path.
   * @throws AppError `model-unknown`, `not-deployed`, `model-ambiguous`, or why its version did not load.
   */
  production(model: string | undefined): LoadedVersion | Promise<LoadedVersion>;
  /** A version by number, `v1.2.0`, id or alias. @throws AppError `version-unknown`, `alias-unknown`. */
  named(model: string, reference: VersionReference): Promise<LoadedVersion>;
  /** Settles once everything that the log said before the call is loaded, or is known to fail. */
  refresh(): Promise<void>;
  readonly loaded: readonly LoadedVersion[];
  readonly failures: readonly LoadFailure[];
  close(): void;
}

/** Loads what is in Production now, and from then on whatever the log puts there. */
export async function createServing(
  { log, blobs }: Pick<Workspace, 'log' | 'blobs'>,
  logger: Logger,
  guard?: InputGuard,
): Promise<Serving> {
  const load = (entry: VersionEntry) => loadVersion(blobs, entry, guard);
  let snapshot: Snapshot | null = null;
  const update = async (): Promise<Snapshot> => {
    const former = snapshot;
    snapshot = await takeSnapshot(await log.state(), load, former);
    report(former, snapshot, logger);
    return snapshot;
  };
  const refresh = coalesce(update);
  const current = await refresh();
  const latest = (): Snapshot => snapshot ?? current;
  const unsubscribe = log.subscribe(() => {
    refresh().catch((thrown: unknown) => logger.error({ err: thrown }, 'the log could not be read'));
  });

  const later = async (model: string | undefined): Promise<LoadedVersion> => {
    // A name that nobody knows must not make the server read packages again: only a new state does.
    const newest = (await log.state()) === latest().state ? latest() : await refresh();
    const found = answering(newest, model);
    if (found === undefined) throw refusal(newest, model);
    return found;
  };
  const named = openNamed(load);
  return {
    production: (model) => answering(latest(), model) ?? later(model),
    async named(model, reference) {
      const entry = resolveVersion((await log.state()).registry, model, reference);
      return latest().loaded.find((loaded) => loaded.versionId === entry.versionId) ?? named(entry);
    },
    refresh: async () => void (await refresh()),
    get loaded() {
      return latest().loaded;
    },
    get failures() {
      return latest().failures;
    },
    close: unsubscribe,
  };
}

/** Opens versions on demand; the most recently used ones stay open, failed ones are forgotten. */
function openNamed(load: (entry: VersionEntry) => Promise<LoadedVersion>) {
  const open = new Map<string, Promise<LoadedVersion>>();
  return (entry: VersionEntry): Promise<LoadedVersion> => {
    const loading = open.get(entry.versionId) ?? load(entry);
    open.delete(entry.versionId);
    open.set(entry.versionId, loading);
    loading.catch(() => open.delete(entry.versionId));
    const [oldest] = open.keys();
    if (open.size > keptVersions && oldest !== undefined) open.delete(oldest);
    return loading;
  };
}

function report(former: Snapshot | null, { loaded, failures }: Snapshot, logger: Logger): void {
  for (const { model, version, versionId, digest } of loaded)
    if (former?.production.get(model)?.versionId !== versionId)
      logger.info({ model, version, digest }, 'model loaded');
  for (const { model, version, error } of failures)
    logger.error({ model, version, code: error.code, detail: error.detail }, 'version did not load');
}
