import { payloads } from '../records/mutation.ts';
import { decideModel } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';

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
