import { type Kysely, sql } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import {
  emptyWorkspaceState,
  evolve,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import type { Event, Mutation } from '../../shared/records/mutation.ts';
import { z } from '../../shared/records/zod.ts';
import { scopeOfMutation } from '../../shared/sync/authority.ts';
import type { Head } from '../../shared/sync/hash.ts';
import { sequence } from '../../shared/sync/sequence.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import type { WorkspaceDatabase } from './database.ts';
import * as rows from './event-rows.ts';
import type { EventPages } from './event-stage.ts';
import { LOG_CHANNEL } from './postgres-listener.ts';
import { storedRecord } from './stored-record.ts';
import type { Tables } from './tables.ts';
import { cutCursor } from './webhook-follow.ts';

/** The server whose log this folder's log follows, and how far. */
const remoteSchema = z.object({
  origin: z.string(),
  /** Its last event that is here; whatever stands after it is only here so far. */
  head: z.object({ seq: z.int(), hash: z.string() }),
  /** Under whom this folder's changes stand there. */
  clientId: z.string(),
  /** Ids that it went by before (SYNC7). */
  former: z.array(z.string()),
});
export type Remote = z.infer<typeof remoteSchema>;

/** What was fetched, to be put below what is only here. */
export interface Fetched {
  /** What `read` said before fetching. */
  readonly from: Remote | null;
  readonly origin: string;
  /** The last event that both sides hold. */
  readonly common: Head;
  readonly events: EventPages;
}

export interface Rebased {
  readonly remote: Remote;
  /** How many of the fetched changes are others'. */
  readonly received: number;
  /** Changes of this folder that are among the fetched events, with what the server decided on them. */
  readonly settled: readonly Event[];
  /** Changes of this folder that no longer fit onto what was fetched; they are in the log as rejected. */
  readonly conflicts: readonly Event[];
}

/**
 * A folder's log as one that follows another: the other's log as far as it was pulled, and on top what
 * was committed here since.
 */
export interface RemoteLog {
  read(): Promise<Remote | null>;
  /** Changes that the server has not seen yet, oldest first. Those of this folder's own tokens are not its business. */
  waiting(): Promise<Mutation[]>;
  /** The mid after which this folder's changes go on at the server. */
  lastMid(): Promise<number>;
  /** What the log amounts to up to `common`, and with these events on top. */
  preview(common: Head, events: EventPages): Promise<WorkspaceState>;
  /**
   * Puts the fetched events in place of what stands after `common`, and what is only here on top of them
   * again, in one transaction. null when somebody else did so meanwhile: fetch again.
   * @throws AppError `log-diverged` when the events do not follow `common`.
   */
  rebase(fetched: Fetched): Promise<Rebased | null>;
  /** Goes on under a new client id, since somebody else uses this one (SYNC7). */
  renew(): Promise<void>;
  /** Packages with rows that may be shared (SYNC10), kept from one time to the next. */
  mayCarryRows(digest: string): Promise<boolean>;
  letCarryRows(digest: string): Promise<void>;
}

export interface RemoteLogParts {
  readonly database: WorkspaceDatabase;
  /** Under whom this folder's own commits stand in its log. */
  readonly clientId: string;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly announce: (head: Head) => void;
}

const KEY = 'remote';
const PAGE = 5000;

export function remoteLog({ database, clientId, newId, announce }: RemoteLogParts): RemoteLog {
  const { db, write, read, kind } = database;
  return {
    read: () => readRemote(db),
    waiting: () =>
      read(async (transaction) => {
        const remote = await readRemote(transaction);
        const local = await rows.eventsAfter(transaction, remote?.head.seq ?? 0);
        return local.filter(isShared).map(asMutation);
      }),
    lastMid: () =>
      read(async (transaction) => {
        const remote = await readRemote(transaction);
        return remote === null ? 0 : rows.readLastMid(transaction, remote.clientId);
      }),
    preview: (common, events) =>
      read(async (transaction) => {
        let state = await stateAt(transaction, common);
        for await (const page of events.pages()) state = evolve(state, page);
        return state;
      }),
    async rebase(fetched) {
      const rebased = await write(async (transaction) => {
        const done = await replace(transaction, fetched, clientId, newId);
        // Below the place where others have read on: to be read again.
        if (done !== null) await cutCursor(transaction, kind, fetched.common.seq);
        if (done !== null && kind === 'postgres') await sql.raw(`notify ${LOG_CHANNEL}`).execute(transaction);
        return done;
      }, 'log');
      if (rebased === null) return null;
      announce(rebased.end);
      return rebased;
    },
    renew: () =>
      write(async (transaction) => {
        const remote = await readRemote(transaction);
        if (remote !== null) await writeMeta(transaction, KEY, renewed(remote, newId));
      }, 'log'),
    mayCarryRows: async (digest) => (await readMeta(db, rowsKey(digest))) !== null,
    letCarryRows: (digest) => write((transaction) => writeMeta(transaction, rowsKey(digest), true)),
  };
}

const rowsKey = (digest: string): string => `carries-rows:${digest}`;

async function replace(
  db: Kysely<Tables>,
  { from, origin, common, events }: Fetched,
  clientId: string,
  newId: () => string,
): Promise<(Rebased & { end: Head }) | null> {
  const current = await readRemote(db);
  if (JSON.stringify(current) !== JSON.stringify(from)) return null;
  const followed = current?.origin === origin ? current : null;
  const local = await rows.eventsAfter(db, common.seq);
  const own = local.filter((event) => event.status === 'applied' && isOwn(event, followed));

  await db.deleteFrom('events').where('seq', '>', common.seq).execute();
  const seen = await takeOver(db, events, common, { own, local, followed });
  const remote = following(followed, { origin, common, ...seen }, newId);
  const kept = own.filter(({ uid }) => !seen.verdicts.has(uid));
  const base = kept.length === 0 ? null : await stateAt(db, remote.head);
  const { added, end } = onTop(kept, base, remote.head, clientId, await rows.highestMid(db, clientId));
  await rows.insertEvents(db, added);
  await rows.recountClients(db);
  await db.updateTable('head').set({ seq: end.seq, hash: end.hash }).execute();
  await writeMeta(db, KEY, remote);
  return {
    remote,
    received: seen.received,
    settled: own.flatMap(({ uid }) => seen.verdicts.get(uid) ?? []),
    conflicts: added.filter(({ status, type }) => status === 'rejected' && scopeOfMutation(type) !== null),
    end,
  };
}

interface TakenOver {
  readonly head: Head;
  /** What the server decided on changes of this folder, by uid. */
  readonly verdicts: ReadonlyMap<string, Event>;
  readonly received: number;
  /** Somebody else goes by this folder's client id. */
  readonly twin: boolean;
}

/** Appends the fetched events, a page at a time. @throws AppError `log-diverged` when they do not follow `common`. */
async function takeOver(
  db: Kysely<Tables>,
  events: EventPages,
  common: Head,
  { own, local, followed }: { own: readonly Event[]; local: readonly Event[]; followed: Remote | null },
): Promise<TakenOver> {
  const ownUids = new Set(own.map(({ uid }) => uid));
  const here = new Set(local.map(({ uid }) => uid));
  const verdicts = new Map<string, Event>();
  let head: Head = { ...common };
  let [received, twin] = [0, false];
  for await (const page of events.pages()) {
    requireChain(page, head);
    await rows.insertEvents(db, page);
    for (const event of page) {
      if (event.status === 'applied' && !ownUids.has(event.uid)) received += 1;
      if (!isFirst(event)) continue;
      if (ownUids.has(event.uid)) verdicts.set(event.uid, event);
      twin ||= event.clientId === followed?.clientId && !here.has(event.uid);
    }
    const { seq, hash } = page.at(-1)!;
    head = { seq, hash };
  }
  return { head, verdicts, received, twin };
}

function requireChain(events: readonly Event[], from: Head): void {
  const fault = verifyChain(events, { from });
  if (fault === null) return;
  throw new AppError('log-diverged', {
    detail: `Event ${fault.seq} from the server does not follow event ${from.seq} of this folder (${fault.fault}).`,
  });
}

const isFirst = ({ status }: Event): boolean => status !== 'duplicate';

/**
 * Whether a change is this folder's to share. Of a server that was restored, it brings back its own
 * (SYNC7); to a server that it did not follow before, everything that it holds.
 */
function isOwn({ seq, clientId }: Event, followed: Remote | null): boolean {
  return followed === null || seq > followed.head.seq || namesOf(followed).has(clientId);
}

const namesOf = ({ clientId, former }: Remote): Set<string> => new Set([clientId, ...former]);

/** Under a new id where mids of the old one are lost, or somebody else uses them (SYNC7). */
function following(
  followed: Remote | null,
  { origin, common, head, twin }: { origin: string; common: Head } & Pick<TakenOver, 'head' | 'twin'>,
  newId: () => string,
): Remote {
  if (followed === null) return { origin, head, clientId: newId(), former: [] };
  const remote = { ...followed, head };
  return common.seq < followed.head.seq || twin ? renewed(remote, newId) : remote;
}

function renewed(remote: Remote, newId: () => string): Remote {
  return { ...remote, clientId: newId(), former: [...remote.former, remote.clientId] };
}

/** Decides anew on what is only here; each change keeps its uid and its author. */
function onTop(
  kept: readonly Event[],
  base: WorkspaceState | null,
  head: Head,
  clientId: string,
  lastMid: number,
): { added: Event[]; end: Head } {
  const memory = { byMid: () => undefined, byUid: () => undefined, hasBlob: () => true };
  const added: Event[] = [];
  let position = { state: base ?? emptyWorkspaceState(), head, lastMid };
  for (const group of byActor(kept)) {
    const mutations = group.map((event, at) => ({ ...asMutation(event), mid: position.lastMid + at + 1 }));
    const by = { clientId, actor: group[0]!.actor };
    const { events, stopped, ...next } = sequence(workspaceReducer, position, memory, by, mutations);
    if (stopped !== undefined) throw unknownHere(mutations.find(({ mid }) => mid === stopped.mid)!);
    added.push(...events);
    position = next;
  }
  return { added, end: position.head };
}

function byActor(events: readonly Event[]): Event[][] {
  const groups: Event[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]!.actor === event.actor) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

const unknownHere = ({ type }: Mutation): AppError =>
  new AppError('schema-unknown', { detail: `This build does not know what "${type}" means.` });

/** Folded in pages, so that a long log need not be in memory. */
async function stateAt(db: Kysely<Tables>, { seq }: Head): Promise<WorkspaceState> {
  let state = emptyWorkspaceState();
  for (let at = 0; at < seq; at += PAGE) {
    state = evolve(state, await rows.eventsAfter(db, at, Math.min(PAGE, seq - at)));
  }
  return state;
}

/** Tokens are of this folder's own server. */
const isShared = ({ status, type }: Event): boolean => status === 'applied' && scopeOfMutation(type) !== null;

function asMutation({ mid, uid, type, v, at, payload }: Event): Mutation {
  return { mid, uid, type, v, at, payload };
}

async function readRemote(db: Kysely<Tables>): Promise<Remote | null> {
  const value = await readMeta(db, KEY);
  return value === null ? null : storedRecord(remoteSchema, value, 'the remote');
}

async function readMeta(db: Kysely<Tables>, key: string): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

async function writeMeta(db: Kysely<Tables>, key: string, content: unknown): Promise<void> {
  const value = JSON.stringify(content);
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
