import type { RegistryState } from './state.ts';

/** A change as its author asked for it. */
export interface Wish {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface RefusedWish extends Wish {
  readonly uid: string;
  readonly code?: string | undefined;
}

/** What shall become of a model whose name was taken. */
export type Settlement = { readonly as: 'existing' } | { readonly as: 'renamed'; readonly name: string };

/**
 * A rejected creation of a model and what was rejected with it, in order: the versions that were meant
 * for it, their promotions and aliases.
 */
export function familyOf<R extends RefusedWish>(refused: readonly R[], creation: R): R[] {
  const ids = new Set<unknown>([creation.payload['modelUuid']]);
  return refused.filter((wish) => {
    if (wish.uid === creation.uid) return true;
    const { modelUuid, versionId } = wish.payload;
    const hangs = wish.code === 'parent-rejected' && (ids.has(modelUuid) || ids.has(versionId));
    if (hangs && wish.type === 'version.registered') ids.add(versionId);
    return hangs;
  });
}

/**
 * The same wishes for the model that has the name, or for one of another name. UUIDs stay, so that links
 * go on working; what is expected of stages and aliases is what is there now (SYNC5).
 */
export function asked(state: RegistryState, family: readonly RefusedWish[], settlement: Settlement): Wish[] {
  const creation = family.find(({ type }) => type === 'model.created');
  const name = settlement.as === 'renamed' ? settlement.name : String(creation?.payload['model']);
  const modelUuid =
    settlement.as === 'renamed' ? creation?.payload['modelUuid'] : state.models.get(name)?.modelUuid;
  return family
    .filter(({ type }) => settlement.as === 'renamed' || type !== 'model.created')
    .map(({ type, payload }) => ({
      type,
      payload: 'model' in payload ? { ...payload, model: name, modelUuid } : payload,
    }));
}

/** A wish that agrees to what is there now: who holds the stage, where the alias points (SYNC5). */
export function agreeing(state: RegistryState, { type, payload }: Wish): Wish {
  if (type === 'stage.transitioned') {
    const model = state.models.get(state.modelOfVersion.get(String(payload['versionId'])) ?? '');
    const holder = model?.versions.findLast(({ stage }) => stage === payload['stage']);
    return { type, payload: { ...payload, expect: { versionId: holder?.versionId ?? null } } };
  }
  if (type === 'alias.set') {
    const aliases = state.models.get(String(payload['model']))?.aliases;
    const versionId = aliases?.get(String(payload['alias'])) ?? null;
    return { type, payload: { ...payload, expect: { versionId } } };
  }
  return { type, payload };
}
