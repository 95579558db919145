import type { Decision } from '../records/reducer.ts';
import { applied, rejected } from './rule.ts';
import type { ModelEntry, RegistryState, VersionEntry } from './state.ts';

/**
 * Looks after the parents of a mutation: whether the model or version it names is the one its author
 * meant. When two devices create one name, what hangs on the rejected creation is rejected with it.
 */

export function decideModel(
  state: RegistryState,
  { model, modelUuid }: { model: string; modelUuid?: string | undefined },
): Decision {
  if (modelUuid !== undefined && state.rejected.has(modelUuid)) return orphaned(`model "${model}"`);
  const entry = state.models.get(model);
  if (entry === undefined) return rejected('model-unknown', `There is no model "${model}".`);
  if (modelUuid !== undefined && entry.modelUuid !== modelUuid) return orphaned(`model "${model}"`);
  return applied;
}

export function decideVersion(state: RegistryState, versionId: string): Decision {
  if (state.modelOfVersion.has(versionId)) return applied;
  if (state.rejected.has(versionId)) return orphaned(`version ${versionId}`);
  return rejected('version-unknown', `There is no version ${versionId}.`);
}

const orphaned = (parent: string): Decision =>
  rejected('parent-rejected', `The creation of the ${parent} that this builds on was rejected.`);

/** Model and version of an id that `decideVersion` let through. */
export function placeOf(
  state: RegistryState,
  versionId: string,
): { model: ModelEntry; version: VersionEntry } {
  const model = state.models.get(state.modelOfVersion.get(versionId)!)!;
  // From the end, since what is newest is what is talked about.
  return { model, version: model.versions.findLast((version) => version.versionId === versionId)! };
}

/** A payload that says which model of its name it means, as its author sees it now. */
export function withModelUuid<P extends object>(state: RegistryState, payload: P): P {
  if (!('model' in payload) || 'modelUuid' in payload) return payload;
  const model = state.models.get(String(payload.model));
  return model === undefined ? payload : { ...payload, modelUuid: model.modelUuid };
}
