import { AppError } from '../errors/app-error.ts';
import { holderOf } from './stages.ts';
import type { ModelEntry, RegistryState, RunEntry, VersionEntry } from './state.ts';

/** Which version of a model: its number, `v1.2.0` or `1.2.0`, its version id, or an alias. */
export type VersionReference = number | string | { readonly alias: string };

/** `MODEL@VERSION` as people write it; the last `@` counts, since names may have others. */
export function splitReference(text: string): { model: string; version?: string } {
  const at = text.lastIndexOf('@');
  return at <= 0 ? { model: text } : { model: text.slice(0, at), version: text.slice(at + 1) };
}

/** A model by its name or, where no model has that name, its UUID. @throws AppError `model-unknown`. */
export function modelByName(state: RegistryState, nameOrUuid: string): ModelEntry {
  const model = state.models.get(nameOrUuid) ?? modelByUuid(state, nameOrUuid);
  if (model === undefined) {
    throw new AppError('model-unknown', { detail: `There is no model "${nameOrUuid}".` });
  }
  return model;
}

function modelByUuid(state: RegistryState, uuid: string): ModelEntry | undefined {
  return [...state.models.values()].find((model) => model.modelUuid === uuid);
}

/** The version of a model in Production, or null. */
export function productionVersion(model: ModelEntry): VersionEntry | null {
  return holderOf(model, 'Production');
}

/**
 * The version that a reference names; the Production version without one.
 * @throws AppError `model-unknown`, `not-deployed`, `version-unknown`, `alias-unknown`.
 */
export function resolveVersion(
  state: RegistryState,
  nameOrUuid: string,
  reference?: VersionReference,
): VersionEntry {
  const model = modelByName(state, nameOrUuid);
  if (reference !== undefined) return versionNamed(model, reference);
  const production = productionVersion(model);
  if (production !== null) return production;
  throw new AppError('not-deployed', { detail: `No version of "${model.name}" is in Production.` });
}

function versionNamed(model: ModelEntry, reference: VersionReference): VersionEntry {
  if (typeof reference === 'object') return versionByAlias(model, reference.alias);
  const found = findVersion(model, String(reference));
  if (found !== undefined) return found;
  if (typeof reference === 'string' && model.aliases.has(reference)) return versionByAlias(model, reference);
  throw new AppError('version-unknown', {
    detail: `"${model.name}" has no version or alias "${reference}".`,
  });
}

/** A number is a number even where an alias has its digits: aliases of that kind need `{alias}`. */
function findVersion(model: ModelEntry, text: string): VersionEntry | undefined {
  const bare = text.replace(/^v(?=\d)/, '');
  if (/^\d+$/.test(bare)) return model.versions.find(({ version }) => version === Number(bare));
  return model.versions.find(({ semver, versionId }) => semver === bare || versionId === text);
}

function versionByAlias(model: ModelEntry, alias: string): VersionEntry {
  const versionId = model.aliases.get(alias);
  const version = model.versions.find((candidate) => candidate.versionId === versionId);
  if (version !== undefined) return version;
  throw new AppError('alias-unknown', { detail: `"${model.name}" has no alias "${alias}".` });
}

/** A version by its id. @throws AppError `version-unknown`. */
export function versionById(state: RegistryState, versionId: string): VersionEntry {
  const model = state.models.get(state.modelOfVersion.get(versionId) ?? '');
  const version = model?.versions.find((candidate) => candidate.versionId === versionId);
  if (version !== undefined) return version;
  throw new AppError('version-unknown', { detail: `There is no version ${versionId}.` });
}

/** The aliases that point at a version, in alphabetical order. */
export function aliasesOf(model: ModelEntry, versionId: string): string[] {
  return [...model.aliases]
    .filter(([, target]) => target === versionId)
    .map(([alias]) => alias)
    .toSorted();
}

/** A run by its id. @throws AppError `run-unknown`. */
export function runById(state: RegistryState, runId: string): RunEntry {
  const entry = state.runs.get(runId);
  if (entry !== undefined) return entry;
  throw new AppError('run-unknown', { detail: `There is no run ${runId}.` });
}

/** Runs of one experiment, or all; the last recorded first. */
export function listRuns(state: RegistryState, experiment?: string): RunEntry[] {
  return [...state.runs.values()]
    .filter(({ run }) => experiment === undefined || run.experiment === experiment)
    .toReversed();
}

/** Experiments with the number of their runs; the one that was last added to comes first. */
export function listExperiments(state: RegistryState): { name: string; runCount: number }[] {
  const counts = new Map<string, number>();
  for (const { run } of listRuns(state)) counts.set(run.experiment, (counts.get(run.experiment) ?? 0) + 1);
  return [...counts].map(([name, runCount]) => ({ name, runCount }));
}

/** The versions that a run became, in any model. */
export function versionsOfRun(state: RegistryState, runId: string): VersionEntry[] {
  return [...state.models.values()].flatMap(({ versions }) =>
    versions.filter((version) => version.runId === runId),
  );
}
