import { AppError } from '../../shared/errors/app-error.ts';
import { workspaceReducer, type WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { type Mutation, MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import { withModelUuid } from '../../shared/registry/parents.ts';
import { agreeing, type Wish } from '../../shared/registry/requeue.ts';
import { record } from '../../shared/sync/fold.ts';
import type { BrowserDatabase } from './database.ts';
import { readRefused, renewClient, writeRefused } from './log-meta.ts';

/** Takes own changes out of what was rejected and of what waits; mids of what goes on waiting have no holes. */
export async function dropOwn(
  db: BrowserDatabase,
  uids: ReadonlySet<string>,
  newId: () => string,
): Promise<void> {
  const refused = await readRefused(db);
  const kept = refused.filter(({ uid }) => !uids.has(uid));
  if (kept.length < refused.length) await writeRefused(db, kept);
  const waiting = (await db.outbox.toArray()).filter(({ uid }) => uids.has(uid));
  if (waiting.length === 0) return;
  await db.outbox.bulkDelete(waiting.map(({ mid }) => mid));
  await renewClient(db, newId);
}

/**
 * Mutations that ask for these wishes one after the other.
 * @throws AppError the code with which one of them would be rejected.
 */
export function askedAgain(
  state: WorkspaceState,
  wishes: readonly Wish[],
  by: { readonly clientId: string; readonly actor: string },
  { now, newId, after }: { now: () => Date; newId: () => string; after: number },
): Mutation[] {
  const draft = workspaceReducer.draft(state);
  return wishes.map((wish, at) => {
    const { type, payload } = agreeing(draft.registry, wish);
    const mutation: Mutation = {
      mid: after + 1 + at,
      uid: newId(),
      type,
      v: MUTATION_SCHEMA,
      at: now().toISOString(),
      payload: { ...withModelUuid(draft.registry, payload) },
    };
    const entry = { ...mutation, ...by, seq: null };
    const decision = workspaceReducer.decide(draft, entry);
    if (decision.status === 'rejected') throw new AppError(decision.code, { detail: decision.detail });
    record(workspaceReducer, draft, { ...entry, status: 'applied' });
    return mutation;
  });
}
