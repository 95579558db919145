import { isMutationType, type MutationType } from '../records/mutation.ts';
import type { Entry, Reducer } from '../records/reducer.ts';
import { aliasRemoved, aliasSet } from './aliases.ts';
import { modelArchived, modelCreated, modelDeleted, modelDescribed } from './models.ts';
import { applied, recordedOnly, type Rule } from './rule.ts';
import { runAnnotated, runDeleted, runRecorded } from './runs.ts';
import { stageTransitioned } from './stages.ts';
import type { ModelEntry, RegistryState } from './state.ts';
import { versionDeleted, versionDescribed, versionRegistered } from './versions.ts';

const rules: Readonly<Record<MutationType, Rule>> = {
  'run.recorded': runRecorded,
  'run.annotated': runAnnotated,
  'run.deleted': runDeleted,
  'model.created': modelCreated,
  'model.described': modelDescribed,
  'model.archived': modelArchived,
  'model.deleted': modelDeleted,
  'version.registered': versionRegistered,
  'version.described': versionDescribed,
  'version.deleted': versionDeleted,
  'alias.set': aliasSet,
  'alias.removed': aliasRemoved,
  'stage.transitioned': stageTransitioned,
  'token.issued': recordedOnly('token.issued'),
  'token.revoked': recordedOnly('token.revoked'),
  'webhook.added': recordedOnly('webhook.added'),
  'webhook.removed': recordedOnly('webhook.removed'),
  'alert.fired': recordedOnly('alert.fired'),
  'alert.resolved': recordedOnly('alert.resolved'),
};

/** Runs, models, versions, aliases and stages as a fold over the log (CONTRACTS.md, section 3). */
export const registryReducer: Reducer<RegistryState> = {
  empty: () => ({ runs: new Map(), models: new Map(), modelOfVersion: new Map(), rejected: new Set() }),
  draft: (state) => ({
    runs: new Map(state.runs),
    models: new Map([...state.models].map(([name, model]) => [name, draftModel(model)])),
    modelOfVersion: new Map(state.modelOfVersion),
    rejected: new Set(state.rejected),
  }),
  decide: (state, entry) => ruleOf(entry)?.decide(state, entry) ?? applied,
  apply: (draft, entry) => ruleOf(entry)?.apply(draft, entry),
  reject(draft, { type, payload }) {
    const id = idOfCreated(type, payload);
    const exists = draft.modelOfVersion.has(String(id)) || hasModel(draft, id);
    if (typeof id === 'string' && !exists) draft.rejected.add(id);
  },
};

function ruleOf({ type }: Entry): Rule | undefined {
  return isMutationType(type) ? rules[type] : undefined;
}

function idOfCreated(type: string, payload: Readonly<Record<string, unknown>>): unknown {
  if (type === 'model.created') return payload['modelUuid'];
  if (type === 'version.registered') return payload['versionId'];
  return undefined;
}

function hasModel(state: RegistryState, modelUuid: unknown): boolean {
  return [...state.models.values()].some((model) => model.modelUuid === modelUuid);
}

function draftModel(model: ModelEntry): ModelEntry {
  return {
    ...model,
    versions: model.versions.map((version) => ({ ...version })),
    aliases: new Map(model.aliases),
    transitions: [...model.transitions],
  };
}
