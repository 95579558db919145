import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { emptyWorkspaceState, evolve } from '../../shared/pipelines/workspace-log.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { GENESIS } from '../../shared/sync/hash.ts';
import type { PullAnswer } from '../../shared/sync/wire.ts';
import { verifyChain } from '../../shared/sync/verify.ts';

const MODEL = 'shared';

export interface SharedModel {
  readonly model: string;
  readonly digest: string;
}

const post = (origin: string, path: string, body: BodyInit, type = 'application/json'): Promise<Response> =>
  fetch(`${origin}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': type }, body });

/** A model that many will register versions of, and the artifact that all of these name. */
export async function createSharedModel(origin: string): Promise<SharedModel> {
  const bytes = new TextEncoder().encode('an artifact');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const octets = 'application/octet-stream';
  const kept = await post(origin, `blobs/uploads?digest=sha256:${digest}`, bytes, octets);
  assert.equal(kept.status, 201);
  const payload = { model: MODEL, modelUuid: v7(), description: '', tags: [] };
  const at = new Date().toISOString();
  const mutations = [{ mid: 1, uid: v7(), type: 'model.created', v: 1, at, payload }];
  const body = { protocol: 1, schema: 1, clientId: v7(), mutations };
  const pushed = await post(origin, 'sync/push', JSON.stringify(body));
  assert.equal(pushed.status, 200);
  return { model: MODEL, digest };
}

/** The whole log as a new device gets it. */
export async function pullAll(origin: string): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const last = events.at(-1);
    const body = { cursor: last?.seq ?? 0, headHash: last?.hash ?? GENESIS, limit: 1000 };
    const answer = await post(origin, 'sync/pull', JSON.stringify(body));
    assert.equal(answer.status, 200);
    const page = (await answer.json()) as PullAnswer;
    events.push(...page.events);
    if (!page.hasMore) return events;
  }
}

/** Everything that was acknowledged is there, once, in one chain, with dense numbers. */
export function requireAll(events: readonly Event[], acknowledged: Iterable<string>): void {
  assert.equal(verifyChain(events), null, 'the chain of the log is whole');
  const firsts = events.filter(({ status }) => status !== 'duplicate').map(({ uid }) => uid);
  const uids = new Set(firsts);
  assert.equal(uids.size, firsts.length, 'I3: each uid counts once');
  const lost = [...acknowledged].filter((uid) => !uids.has(uid));
  assert.deepEqual(lost, [], 'I2: nothing that was acknowledged is lost');
  const versions = evolve(emptyWorkspaceState(), events).registry.models.get(MODEL)!.versions;
  assert.deepEqual(
    versions.map(({ version }) => version),
    versions.map((_, at) => at + 1),
    'I6: the numbers are dense',
  );
}
