import { payloads } from '../records/mutation.ts';
import { decideModel, decideVersion } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';

export const aliasSet = rule(payloads['alias.set'], {
  decide(state, payload) {
    const { model, alias, versionId, expect } = payload;
    const parent = decideModel(state, payload);
    if (parent.status === 'rejected') return parent;
    const version = decideVersion(state, versionId);
    if (version.status === 'rejected') return version;
    if (state.modelOfVersion.get(versionId) !== model) {
      return rejected('version-unknown', `"${model}" has no version ${versionId}.`);
    }
    const holder = state.models.get(model)!.aliases.get(alias) ?? null;
    if (holder === expect.versionId) return applied;
    return rejected('stale-precondition', `"${alias}" of "${model}" was pointed elsewhere meanwhile.`);
  },
  apply(draft, { model, alias, versionId }, by) {
    const entry = draft.models.get(model)!;
    entry.aliases.set(alias, versionId);
    entry.pointed = new Map(entry.pointed).set(alias, by);
  },
});

export const aliasRemoved = rule(payloads['alias.removed'], {
  decide(state, payload) {
    const parent = decideModel(state, payload);
    if (parent.status === 'rejected') return parent;
    const { model, alias } = payload;
    if (state.models.get(model)!.aliases.has(alias)) return applied;
    return rejected('alias-unknown', `"${model}" has no alias "${alias}".`);
  },
  apply: (draft, { model, alias }) => void draft.models.get(model)!.aliases.delete(alias),
});
