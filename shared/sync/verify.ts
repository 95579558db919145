import type { Event } from '../records/mutation.ts';
import { EMPTY_HEAD, hashEvent, type Head } from './hash.ts';

export interface ChainFault {
  /** Where the log stops being the one that was written. */
  readonly seq: number;
  readonly fault: 'changed' | 'missing' | 'out-of-order';
}

/**
 * Walks events that follow `from` and finds the first that was changed, dropped or moved; null when the
 * chain is whole. A dropped tail shows only against a head that somebody else holds: hand it in as `head`.
 */
export function verifyChain(
  events: readonly Event[],
  { from = EMPTY_HEAD, head }: { from?: Head; head?: Head } = {},
): ChainFault | null {
  let { seq, hash } = from;
  for (const event of events) {
    if (event.seq !== seq + 1)
      return { seq: seq + 1, fault: event.seq > seq ? gapFault(events, seq) : 'out-of-order' };
    if (hashEvent(hash, event) !== event.hash) return { seq: event.seq, fault: 'changed' };
    ({ seq, hash } = event);
  }
  if (head === undefined || (head.seq === seq && head.hash === hash)) return null;
  return { seq: Math.min(seq, head.seq) + 1, fault: head.seq > seq ? 'missing' : 'changed' };
}

function gapFault(events: readonly Event[], seq: number): ChainFault['fault'] {
  return events.some((event) => event.seq === seq + 1) ? 'out-of-order' : 'missing';
}
