import { canonicalJson, sha256Hex } from '../records/canonical.ts';
import type { Event } from '../records/mutation.ts';

/** `prev` of the first event. */
export const GENESIS = '0'.repeat(64);

/** Position and hash of the last event; `{seq: 0, hash: GENESIS}` for an empty log. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_HEAD: Head = { seq: 0, hash: GENESIS };

/**
 * The hash that chains an event to the one before it (CONTRACTS.md, section 3): change, drop or reorder
 * any event and every later hash differs.
 */
export function hashEvent(prev: string, event: Omit<Event, 'hash'>): string {
  const { seq, mid, uid, clientId, actor, type, v, at, status, code } = event;
  const payload = sha256Hex(canonicalJson(event.payload));
  return sha256Hex(
    canonicalJson({ prev, seq, mid, uid, clientId, actor, type, v, at, status, code: code ?? null, payload }),
  );
}
