import { AppError } from '../../shared/errors/app-error.ts';
import { encodePackage } from '../../shared/packaging/package-file.ts';
import type { WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { type MutationType, type Payload, payloads, stage as stages } from '../../shared/records/mutation.ts';
import { holderOf } from '../../shared/registry/stages.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { sampleManifest, sampleTensors } from '../packaging/sample-package.ts';
import { sampleRun, sampleVersion } from '../registry/sample-records.ts';

/** Every kind of change that is shared. */
export const KINDS = Object.keys(payloads) as MutationType[];

/** A change that somebody wants; `pick` says to which of the things there are, and how. */
export interface Wish {
  readonly kind: MutationType;
  readonly pick: number;
}

/** Whether a change shows in a state (I7). */
type Shows = (state: WorkspaceState) => boolean;

interface Change<T extends MutationType> {
  readonly payload: Payload<T>;
  readonly shows: Shows;
}

/** What a change may be about, as its author sees it. */
interface Scene {
  readonly pick: number;
  readonly newId: () => string;
  /** Of a package on this device. */
  readonly digest: string;
  readonly runId: string | undefined;
  readonly freeRun: string | undefined;
  readonly freeModel: string | undefined;
  readonly model: ModelEntry | undefined;
  readonly version: VersionEntry | undefined;
}

const PACKAGES = [1, 2].map((seed) =>
  encodePackage(sampleManifest({ metrics: [{ key: 'seed', value: seed }] }), sampleTensors()),
);
/** Few, so that those who are apart often want the same. */
const NAMES = 5;

/** How each kind is made of what there is; null when there is nothing that it could be about. */
const makers: { readonly [T in MutationType]: (scene: Scene) => Change<T> | null } = {
  'run.recorded'({ freeRun, newId }) {
    if (freeRun === undefined) return null;
    const note = newId();
    return { payload: { run: sampleRun(freeRun, { note }) }, shows: runHas(freeRun, note) };
  },
  'run.annotated'({ runId, newId }) {
    if (runId === undefined) return null;
    const note = newId();
    return { payload: { runId, note }, shows: runHas(runId, note) };
  },
  'run.deleted': ({ runId }) =>
    runId === undefined ? null : { payload: { runId }, shows: ({ registry }) => !registry.runs.has(runId) },
  'model.created'({ freeModel: model, newId }) {
    if (model === undefined) return null;
    const modelUuid = newId();
    return {
      payload: { model, modelUuid, description: '', tags: [] },
      shows: ({ registry }) => registry.models.get(model)?.modelUuid === modelUuid,
    };
  },
  'model.described'({ model, newId }) {
    if (model === undefined) return null;
    const description = newId();
    return {
      payload: { model: model.name, description },
      shows: ({ registry }) => registry.models.get(model.name)?.description === description,
    };
  },
  'model.archived'({ model, pick }) {
    if (model === undefined) return null;
    const archived = pick % 2 === 0;
    return {
      payload: { model: model.name, archived },
      shows: ({ registry }) => (registry.models.get(model.name)?.archived ?? false) === archived,
    };
  },
  'model.deleted': ({ model }) =>
    model === undefined
      ? null
      : { payload: { model: model.name }, shows: ({ registry }) => !registry.models.has(model.name) },
  'version.registered'({ model, newId, pick, digest, runId = null }) {
    if (model === undefined) return null;
    const versionId = newId();
    const signatureDigest = String(pick % 4).repeat(64);
    return {
      payload: sampleVersion(model.name, versionId, { digest, signatureDigest, runId }),
      shows: (state) => versionIn(state, versionId) !== undefined,
    };
  },
  'version.described'({ version, newId }) {
    if (version === undefined) return null;
    const { versionId } = version;
    const description = newId();
    return {
      payload: { versionId, description },
      shows: (state) => versionIn(state, versionId)?.description === description,
    };
  },
  'version.deleted'({ version }) {
    if (version === undefined) return null;
    const { versionId } = version;
    return { payload: { versionId }, shows: (state) => versionIn(state, versionId) === undefined };
  },
  'alias.set'({ model, version, pick }) {
    if (model === undefined || version === undefined) return null;
    const { versionId } = version;
    const alias = `alias ${pick % 2}`;
    return {
      payload: {
        model: model.name,
        alias,
        versionId,
        expect: { versionId: model.aliases.get(alias) ?? null },
      },
      shows: ({ registry }) => registry.models.get(model.name)?.aliases.get(alias) === versionId,
    };
  },
  'alias.removed'({ model }) {
    const [alias] = model?.aliases.keys() ?? [];
    if (model === undefined || alias === undefined) return null;
    return {
      payload: { model: model.name, alias },
      shows: ({ registry }) => registry.models.get(model.name)?.aliases.has(alias) === false,
    };
  },
  'stage.transitioned'({ model, version, pick }) {
    if (model === undefined || version === undefined) return null;
    const { versionId } = version;
    const stage = at(stages.options, pick >> 1)!;
    const expect = { versionId: holderOf(model, stage)?.versionId ?? null };
    return {
      payload: { versionId, stage, reason: '', expect },
      shows: (state) => versionIn(state, versionId)?.stage === stage,
    };
  },
  // Only a server may write these: a client's are rejected.
  'token.issued': ({ newId }) => ({
    payload: { tokenId: newId(), name: 'mine', scope: 'admin' },
    shows: () => true,
  }),
  'token.revoked': ({ newId }) => ({ payload: { tokenId: newId(), name: 'yours' }, shows: () => true }),
  'webhook.added': ({ newId }) => ({
    payload: { webhookId: newId(), host: 'example.org', events: [] },
    shows: () => true,
  }),
  'webhook.removed': ({ newId }) => ({
    payload: { webhookId: newId(), host: 'example.org' },
    shows: () => true,
  }),
  'alert.fired': ({ newId }) => ({
    payload: {
      alertId: newId(),
      kind: 'drift',
      model: 'none',
      versionId: newId(),
      window: { from: 0, to: 1, count: 100 },
      columns: [{ of: 'feature', name: 'x', reasons: [] }],
    },
    shows: () => true,
  }),
  'alert.resolved': () => null,
};

/** Commits what is wished, or else what can be; null when it is refused at once, as things stand there. */
export async function commit(
  workspace: Pick<Workspace, 'log' | 'blobs'>,
  { kind, pick }: Wish,
  newId: () => string,
): Promise<Shows | null> {
  const digest = await workspace.blobs.put(PACKAGES[pick % PACKAGES.length]!);
  const scene = sceneOf(await workspace.log.state(), { pick, newId, digest });
  for (const type of [kind, 'model.created', 'token.revoked'] as const) {
    const change = makers[type](scene);
    if (change === null) continue;
    try {
      await workspace.log.commit(type, change.payload as never);
      return change.shows;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.status < 500) return null;
      throw thrown;
    }
  }
  return null;
}

function sceneOf({ registry }: WorkspaceState, given: Pick<Scene, 'pick' | 'newId' | 'digest'>): Scene {
  const { pick } = given;
  const model = at([...registry.models.values()], pick);
  return {
    ...given,
    runId: at([...registry.runs.keys()], pick),
    freeRun: free('run', registry.runs, pick),
    freeModel: free('model', registry.models, pick),
    model,
    version: at(model?.versions ?? [], pick >> 2),
  };
}

function free(what: string, taken: ReadonlyMap<string, unknown>, pick: number): string | undefined {
  const names = Array.from({ length: NAMES }, (_, k) => `${what} ${k}`);
  return at(
    names.filter((name) => !taken.has(name)),
    pick,
  );
}

const runHas =
  (runId: string, note: string): Shows =>
  ({ registry }) =>
    registry.runs.get(runId)?.run.note === note;

function versionIn({ registry }: WorkspaceState, versionId: string): VersionEntry | undefined {
  const model = registry.models.get(registry.modelOfVersion.get(versionId) ?? '');
  return model?.versions.find((version) => version.versionId === versionId);
}

const at = <T>(values: readonly T[], pick: number): T | undefined =>
  values[pick % Math.max(1, values.length)];
