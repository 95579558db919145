import { type Kysely, sql } from 'kysely';
import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import {
  decide,
  emptyWorkspaceState,
  evolve,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import {
  type Event,
  type Mutation,
  MUTATION_SCHEMA,
  type MutationType,
  type Payload,
} from '../../shared/records/mutation.ts';
import { withModelUuid } from '../../shared/registry/parents.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import {
  type Author,
  type LogMemory,
  type LogPosition,
  sequence,
  type Sequenced,
} from '../../shared/sync/sequence.ts';
import type { PullAnswer, PullRequest, PushAnswer } from '../../shared/sync/wire.ts';
import type { BlobStore, LogStore } from '../../workers/workspace.ts';
import { announcer } from './announcer.ts';
import type { WorkspaceDatabase } from './database.ts';
import { LOG_CHANNEL } from './postgres-listener.ts';
import * as rows from './event-rows.ts';
import { remoteLog, type RemoteLog } from './remote-log.ts';
import type { Tables } from './tables.ts';

/** The log of a workspace folder: what is committed here and what clients push, in one order. */
export interface SharedLog extends LogStore {
  /** As `commit`, in the name of somebody whom the server has recognised. */
  readonly commitAs: <T extends MutationType>(actor: string, type: T, payload: Payload<T>) => Promise<void>;
  /** Sequences what a client sends (SYNC1, SYNC2, SYNC6). @throws AppError `mutation-gap`, `mutation-reused`. */
  readonly push: (by: Author, mutations: readonly Mutation[]) => Promise<PushAnswer>;
  /** @throws AppError `log-diverged` when the client's last event is not one of this log. */
  readonly pull: (request: PullRequest) => Promise<PullAnswer>;
  /** Hashes at these places, so that a client finds the last event that both have. */
  readonly hashesAt: (seqs: readonly number[]) => Promise<(string | null)[]>;
  /** The fold of the log and where it ends, in one piece. */
  readonly snapshot: () => Promise<{ head: Head; state: WorkspaceState }>;
  readonly eventsAfter: (seq: number, limit: number) => Promise<Event[]>;
  readonly head: () => Promise<Head>;
  /** This log as one that follows a server's. */
  readonly remote: RemoteLog;
  close(): void;
}

type Position = LogPosition<WorkspaceState>;

export interface LogParts {
  readonly database: WorkspaceDatabase;
  readonly blobs: BlobStore;
  /** Under whom this folder's own commits stand in the log. */
  readonly author: Author;
  readonly epoch: string;
}

export function openLog({ database, blobs, author, epoch }: LogParts): SharedLog {
  const { db, write } = database;
  const folded = foldedLog();
  const changes = announcer(() => rows.readHead(db), database.onLogGrown);

  /** Events, last mid and head in one transaction; everybody decides on the state that the last one left. */
  async function take(
    by: Author,
    digests: readonly string[],
    draft: (position: Position) => readonly Mutation[],
  ): Promise<Sequenced<WorkspaceState>> {
    const here = await present(blobs, digests);
    const sequenced = await write(async (transaction) => {
      const { head, state } = await folded.refresh(transaction);
      const position = { head, state, lastMid: await rows.readLastMid(transaction, by.clientId) };
      const mutations = draft(position);
      const memory = await recall(transaction, by.clientId, mutations, here);
      const done = sequence(workspaceReducer, position, memory, by, mutations);
      if (done.events.length > 0) {
        await rows.appendEvents(transaction, done.events, done.head, by.clientId, done.lastMid);
        if (database.kind === 'postgres') await sql.raw(`notify ${LOG_CHANNEL}`).execute(transaction);
      }
      return done;
    }, 'log');
    folded.adopt(sequenced);
    changes.announce(sequenced.head);
    return sequenced;
  }

  const commitAs: SharedLog['commitAs'] = async (actor, type, payload) => {
    const content = (state: WorkspaceState) => ({
      type,
      v: MUTATION_SCHEMA,
      payload: { ...withModelUuid(state.registry, payload) },
    });
    const digests = requiredBlobs({ type, payload: { ...payload } });
    const by = { ...author, actor };
    const { stopped } = await take(by, digests, (position) => {
      const mutation = own(position, content(position.state));
      refuseRejected(position, by, mutation);
      return [mutation];
    });
    if (stopped !== undefined) throw blobMissing(type, stopped.digests ?? []);
  };

  return {
    state: async () => (await folded.refresh(db)).state,
    commit: (type, payload) => commitAs(author.actor, type, payload),
    commitAs,
    subscribe: (listener) => changes.subscribe(listener),
    async push(by, mutations) {
      const digests = mutations.flatMap(requiredBlobs);
      const { lastMid, head, results, stopped } = await take(by, digests, () => mutations);
      return { lastMid, headSeq: head.seq, results, ...(stopped === undefined ? {} : { stopped }) };
    },
    // One state of the log: somebody may put another below what is read.
    pull: (request) => database.read((transaction) => pull(transaction, epoch, request)),
    hashesAt: (seqs) => rows.hashesAt(db, seqs),
    snapshot: () => folded.refresh(db),
    eventsAfter: (seq, limit) => rows.eventsAfter(db, seq, limit),
    head: () => rows.readHead(db),
    remote: remoteLog({ database, clientId: author.clientId, newId: v7, announce: changes.announce }),
    close: () => changes.close(),
  };
}

