import { AppError } from '../errors/app-error.ts';
import { canonicalJson } from '../records/canonical.ts';
import { type Event, isMutationType, type Mutation, MUTATION_SCHEMA } from '../records/mutation.ts';
import type { Decision, Reducer } from '../records/reducer.ts';
import { grants, type Scope, scopeOfMutation } from './authority.ts';
import { record } from './fold.ts';
import { hashEvent, type Head } from './hash.ts';
import { requiredBlobs } from './required-blobs.ts';
import type { PushResult, PushStop } from './wire.ts';

/** What the log holds when a push comes in; read and written in one transaction (SYNC1). */
export interface LogPosition<S> {
  readonly state: S;
  readonly head: Head;
  /** 0 for a client that never pushed. */
  readonly lastMid: number;
}

/** What sequencing asks of the store. */
export interface LogMemory {
  /** This client's event of a mid that it has used. */
  byMid(mid: number): Event | undefined;
  /** The first event of a uid, whoever pushed it. */
  byUid(uid: string): Event | undefined;
  hasBlob(digest: string): boolean;
}

export interface Author {
  readonly clientId: string;
  /** From the token, never from the payload. */
  readonly actor: string;
  /** What the token may do; left out: everything, for the workspace's own commits. */
  readonly scope?: Scope;
}

export interface Sequenced<S> extends LogPosition<S> {
  /** To be appended, in order. */
  readonly events: Event[];
  /** One for every mutation up to where it stopped, in the order of the push. */
  readonly results: PushResult[];
  readonly stopped?: PushStop;
}

/**
 * Puts mutations into the log's order: the pure core of the server.
 * Rejected mutations are consumed (SYNC2). A replay, or a uid that is in the log already, is answered
 * with its first result (SYNC6). Stops before a mutation whose blobs are missing or whose type is unknown.
 * @throws AppError `mutation-gap` with `lastMid` when mids are left out, `mutation-reused` when a mid comes
 * again with other content; nothing is sequenced then.
 */
export function sequence<S>(
  reducer: Reducer<S>,
  position: LogPosition<S>,
  memory: LogMemory,
  author: Author,
  mutations: readonly Mutation[],
): Sequenced<S> {
  checkMids(position.lastMid, memory, mutations);
  const state = reducer.draft(position.state);
  const events: Event[] = [];
  const firstByUid = new Map<string, Event>();
  const results: PushResult[] = [];
  let { head, lastMid } = position;
  let stopped: PushStop | undefined;
  for (const mutation of mutations) {
    if (mutation.mid <= lastMid) {
      results.push(resultOf(memory.byMid(mutation.mid)!, memory));
      continue;
    }
    stopped = obstacle(mutation, memory);
    if (stopped !== undefined) break;
    const first = firstByUid.get(mutation.uid) ?? memory.byUid(mutation.uid);
    const event =
      first === undefined
        ? judge(reducer, state, head, author, mutation)
        : repeat(first, head, author, mutation);
    record(reducer, state, event);
    firstByUid.set(event.uid, first ?? event);
    events.push(event);
    results.push(answer(event, first));
    head = { seq: event.seq, hash: event.hash };
    lastMid = mutation.mid;
  }
  const end = { state: events.length === 0 ? position.state : state, head, lastMid, events, results };
  return stopped === undefined ? end : { ...end, stopped };
}

/** Mids run 1, 2, 3 … per client; what came before must come again as it was. */
function checkMids(lastMid: number, memory: LogMemory, mutations: readonly Mutation[]): void {
  let expected = Math.min(mutations[0]?.mid ?? 1, lastMid + 1);
  for (const mutation of mutations) {
    if (mutation.mid !== expected) {
      throw new AppError('mutation-gap', {
        detail: `Change ${mutation.mid} came where ${expected} was due; ${lastMid} is the last one known.`,
        extra: { lastMid },
      });
    }
    if (mutation.mid <= lastMid) checkReplay(memory.byMid(mutation.mid)!, mutation);
    expected += 1;
  }
}

function checkReplay(known: Event, mutation: Mutation): void {
  if (known.uid === mutation.uid && content(known) === content(mutation)) return;
  throw new AppError('mutation-reused', {
    detail: `Change ${mutation.mid} is in the log as ${known.uid} and came again as ${mutation.uid} or with other content.`,
    extra: { mid: mutation.mid },
  });
}

const content = ({ type, v, at, payload }: Mutation): string => canonicalJson({ type, v, at, payload });

function obstacle(mutation: Mutation, memory: LogMemory): PushStop | undefined {
  const { mid, type, v } = mutation;
  if (!isMutationType(type) || v > MUTATION_SCHEMA) return { mid, code: 'schema-unknown' };
  if (memory.byUid(mutation.uid) !== undefined) return undefined;
  const digests = requiredBlobs(mutation).filter((digest) => !memory.hasBlob(digest));
  return digests.length === 0 ? undefined : { mid, code: 'blob-missing', digests };
}

function judge<S>(reducer: Reducer<S>, state: S, head: Head, author: Author, mutation: Mutation): Event {
  const { clientId, actor } = author;
  const entry = { ...mutation, clientId, actor, seq: head.seq + 1 };
  const decision = forbidden(author, mutation.type) ?? reducer.decide(state, entry);
  const code = decision.status === 'rejected' ? { code: decision.code } : {};
  return chain(head, author, mutation, { status: decision.status, ...code });
}

/** A change that the author may not make is consumed like any other rejected one (SYNC2). */
function forbidden({ scope }: Author, type: string): Decision | null {
  if (scope === undefined) return null;
  const required = scopeOfMutation(type);
  if (required !== null && grants(scope, required)) return null;
  const detail =
    required === null ? `"${type}" is the server's to write.` : `"${type}" needs the scope ${required}.`;
  return { status: 'rejected', code: 'insufficient-scope', detail };
}

function repeat(first: Event, head: Head, author: Author, mutation: Mutation): Event {
  const code = first.code === undefined ? {} : { code: first.code };
  return chain(head, author, mutation, { status: 'duplicate', ...code });
}

function chain(
  head: Head,
  { clientId, actor }: Author,
  { mid, uid, type, v, at, payload }: Mutation,
  verdict: Pick<Event, 'status' | 'code'>,
): Event {
  const event = { mid, uid, type, v, at, payload, seq: head.seq + 1, clientId, actor, ...verdict };
  return { ...event, hash: hashEvent(head.hash, event) };
}

function resultOf(event: Event, memory: LogMemory): PushResult {
  return answer(event, event.status === 'duplicate' ? memory.byUid(event.uid) : undefined);
}

/** A duplicate is answered with the place and code of the first, under its own mid. */
function answer({ mid, uid, seq, status, code }: Event, first: Event | undefined): PushResult {
  return { mid, uid, seq: first?.seq ?? seq, status, ...(code === undefined ? {} : { code }) };
}
