import { type MutationType, payloads } from '../records/mutation.ts';
import type { z } from '../records/zod.ts';
import { isDeployed } from './in-use.ts';
import { holderOf } from './stages.ts';
import type { ModelEntry, Provenance, RegistryState, VersionEntry } from './state.ts';

/** A change that was not taken, told to whoever made it (SYNC2). */
export interface Refusal {
  /** What its author wanted, as the object of a sentence: `churn v3 in Production`. */
  readonly wanted: string;
  /** What is there instead; null where that says nothing. */
  readonly now: string | null;
  /** Who put that there, and when; null where the log does not tell. */
  readonly by: Provenance | null;
}

interface Refused {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

type Tell<T extends MutationType> = (state: RegistryState, payload: z.infer<(typeof payloads)[T]>) => Refusal;

const tellers: { readonly [T in MutationType]?: Tell<T> } = {
  'stage.transitioned'(state, { versionId, stage }) {
    const found = placed(state, versionId);
    if (found === null) return { wanted: `A version in ${stage}`, now: null, by: null };
    const { model, version } = found;
    const wanted = `${nameOf(version)} in ${stage}`;
    // None and the archive have no holder: what stood in the way is where the version is.
    if (!isDeployed(stage))
      return { wanted, now: `it is in ${version.stage}`, by: lastMove(model, version.stage) };
    const holder = holderOf(model, stage);
    if (holder === null) return { wanted, now: `${stage} is empty`, by: lastMove(model, stage) };
    return { wanted, now: `v${holder.version} is in ${stage}`, by: lastMove(model, stage) };
  },
  'alias.set'(state, { model: name, alias, versionId }) {
    const model = state.models.get(name);
    const version = placed(state, versionId)?.version;
    const wanted = `@${alias} of ${name} at ${version === undefined ? 'a version' : `v${version.version}`}`;
    const holder = model?.versions.find((each) => each.versionId === model.aliases.get(alias));
    const now = holder === undefined ? `@${alias} is not set` : `@${alias} is at v${holder.version}`;
    return { wanted, now, by: model?.pointed?.get(alias) ?? null };
  },
  'model.created'(state, { model: name }) {
    const model = state.models.get(name);
    if (model === undefined) return { wanted: `a new model “${name}”`, now: null, by: null };
    const count = model.versions.length;
    const held = `there is a model “${name}” with ${count} version${count === 1 ? '' : 's'} already`;
    return { wanted: `a new model “${name}”`, now: held, by: model };
  },
  'version.registered': (_, { model }) => ({ wanted: `a new version of ${model}`, now: null, by: null }),
  'model.described': (_, { model }) => ({ wanted: `another description of ${model}`, now: null, by: null }),
  'version.described'(state, { versionId }) {
    const found = placed(state, versionId);
    return {
      wanted: `another description of ${found === null ? 'a version' : nameOf(found.version)}`,
      now: null,
      by: null,
    };
  },
  'version.deleted'(state, { versionId }) {
    const found = placed(state, versionId);
    const wanted = `${found === null ? 'a version' : nameOf(found.version)} deleted`;
    if (found === null) return { wanted, now: null, by: null };
    const { stage } = found.version;
    return { wanted, now: `it is in ${stage}`, by: lastMove(found.model, stage) };
  },
  'model.archived': (_, { model, archived }) => ({
    wanted: `${model} ${archived ? 'in the archive' : 'out of the archive'}`,
    now: null,
    by: null,
  }),
  'model.deleted': (_, { model }) => ({ wanted: `the model “${model}” deleted`, now: null, by: null }),
  'alias.removed': (_, { model, alias }) => ({
    wanted: `@${alias} of ${model} taken away`,
    now: null,
    by: null,
  }),
  'run.recorded': (_, { run }) => ({ wanted: `the run “${run.name}”`, now: null, by: null }),
  'run.annotated': (state, { runId }) => ({
    wanted: `another name, note or tags of ${runNamed(state, runId)}`,
    now: null,
    by: null,
  }),
  'run.deleted': (state, { runId }) => ({
    wanted: `${runNamed(state, runId)} deleted`,
    now: null,
    by: null,
  }),
};

/** What somebody wanted, and what the registry has instead. A malformed payload is told by its type. */
export function tellRefusal(state: RegistryState, { type, payload }: Refused): Refusal {
  const tell = Object.hasOwn(tellers, type) ? tellers[type as MutationType] : undefined;
  const read = tell === undefined ? undefined : payloads[type as MutationType].safeParse(payload);
  if (tell === undefined || read?.success !== true)
    return { wanted: `the change “${type}”`, now: null, by: null };
  return (tell as (state: RegistryState, payload: unknown) => Refusal)(state, read.data);
}

const nameOf = ({ model, version }: VersionEntry): string => `${model} v${version}`;

function placed(
  state: RegistryState,
  versionId: string,
): { model: ModelEntry; version: VersionEntry } | null {
  const model = state.models.get(state.modelOfVersion.get(versionId) ?? '');
  const version = model?.versions.find((each) => each.versionId === versionId);
  return model === undefined || version === undefined ? null : { model, version };
}

/** Who moved a version into the stage, or the last one out of it. */
function lastMove(model: ModelEntry, stage: string): Provenance | null {
  return model.transitions.findLast(({ from, to }) => from === stage || to === stage) ?? null;
}

const runNamed = (state: RegistryState, runId: string): string => {
  const name = state.runs.get(runId)?.run.name;
  return name === undefined ? 'a run' : `the run “${name}”`;
};