interface Folded {
  readonly head: Head;
  readonly state: WorkspaceState;
}

const nothing = (): Folded => ({ head: EMPTY_HEAD, state: emptyWorkspaceState() });

/** The fold of the log as far as it was read, taken further as others append to it; anew when it was replaced. */
function foldedLog() {
  let folded = nothing();
  const refresh = async (db: Kysely<Tables>): Promise<Folded> => {
    const from = folded;
    const events = await rows.eventsFollowing(db, from.head);
    // Another refresh was faster: on from there.
    if (folded !== from) return refresh(db);
    if (events === null) {
      folded = nothing();
      return refresh(db);
    }
    const last = events.at(-1);
    if (last !== undefined) {
      folded = { head: { seq: last.seq, hash: last.hash }, state: evolve(from.state, events) };
    }
    return folded;
  };
  return {
    refresh,
    adopt({ head, state }: Folded) {
      if (head.seq > folded.head.seq) folded = { head, state };
    },
  };
}

function own({ lastMid }: Position, content: Pick<Mutation, 'type' | 'v' | 'payload'>): Mutation {
  return { mid: lastMid + 1, uid: v7(), at: new Date().toISOString(), ...content };
}

/** Whoever commits here is told at once; only what came over the wire is consumed though rejected. */
function refuseRejected({ state, head }: Position, author: Author, mutation: Mutation): void {
  const decision = decide(state, { ...mutation, ...author, seq: head.seq + 1 });
  if (decision.status === 'rejected') throw new AppError(decision.code, { detail: decision.detail });
}

function blobMissing(type: MutationType, digests: readonly string[]): AppError {
  return new AppError('blob-missing', {
    detail: `"${type}" names artifacts that are not in the workspace: ${digests.join(', ')}.`,
    extra: { digests },
  });
}

async function present(blobs: BlobStore, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const here = new Set<string>();
  for (const digest of new Set(digests)) if (await blobs.has(digest)) here.add(digest);
  return here;
}

/** What sequencing may ask for, read within its transaction. */
async function recall(
  db: Kysely<Tables>,
  clientId: string,
  mutations: readonly Mutation[],
  here: ReadonlySet<string>,
): Promise<LogMemory> {
  const byMid = await rows.eventsByMid(
    db,
    clientId,
    mutations.map(({ mid }) => mid),
  );
  const byUid = await rows.firstEventsByUid(
    db,
    mutations.map(({ uid }) => uid),
  );
  const mids = new Map(byMid.map((event) => [event.mid, event]));
  const uids = new Map(byUid.map((event) => [event.uid, event]));
  return {
    byMid: (mid) => mids.get(mid),
    byUid: (uid) => uids.get(uid),
    hasBlob: (digest) => here.has(digest),
  };
}

async function pull(
  db: Kysely<Tables>,
  epoch: string,
  { cursor, headHash, limit }: PullRequest,
): Promise<PullAnswer> {
  const known = cursor === 0 ? EMPTY_HEAD : (await rows.eventsAfter(db, cursor - 1, 1))[0];
  const events = await rows.eventsAfter(db, cursor, limit);
  const head = await rows.readHead(db);
  if (known?.seq !== cursor || known.hash !== headHash) {
    throw new AppError('log-diverged', {
      detail: `Event ${cursor} of this log is not the one that the client holds; the log ends at ${head.seq}.`,
      extra: { headSeq: head.seq, epoch },
    });
  }
  const reached = events.at(-1)?.seq ?? cursor;
  return { events, headSeq: head.seq, headHash: head.hash, hasMore: reached < head.seq };
}
