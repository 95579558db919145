import { payloads } from '../records/mutation.ts';
import { decideUnused } from './in-use.ts';
import { decideModel } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';
import type { RegistryState } from './state.ts';

export const modelCreated = rule(payloads['model.created'], {
  decide(state, { model, modelUuid }) {
    if (state.models.has(model)) return rejected('name-taken', `There is a model "${model}" already.`);
    const twin = [...state.models.values()].find((other) => other.modelUuid === modelUuid);
    if (twin !== undefined) return rejected('name-taken', `The model "${twin.name}" has that UUID already.`);
    return applied;
  },
  apply(draft, { model, modelUuid, description, tags }, by) {
    draft.models.set(model, {
      ...by,
      name: model,
      modelUuid,
      description,
      tags,
      versions: [],
      aliases: new Map(),
      transitions: [],
    });
    // Asked for again under the same UUID, after a rename: it has its parent now.
    draft.rejected.delete(modelUuid);
  },
});

export const modelDescribed = rule(payloads['model.described'], {
  decide: (state, payload) => decideModel(state, payload),
  apply(draft, { model, description, tags }) {
    const entry = draft.models.get(model)!;
    entry.description = description;
    if (tags !== undefined) entry.tags = tags;
  },
});

export const modelArchived = rule(payloads['model.archived'], {
  decide(state, payload) {
    const parent = decideModel(state, payload);
    return parent.status === 'rejected' || !payload.archived ? parent : decideModelUnused(state, payload);
  },
  apply: (draft, { model, archived }) => void (draft.models.get(model)!.archived = archived),
});

export const modelDeleted = rule(payloads['model.deleted'], {
  decide(state, payload) {
    const parent = decideModel(state, payload);
    return parent.status === 'rejected' ? parent : decideModelUnused(state, payload);
  },
  /** The name is free again; another model of that name has another UUID. */
  apply(draft, { model }) {
    for (const { versionId } of draft.models.get(model)!.versions) draft.modelOfVersion.delete(versionId);
    draft.models.delete(model);
  },
});

function decideModelUnused({ models }: RegistryState, { model: name }: { model: string }) {
  const model = models.get(name)!;
  return decideUnused(model, model.versions, `"${name}"`);
}
