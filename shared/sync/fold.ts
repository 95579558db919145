import type { Event } from '../records/mutation.ts';
import type { Entry, Reducer } from '../records/reducer.ts';

/** An entry with what was decided on it. Events are such entries. */
export type LoggedEntry = Entry & Pick<Event, 'status'>;

/** The state after these entries of the log; the state given stays as it is, and is returned when there are none. */
export function fold<S>(reducer: Reducer<S>, state: S, entries: readonly LoggedEntry[]): S {
  if (entries.length === 0) return state;
  const draft = reducer.draft(state);
  for (const entry of entries) record(reducer, draft, entry);
  return draft;
}

/** Writes one decided entry into a draft. A duplicate leaves nothing: its first did (SYNC6). */
export function record<S>(reducer: Reducer<S>, draft: S, entry: LoggedEntry): void {
  if (entry.status === 'applied') reducer.apply(draft, entry);
  else if (entry.status === 'rejected') reducer.reject?.(draft, entry);
}
