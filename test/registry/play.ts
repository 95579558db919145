import type { MutationType, payloads } from '../../shared/records/mutation.ts';
import type { Decision, Entry, Reducer } from '../../shared/records/reducer.ts';
import type { z } from '../../shared/records/zod.ts';
import { fold } from '../../shared/sync/fold.ts';

export type Written<T extends MutationType> = z.input<(typeof payloads)[T]>;

/** A log in memory: every `say` is decided on the state so far and folded into it. */
export interface Play<S> {
  readonly state: S;
  readonly entries: Parameters<typeof fold<S>>[2];
  say<T extends MutationType>(type: T, payload: Written<T>, clientId?: string): Decision;
}

export function play<S>(reducer: Reducer<S>): Play<S> {
  let state = reducer.empty();
  const entries: Parameters<typeof fold<S>>[2][number][] = [];
  return {
    get state() {
      return state;
    },
    entries,
    say(type, payload, clientId = 'device-a') {
      const seq = entries.length + 1;
      const at = '2026-01-01T00:00:00.000Z';
      const entry: Entry = {
        seq,
        mid: seq,
        uid: `uid-${seq}`,
        type,
        v: 1,
        at,
        payload: { ...payload },
        clientId,
        actor: 'ann',
      };
      const decision = reducer.decide(state, entry);
      entries.push({ ...entry, status: decision.status });
      state = fold(reducer, state, entries.slice(-1));
      return decision;
    },
  };
}
