import { AppError } from '../../shared/errors/app-error.ts';
import {
  decide,
  emptyWorkspaceState,
  evolve,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import { type Event, type Mutation, MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import type { Entry } from '../../shared/records/reducer.ts';
import { withModelUuid } from '../../shared/registry/parents.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { rebase } from '../../shared/sync/rebase.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import type { LogStore } from '../workspace.ts';
import type { BrowserDatabase } from './database.ts';
import { readClient, readHead, readRefused, writeClient, writeHead, writeRefused } from './log-meta.ts';
import type { Poke } from './poke.ts';
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
   * Appends pulled events and empties the outbox of what is among them, in one transaction.
   * @throws AppError `log-diverged` when they do not follow what is here.
   */
  receive(events: readonly Event[]): Promise<void>;
  /** Own mutations that were rejected when the server put them in order, oldest first (SYNC2). */
  refused(): Promise<Event[]>;
  /** The person has seen them: they are told no more. */
  forgetRefused(): Promise<void>;
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
    async receive(events) {
      if (events.length === 0) return;
      await stored(() => db.transaction('rw', db.meta, db.events, db.outbox, () => append(db, events)));
      poke.send();
    },
    refused: () => stored(() => readRefused(db)),
    async forgetRefused() {
      await stored(() => writeRefused(db, []));
      poke.send();
    },
  };
}

/** The state as far as it was folded, taken further as events and mutations come; read inside a transaction. */
function foldedLog(db: BrowserDatabase) {
  let confirmed = { seq: 0, state: emptyWorkspaceState() };
  let shown: { state: WorkspaceState; of: string } | null = null;
  return {
    async view(): Promise<WorkspaceState> {
      const head = await readHead(db);
      if (head.seq > confirmed.seq) {
        const events = await db.events.where('seq').above(confirmed.seq).toArray();
        // Another reader may have folded some of them meanwhile.
        const unseen = events.filter(({ seq }) => seq > confirmed.seq);
        if (unseen.length > 0) {
          confirmed = { seq: unseen.at(-1)!.seq, state: evolve(confirmed.state, unseen) };
        }
      }
      const pending = await db.outbox.orderBy('mid').toArray();
      const of = `${confirmed.seq} ${pending.map(({ uid }) => uid).join(' ')}`;
      if (shown?.of === of) return shown.state;
      const { clientId } = await client(db);
      const entries = pending.map((mutation) => ({ ...mutation, seq: null, clientId, actor: ACTOR }));
      shown = { of, state: rebase(workspaceReducer, confirmed.state, entries).state };
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

async function append(db: BrowserDatabase, events: readonly Event[]): Promise<void> {
  const head = await readHead(db);
  const fault = verifyChain(events, { from: head });
  if (fault !== null) {
    throw new AppError('log-diverged', {
      detail: `Event ${fault.seq} from the server does not follow event ${head.seq} of this device (${fault.fault}).`,
    });
  }
  const last = events.at(-1) ?? { ...EMPTY_HEAD };
  await db.events.bulkAdd(events);
  const rejected = events.filter(({ status }) => status === 'rejected');
  if (rejected.length > 0) {
    // A plain read: `anyOf` of several keys outlived its transaction in fake-indexeddb.
    const own = new Set((await db.outbox.toArray()).map(({ uid }) => uid));
    await writeRefused(db, [...(await readRefused(db)), ...rejected.filter(({ uid }) => own.has(uid))]);
  }
  await db.outbox
    .where('uid')
    .anyOf(events.map(({ uid }) => uid))
    .delete();
  await writeHead(db, { seq: last.seq, hash: last.hash });
}
