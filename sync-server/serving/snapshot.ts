import { AppError } from '../../shared/errors/app-error.ts';
import { modelByName } from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import type { WorkspaceState } from '../../workers/workspace.ts';
import type { LoadedVersion } from './loaded-version.ts';

export interface LoadFailure {
  readonly model: string;
  readonly version: number;
  readonly error: AppError;
}

/** What requests read: replaced as a whole and never changed, so that one request sees one state (PRED3). */
export interface Snapshot {
  readonly state: WorkspaceState;
  /** The version that answers, by model name and again by model UUID. */
  readonly production: ReadonlyMap<string, LoadedVersion>;
  /** One a model. */
  readonly loaded: readonly LoadedVersion[];
  /** Versions in Production that do not load; the last good one of their model goes on answering. */
  readonly failures: readonly LoadFailure[];
}

type Load = (entry: VersionEntry) => Promise<LoadedVersion>;

/** Loads what the state has in Production; what `former` has loaded already is taken over. */
export async function takeSnapshot(
  state: WorkspaceState,
  load: Load,
  former: Snapshot | null,
): Promise<Snapshot> {
  const production = new Map<string, LoadedVersion>();
  const loaded: LoadedVersion[] = [];
  const failures: LoadFailure[] = [];
  for (const model of state.registry.models.values()) {
    const wanted = productionVersion(state, model);
    if (wanted === null) continue;
    const lastGood = former?.production.get(model.name);
    const outcome = lastGood?.versionId === wanted.versionId ? lastGood : await attempt(load, wanted);
    if (outcome instanceof AppError)
      failures.push({ model: model.name, version: wanted.version, error: outcome });
    const answering = outcome instanceof AppError ? lastGood : outcome;
    if (answering === undefined) continue;
    loaded.push(answering);
    production.set(model.name, answering).set(model.modelUuid, answering);
  }
  return { state, production, loaded, failures };
}

/** A version that does not load must not take the others down with it: its error is a part of the state. */
async function attempt(load: Load, entry: VersionEntry): Promise<LoadedVersion | AppError> {
  try {
    return await load(entry);
  } catch (thrown) {
    return AppError.from(thrown);
  }
}

function productionVersion(state: WorkspaceState, model: ModelEntry): VersionEntry | null {
  const route = state.deployment.endpoints.get(model.name)?.production[0];
  return model.versions.find((version) => version.versionId === route?.versionId) ?? null;
}

/** The version that answers for a model named by name or UUID, or for the only one in Production. */
export function answering(snapshot: Snapshot, model: string | undefined): LoadedVersion | undefined {
  if (model !== undefined) return snapshot.production.get(model);
  return snapshot.loaded.length === 1 ? snapshot.loaded[0] : undefined;
}

/** Why nothing answers. */
export function refusal({ state, loaded, failures }: Snapshot, model: string | undefined): AppError {
  if (model === undefined) return loaded.length === 0 ? nothingDeployed() : ambiguous(loaded);
  const { name } = modelByName(state.registry, model);
  const failure = failures.find((candidate) => candidate.model === name);
  return (
    failure?.error ?? new AppError('not-deployed', { detail: `No version of "${name}" is in Production.` })
  );
}

const nothingDeployed = (): AppError =>
  new AppError('not-deployed', { detail: 'No model has a version in Production.' });

function ambiguous(loaded: readonly LoadedVersion[]): AppError {
  const names = loaded.map(({ model }) => model);
  return new AppError('model-ambiguous', {
    detail: `The request names no model, and ${names.length} are in Production: ${names.join(', ')}.`,
    extra: { models: names },
  });
}
