import { AppError } from '../../shared/errors/app-error.ts';
import {
  decide,
  emptyWorkspaceState,
  evolve,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import { decodeState } from '../../shared/pipelines/workspace-snapshot.ts';
import { type Event, type Mutation, MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import type { Entry } from '../../shared/records/reducer.ts';
import { withModelUuid } from '../../shared/registry/parents.ts';
import type { Wish } from '../../shared/registry/requeue.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { heldBack } from '../../shared/sync/held-back.ts';
import { type Conflict, rebase } from '../../shared/sync/rebase.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import type { SnapshotAnswer } from '../../shared/sync/wire.ts';
import type { LogStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import {
  type Client,
  nextGeneration,
  readBase,
  readClient,
  readGeneration,
  readHead,
  readRefused,
  renewClient,
  writeBase,
  writeClient,
  writeHead,
  writeRefused,
} from './log-meta.ts';
import type { Poke } from './poke.ts';
import { askedAgain, dropOwn } from './settle.ts';
import { stored } from './storage-error.ts';

/** What a log needs of its host; nothing of it is reached for. */
export interface LogParts {
  readonly db: BrowserDatabase;
  readonly poke: Poke;
  readonly now: () => Date;
  /** UUIDv7. */
  readonly newId: () => string;
}

/** The log of this device: what the server has put in order, and on top what waits in the outbox (SYNC3). */
export interface BrowserLog extends LogStore {
  clientId(): Promise<string>;
  head(): Promise<Head>;
  /** Mutations that were not seen in the log yet, oldest first. */
  outbox(limit: number): Promise<Mutation[]>;
  pending(): Promise<number>;
  /**
   * Puts these mutations behind all others that wait, with what only applies on top of them, so that the others
   * need not wait too. Gives the uids of what stands behind.
   */
  putBehind(held: ReadonlySet<string>): Promise<Set<string>>;
  /**
   * Appends pulled events and empties the outbox of what is among them, in one transaction.
   * @throws AppError `log-diverged` when they do not follow what is here.
   */
  receive(events: readonly Event[]): Promise<void>;
  /** Hashes of the events at these places, null for those that this device does not hold. */
  hashesAt(seqs: readonly number[]): Promise<(string | null)[]>;
  /** Begins with what the log amounts to, instead of with its first event; only on a device that holds none. */
  begin(snapshot: SnapshotAnswer): Promise<void>;
  /**
   * Takes the events after `seq` back, since the server does not have them, and queues one's own among
   * them again, before what waits already, under a new client id (SYNC7).
   */
  dropAfter(seq: number): Promise<void>;
  /** Goes on under a new client id, since another device uses this one (SYNC7). */
  renewClient(): Promise<void>;
  /** Own mutations that were rejected when the server put them in order, oldest first (SYNC2). */
  refused(): Promise<Event[]>;
  /** The person has seen them: they are told no more. */
  forgetRefused(): Promise<void>;
  /** What waits and would be rejected now, oldest first. */
  conflicts(): Promise<(Mutation & Pick<Conflict, 'code'>)[]>;
  /**
   * Drops these own changes, rejected or waiting, and asks for others in their place, in one transaction;
   * stages and aliases are expected as they are now (SYNC5).
   * @throws AppError the code with which one of the others would be rejected; nothing is changed then.
   */
  settle(uids: readonly string[], wishes: (state: WorkspaceState) => readonly Wish[]): Promise<void>;
}

/** Until a server has sequenced it, an own mutation is by whoever uses this device. */
const ACTOR = 'local';

export function browserLog(parts: LogParts): BrowserLog {
  const { db, poke, now, newId } = parts;
  const folded = foldedLog(db);
  return {
    state: () => stored(() => db.transaction('r', db.meta, db.events, db.outbox, () => folded.view())),
    async commit(type, payload) {
      await stored(() =>
        db.transaction('rw', db.meta, db.events, db.outbox, db.blobs, async () => {
          const state = await folded.view();
          const client = await readClient(db, newId);
          const mutation: Mutation = {
            mid: client.lastMid + 1,
            uid: newId(),
            type,
            v: MUTATION_SCHEMA,
            at: now().toISOString(),
            payload: { ...withModelUuid(state.registry, payload) },
          };
          requireApplied(state, { ...mutation, seq: null, clientId: client.clientId, actor: ACTOR });
          await requireBlobs(db, mutation);
          await db.outbox.add(mutation);
          await writeClient(db, { ...client, lastMid: mutation.mid });
        }),
      );
      poke.send();
    },
    subscribe: poke.subscribe,
    clientId: () =>
      stored(() => db.transaction('rw', db.meta, async () => (await readClient(db, newId)).clientId)),
    head: () => stored(() => readHead(db)),
    outbox: (limit) => stored(() => db.outbox.orderBy('mid').limit(limit).toArray()),
    pending: () => stored(() => db.outbox.count()),
    putBehind: (held) =>
      stored(() =>
        db.transaction('rw', db.meta, db.events, db.outbox, async () => {
          await folded.view();
          const waiting = await db.outbox.orderBy('mid').toArray();
          const { clientId } = await client(db);
          const entries = waiting.map((mutation) => ({ ...mutation, seq: null, clientId, actor: ACTOR }));
          const back = heldBack(workspaceReducer, folded.confirmed(), entries, held);
          const ordered = [
            ...waiting.filter(({ uid }) => !back.has(uid)),
            ...waiting.filter(({ uid }) => back.has(uid)),
          ];
          const moved = ordered.flatMap((mutation, at) => {
            const { mid } = waiting[at]!;
            return mutation.mid === mid ? [] : [{ ...mutation, mid }];
          });
          if (moved.length === 0) return back;
          await db.outbox.bulkPut(moved);
          await nextGeneration(db);
          return back;
        }),
      ),
    async receive(events) {
      if (events.length === 0) return;
      await stored(() =>
        db.transaction('rw', db.meta, db.events, db.outbox, () => append(db, events, newId)),
      );
      poke.send();
    },
    async hashesAt(seqs) {
      const events = await stored(() => db.events.bulkGet([...seqs]));
      return events.map((event) => event?.hash ?? null);
    },
    async begin({ seq, hash, state: encoded }) {
      decodeState(encoded);
      await stored(() =>
        db.transaction('rw', db.meta, async () => {
          if ((await readHead(db)).seq > 0) return;
          await writeBase(db, { seq, hash, state: encoded });
          await writeHead(db, { seq, hash });
        }),
      );
      poke.send();
    },
    async dropAfter(seq) {
      await stored(() => db.transaction('rw', db.meta, db.events, db.outbox, () => takeBack(db, seq, newId)));
      poke.send();
    },
    renewClient: () => stored(() => db.transaction('rw', db.meta, db.outbox, () => renewClient(db, newId))),
    refused: () => stored(() => readRefused(db)),
    async forgetRefused() {
      await stored(() => writeRefused(db, []));
      poke.send();
    },
    conflicts: () =>
      stored(() =>
        db.transaction('r', db.meta, db.events, db.outbox, async () => {
          await folded.view();
          const codes = new Map(folded.conflicts().map(({ uid, code }) => [uid, code]));
          if (codes.size === 0) return [];
          const waiting = await db.outbox.orderBy('mid').toArray();
          return waiting.flatMap((mutation) => {
            const code = codes.get(mutation.uid);
            return code === undefined ? [] : [{ ...mutation, code }];
          });
        }),
      ),
    async settle(uids, wishes) {
      await stored(() =>
        db.transaction('rw', db.meta, db.events, db.outbox, db.blobs, async () => {
          await dropOwn(db, new Set(uids), newId);
          const state = await folded.view();
          const client = await readClient(db, newId);
          const by = { clientId: client.clientId, actor: ACTOR };
          const mutations = askedAgain(state, wishes(state), by, { now, newId, after: client.lastMid });
          for (const mutation of mutations) await requireBlobs(db, mutation);
          await db.outbox.bulkAdd(mutations);
          await writeClient(db, { ...client, lastMid: client.lastMid + mutations.length });
        }),
      );
      poke.send();
    },
  };
}

/** The state as far as it was folded, taken further as events and mutations come; read inside a transaction. */
function foldedLog(db: BrowserDatabase) {
  let confirmed = { seq: 0, state: emptyWorkspaceState() };
  let generation = -1;
  let shown: {
    state: WorkspaceState;
    conflicts: readonly Conflict[];
    since: string;
    lastMid: number;
    count: number;
  } | null = null;
  return {
    /** What the last view stands on. */
    confirmed: (): WorkspaceState => confirmed.state,
    /** Of the last view. */
    conflicts: (): readonly Conflict[] => shown?.conflicts ?? [],
    async view(): Promise<WorkspaceState> {
      const head = await readHead(db);
      const current = await readGeneration(db);
      if (generation !== current || (confirmed.seq === 0 && head.seq > 0)) {
        const base = await readBase(db);
        confirmed =
          base === null
            ? { seq: 0, state: emptyWorkspaceState() }
            : { seq: base.seq, state: decodeState(base.state) };
        generation = current;
        shown = null;
      }
      if (head.seq > confirmed.seq) {
        const events = await db.events.where('seq').above(confirmed.seq).toArray();
        // Another reader may have folded some of them meanwhile.
        const unseen = events.filter(({ seq }) => seq > confirmed.seq);
        if (unseen.length > 0) {
          confirmed = { seq: unseen.at(-1)!.seq, state: evolve(confirmed.state, unseen) };
        }
      }
      const { clientId } = await client(db);
      const since = `${generation} ${confirmed.seq} ${clientId}`;
      // Ten thousand changes may wait: what was shown is taken further by those that were added.
      const before = shown?.since === since ? shown : null;
      const added = await db.outbox
        .where('mid')
        .above(before?.lastMid ?? 0)
        .toArray();
      const count = await db.outbox.count();
      const goesOn = before !== null && count === before.count + added.length;
      if (goesOn && added.length === 0) return before.state;
      const pending = goesOn ? added : await db.outbox.orderBy('mid').toArray();
      const entries = pending.map((mutation) => ({ ...mutation, seq: null, clientId, actor: ACTOR }));
      const { state, conflicts } = rebase(workspaceReducer, goesOn ? before.state : confirmed.state, entries);
      const all = goesOn ? [...before.conflicts, ...conflicts] : conflicts;
      shown = { since, lastMid: pending.at(-1)?.mid ?? 0, count, state, conflicts: all };
      return shown.state;
    },
  };
}

/** In a transaction that only reads: a device without mutations may have no client id yet. */
async function client({ meta }: BrowserDatabase): Promise<{ clientId: string }> {
  return ((await meta.get('client'))?.value as { clientId: string } | undefined) ?? { clientId: '' };
}

function requireApplied(state: WorkspaceState, entry: Entry): void {
  const decision = decide(state, entry);
  if (decision.status === 'rejected') throw new AppError(decision.code, { detail: decision.detail });
}

/** What the server would stop at is refused here already. */
async function requireBlobs({ blobs }: BrowserDatabase, mutation: Mutation): Promise<void> {
  const digests = requiredBlobs(mutation);
  const here = new Set(await blobs.where('digest').anyOf(digests).primaryKeys());
  const absent = digests.filter((digest) => !here.has(digest));
  if (absent.length === 0) return;
  throw new AppError('blob-missing', {
    detail: `"${mutation.type}" names artifacts that are not on this device: ${absent.join(', ')}.`,
    extra: { digests: absent },
  });
}

async function append(db: BrowserDatabase, events: readonly Event[], newId: () => string): Promise<void> {
  const head = await readHead(db);
  const fault = verifyChain(events, { from: head });
  if (fault !== null) {
    throw new AppError('log-diverged', {
      detail: `Event ${fault.seq} from the server does not follow event ${head.seq} of this device (${fault.fault}).`,
    });
  }
  const last = events.at(-1) ?? { ...EMPTY_HEAD };
  await db.events.bulkAdd(events);
  // A plain read: `anyOf` of several keys outlived its transaction in fake-indexeddb.
  const own = new Set((await db.outbox.toArray()).map(({ uid }) => uid));
  const rejected = events.filter(({ status, uid }) => status === 'rejected' && own.has(uid));
  if (rejected.length > 0) await writeRefused(db, [...(await readRefused(db)), ...rejected]);
  await db.outbox
    .where('uid')
    .anyOf(events.map(({ uid }) => uid))
    .delete();
  await writeHead(db, { seq: last.seq, hash: last.hash });
  await rememberCarriers(
    db,
    events.filter(({ uid }) => own.has(uid)),
  );
  const { clientId } = await client(db);
  if (events.some((event) => isByTwin(event, clientId, own))) await renewClient(db, newId);
}

/**
 * A copy of this profile may have brought its changes to the log first, under an id of its own. That id is
 * remembered as one of this device: were the log lost, they would be queued again here too (SYNC7).
 */
async function rememberCarriers(db: BrowserDatabase, arrived: readonly Event[]): Promise<void> {
  const known = (await db.meta.get('client'))?.value as Client | undefined;
  if (known === undefined) return;
  const { clientId, former = [] } = known;
  const ids = new Set([...former, ...arrived.map((event) => event.clientId)]);
  ids.delete(clientId);
  if (ids.size > former.length) await writeClient(db, { ...known, former: [...ids] });
}

/** Under this device's id, but not by it: its profile was copied, or set back to an earlier day (SYNC7). */
function isByTwin({ clientId, uid, status }: Event, own: string, waiting: ReadonlySet<string>): boolean {
  return clientId === own && status !== 'duplicate' && !waiting.has(uid);
}

async function takeBack(db: BrowserDatabase, seq: number, newId: () => string): Promise<void> {
  const base = await readBase(db);
  const from = base !== null && seq < base.seq ? 0 : seq;
  if (from === 0) await writeBase(db, null);
  const dropped = await db.events.where('seq').above(from).toArray();
  await db.events.where('seq').above(from).delete();
  const last = from === 0 ? undefined : await db.events.get(from);
  await writeHead(db, last ?? (from === 0 || base === null ? EMPTY_HEAD : base));
  const { clientId, former = [] } = await readClient(db, newId);
  const own = new Set([clientId, ...former]);
  const again = dropped.filter((event) => own.has(event.clientId) && event.status === 'applied');
  const waiting = await db.outbox.orderBy('mid').toArray();
  const queue = [...again.map(asMutation), ...waiting].map((mutation, at) => ({ ...mutation, mid: at + 1 }));
  await db.outbox.clear();
  await db.outbox.bulkAdd(queue);
  await writeClient(db, { clientId: newId(), lastMid: queue.length, former: [...own] });
  await nextGeneration(db);
}

function asMutation({ mid, uid, type, v, at, payload }: Event): Mutation {
  return { mid, uid, type, v, at, payload };
}
