import type { Event } from '../../shared/records/mutation.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { verifyChain, type ChainFault } from '../../shared/sync/verify.ts';
import { askServer } from '../shell/access.ts';

interface Audit {
  readonly events: Event[];
  readonly headSeq: number;
  readonly headHash: string;
}

export interface Verified {
  readonly fault: ChainFault | null;
  readonly headSeq: number;
  readonly headHash: string;
}

const MOST = 1000;

const read = (after: number, limit: number): Promise<Audit> =>
  askServer(`/api/v1/audit?after=${after}&limit=${limit}`);

/** The newest events of the server's log, the newest first. */
export async function readNewest(count: number): Promise<{ events: Event[]; headSeq: number }> {
  const { headSeq } = await read(0, 1);
  const events: Event[] = [];
  for (let after = Math.max(0, headSeq - count); after < headSeq;) {
    const page = await read(after, MOST);
    events.push(...page.events);
    if (page.events.length === 0) break;
    after = page.events.at(-1)!.seq;
  }
  return { events: events.reverse(), headSeq };
}

/**
 * Reads the whole log and computes every hash again, here in the browser: the server is not asked whether
 * it is right. The end that this device holds must be in it, so that a dropped tail shows too.
 */
export async function verifyServerLog(own: Head): Promise<Verified> {
  let from: Head = EMPTY_HEAD;
  let heldHere = own.seq === 0;
  for (;;) {
    const { events, headSeq, headHash } = await read(from.seq, MOST);
    const fault = verifyChain(events, { from });
    if (fault !== null) return { fault, headSeq, headHash };
    heldHere ||= events.some(({ seq, hash }) => seq === own.seq && hash === own.hash);
    const last = events.at(-1);
    if (last !== undefined) {
      from = { seq: last.seq, hash: last.hash };
      continue;
    }
    if (!heldHere)
      return { fault: { seq: Math.min(own.seq, headSeq + 1), fault: 'missing' }, headSeq, headHash };
    const whole = from.seq === headSeq && from.hash === headHash;
    return { fault: whole ? null : { seq: from.seq + 1, fault: 'missing' }, headSeq, headHash };
  }
}
