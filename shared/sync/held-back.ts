import type { Entry, Reducer } from '../records/reducer.ts';
import { record } from './fold.ts';
import { rebase } from './rebase.ts';

/**
 * What of these pending mutations has to stay where `held` do: those themselves, and what only applies on top of them.
 * What would be rejected either way is not among them: its author is to hear of that.
 */
export function heldBack<S>(
  reducer: Reducer<S>,
  confirmed: S,
  pending: readonly Entry[],
  held: ReadonlySet<string>,
): Set<string> {
  const conflicts = new Set(rebase(reducer, confirmed, pending).conflicts.map(({ uid }) => uid));
  const back = new Set<string>();
  const state = reducer.draft(confirmed);
  for (const entry of pending) {
    const { status } = held.has(entry.uid) ? { status: 'rejected' as const } : reducer.decide(state, entry);
    const stays = held.has(entry.uid) || (status === 'rejected' && !conflicts.has(entry.uid));
    if (stays) back.add(entry.uid);
    else record(reducer, state, { ...entry, status });
  }
  return back;
}
