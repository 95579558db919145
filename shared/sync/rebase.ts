import type { ErrorCode } from '../errors/catalogue.ts';
import type { Event } from '../records/mutation.ts';
import type { Entry, Reducer } from '../records/reducer.ts';
import { record } from './fold.ts';

/** A pending mutation that the state as it is now would reject. */
export interface Conflict {
  readonly uid: string;
  readonly code: ErrorCode;
  readonly detail: string;
}

/**
 * What a client shows: the confirmed state with its own pending mutations on top, in their order
 * (SYNC3). Those that no longer fit stay pending, since only the server decides, and are named.
 */
export function rebase<S>(
  reducer: Reducer<S>,
  confirmed: S,
  pending: readonly Entry[],
): { state: S; conflicts: Conflict[] } {
  const conflicts: Conflict[] = [];
  if (pending.length === 0) return { state: confirmed, conflicts };
  const state = reducer.draft(confirmed);
  for (const entry of pending) {
    const decision = reducer.decide(state, entry);
    record(reducer, state, { ...entry, status: decision.status });
    if (decision.status === 'rejected') {
      conflicts.push({ uid: entry.uid, code: decision.code, detail: decision.detail });
    }
  }
  return { state, conflicts };
}

/**
 * What stays in an outbox once these events were pulled. A mutation leaves it only when it is seen in
 * the log, never on the push answer (SYNC3), and by its uid, since its mid may have changed (SYNC7).
 */
export function unconfirmed<M extends { readonly uid: string }>(
  outbox: readonly M[],
  pulled: readonly Event[],
): M[] {
  const seen = new Set(pulled.map((event) => event.uid));
  return outbox.filter((mutation) => !seen.has(mutation.uid));
}
