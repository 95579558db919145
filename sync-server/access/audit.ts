import { eventSchema } from '../../shared/records/mutation.ts';
import { z } from '../../shared/records/zod.ts';
import { verifyChain, type ChainFault } from '../../shared/sync/verify.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { jsonAnswer } from '../http/answer.ts';
import { checked } from '../http/json-body.ts';
import type { Operation } from '../http/operation.ts';
import type { ServerWorkspace } from '../store/workspace.ts';

const query = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
const auditAnswer = z.object({
  events: z.array(eventSchema),
  headSeq: z.int(),
  headHash: z.string(),
});

/** Who did what, in the order in which it counts; whoever reads it can verify the chain (section 3). */
export function auditOperations({ workspace }: { readonly workspace: ServerWorkspace }): Operation[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/audit',
      tag: 'Access',
      scope: 'viewer',
      summary: 'The log with who wrote each event and the hash that chains it to the one before',
      query: [
        {
          name: 'after',
          description: 'Events after this place in the log; 0 for all.',
          schema: query.shape.after,
        },
        { name: 'limit', description: 'How many at most; 200 when left out.', schema: query.shape.limit },
      ],
      status: 200,
      answer: auditAnswer,
      errors: ['request-invalid'],
      handle: async ({ req }) => {
        const { after, limit } = checked(query, { after: req.query('after'), limit: req.query('limit') });
        const { seq, hash } = await workspace.head();
        return jsonAnswer({
          events: await workspace.eventsAfter(after, limit),
          headSeq: seq,
          headHash: hash,
        });
      },
    },
  ];
}

const PAGE = 1000;

/**
 * Walks the whole log of a workspace; null when its chain is whole and ends where `head` says, if given.
 * Cost: one pass, a thousand events in memory at a time.
 */
export async function verifyLog(
  { eventsAfter, head: readHead }: Pick<ServerWorkspace, 'eventsAfter' | 'head'>,
  expected?: string,
): Promise<{ fault: ChainFault | null; head: Head }> {
  const head = await readHead();
  let from: Head = EMPTY_HEAD;
  for (;;) {
    const events = await eventsAfter(from.seq, PAGE);
    const fault = verifyChain(events, { from });
    if (fault !== null) return { fault, head };
    const last = events.at(-1);
    if (last === undefined) break;
    from = { seq: last.seq, hash: last.hash };
    if (expected === last.hash) expected = undefined;
  }
  const tail: ChainFault | null =
    from.seq === head.seq && from.hash === head.hash
      ? expected === undefined
        ? null
        : { seq: from.seq + 1, fault: 'missing' }
      : { seq: Math.min(from.seq, head.seq) + 1, fault: from.seq < head.seq ? 'missing' : 'changed' };
  return { fault: tail, head };
}
