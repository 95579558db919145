import assert from 'node:assert/strict';
import { emptyWorkspaceState, evolve, type WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { encodeState } from '../../shared/pipelines/workspace-snapshot.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import type { Device } from '../workers/fixtures/device.ts';
import type { Home } from './home.ts';
import type { Member } from './member.ts';

export interface Quiet {
  readonly home: Home;
  readonly members: readonly Member[];
  /** Whether the server was ever set back; the order of changes may differ then (I5). */
  readonly restored: boolean;
}

/** I0–I6 of CONTRACTS.md, section 3, once everything has come to rest. I7 is checked at every commit. */
export async function requireInvariants({ home, members, restored }: Quiet): Promise<void> {
  const { workspace } = home.server();
  const log = await workspace.eventsAfter(0, 100_000);
  const head = await workspace.head();
  assert.equal(verifyChain(log, { head }), null, 'the chain of the log is whole');
  const { state } = await workspace.snapshot();
  equalStates(state, evolve(emptyWorkspaceState(), log), 'I0: the server’s state is the fold of its log');
  for (const tab of members.flatMap((member) => member.tabs())) await requireInStep(tab, log, state);
  const firsts = requireOnce(log);
  for (const member of members) await requireKept(member, firsts);
  requireOrder(log, firsts, restored ? [] : members);
  requireWhole(state);
}

function equalStates(actual: WorkspaceState, expected: WorkspaceState, promise: string): void {
  assert.equal(JSON.stringify(encodeState(actual)), JSON.stringify(encodeState(expected)), promise);
}

async function requireInStep(
  { sync, workspace }: Device,
  log: readonly Event[],
  state: WorkspaceState,
): Promise<void> {
  const { lastError, pending } = sync.status();
  assert.equal(lastError, null, `I1: no member is stuck (${lastError?.code}: ${lastError?.detail})`);
  assert.equal(pending, 0, 'I1: every outbox is empty');
  const events = await workspace.db.events.toArray();
  assert.deepEqual(
    events.map(({ hash }) => hash),
    log.map(({ hash }) => hash),
    'I1: every member holds the log of the server',
  );
  equalStates(await workspace.log.state(), state, 'I1: every member sees what the server sees');
}

/** The first event of each uid. */
function requireOnce(log: readonly Event[]): Map<string, Event> {
  const firsts = new Map<string, Event>();
  for (const event of log) {
    const known = firsts.has(event.uid);
    assert.equal(event.status === 'duplicate', known, `I3: ${event.uid} counts once`);
    if (!known) firsts.set(event.uid, event);
  }
  return firsts;
}

async function requireKept(member: Member, firsts: ReadonlyMap<string, Event>): Promise<void> {
  const refused = await member.device().workspace.log.refused();
  const told = new Set([...refused.map(({ uid }) => uid), ...member.shown()]);
  for (const uid of member.own()) {
    const event = firsts.get(uid);
    if (event === undefined) assert.ok(told.has(uid), `I2: ${uid} was acknowledged and is lost`);
    else if (event.status === 'rejected')
      assert.ok(told.has(uid), `I4: ${uid} (${event.type}) was rejected and its author does not know`);
    else assert.equal(event.status, 'applied', `I4: ${uid} ends applied`);
  }
}

function requireOrder(
  log: readonly Event[],
  firsts: ReadonlyMap<string, Event>,
  members: readonly Member[],
): void {
  const lastMid = new Map<string, number>();
  for (const { clientId, mid } of log) {
    assert.equal(mid, (lastMid.get(clientId) ?? 0) + 1, `I5: the changes of ${clientId} follow each other`);
    lastMid.set(clientId, mid);
  }
  for (const member of members) {
    const places = member.own().flatMap((uid) => firsts.get(uid)?.seq ?? []);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      'I5: in the order in which they were made',
    );
  }
}

function requireWhole({ registry, deployment }: WorkspaceState): void {
  for (const { name, versions, deleted = [], aliases } of registry.models.values()) {
    const numbers = [...versions, ...deleted].map(({ version }) => version).toSorted((a, b) => a - b);
    assert.deepEqual(
      numbers,
      numbers.map((_, at) => at + 1),
      `I6: the versions of "${name}", with those that were deleted, are dense`,
    );
    const ids = new Set(versions.map(({ versionId }) => versionId));
    for (const [alias, versionId] of aliases)
      assert.ok(ids.has(versionId), `I6: "${alias}" points at a version`);
    for (const stage of ['Production', 'Staging'] as const) {
      const held = versions.filter((version) => version.stage === stage).map(({ versionId }) => versionId);
      assert.ok(held.length < 2, `I6: ${stage} of "${name}" has one holder`);
      const environment = stage === 'Production' ? 'production' : 'staging';
      const routed = deployment.endpoints.get(name)?.[environment].map(({ versionId }) => versionId) ?? [];
      assert.deepEqual(routed, held, `I6: ${stage} of "${name}" is what is routed there`);
    }
  }
}
