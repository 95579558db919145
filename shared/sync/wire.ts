import { AppError } from '../errors/app-error.ts';
import { eventSchema, MUTATION_SCHEMA, mutationSchema } from '../records/mutation.ts';
import { z } from '../records/zod.ts';

/** Forms of the sync routes under `/api/v1` (CONTRACTS.md, section 3). */

/** Lowest and highest protocol that this build speaks. */
export const PROTOCOLS: readonly [number, number] = [1, 1];
/** Schemas older than this are refused as `client-too-old` (SYNC8). */
export const MIN_CLIENT_SCHEMA = 1;
export const MAX_PUSH = 500;
export const MAX_PULL = 1000;
export const MAX_PROBE = 64;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const code = z.string().describe('Why it was rejected.');

export const helloAnswer = z.object({
  protocol: z.tuple([z.int(), z.int()]).describe('Lowest and highest protocol that the server speaks.'),
  schema: z.int().describe('Version of the mutation schemas that the server writes.'),
  minClientSchema: z.int(),
  epoch: z.string().describe('Changes when the log is another one, e.g. after a restore.'),
  headSeq: z.int().nonnegative(),
  headHash: digest,
  limits: z.object({ mutations: z.int(), events: z.int(), blobBytes: z.int() }),
});

export const pushRequest = z.strictObject({
  protocol: z.int(),
  schema: z.int(),
  clientId: z.string().min(1).max(100),
  mutations: z.array(mutationSchema).max(MAX_PUSH),
});

const pushResult = z.object({
  mid: z.int(),
  uid: z.string(),
  seq: z.int().describe('Its place in the log; that of the first, for a duplicate.'),
  status: z.enum(['applied', 'rejected', 'duplicate']),
  code: code.optional(),
});

const pushStop = z.object({
  mid: z.int().describe('The first change that was not taken.'),
  code: z.enum(['blob-missing', 'schema-unknown']),
  digests: z.array(digest).optional().describe('Upload these, then push again.'),
});

export const pushAnswer = z.object({
  lastMid: z.int().nonnegative(),
  headSeq: z.int().nonnegative(),
  results: z.array(pushResult),
  stopped: pushStop.optional(),
});

export const pullRequest = z.strictObject({
  cursor: z.int().nonnegative().describe('The last event that the client holds; 0 for none.'),
  headHash: digest.describe('The hash of that event; 64 zeros for none.'),
  limit: z.int().min(1).max(MAX_PULL).default(MAX_PULL),
});

export const pullAnswer = z.object({
  events: z.array(eventSchema),
  headSeq: z.int().nonnegative(),
  headHash: digest,
  hasMore: z.boolean(),
});

export const probeRequest = z.strictObject({
  seqs: z.array(z.int().positive()).min(1).max(MAX_PROBE),
});

export const probeAnswer = z.object({
  hashes: z
    .array(digest.nullable())
    .describe('Of the events at these places; null beyond the end of the log.'),
});

export const snapshotAnswer = z.object({
  seq: z.int().nonnegative(),
  hash: digest,
  state: z.unknown().describe('The fold of the log up to there.'),
});

export type ProbeRequest = z.infer<typeof probeRequest>;
export type ProbeAnswer = z.infer<typeof probeAnswer>;
export type SnapshotAnswer = z.infer<typeof snapshotAnswer>;
export type HelloAnswer = z.infer<typeof helloAnswer>;
export type PushRequest = z.infer<typeof pushRequest>;
export type PushResult = z.infer<typeof pushResult>;
export type PushStop = z.infer<typeof pushStop>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type PullRequest = z.infer<typeof pullRequest>;
export type PullAnswer = z.infer<typeof pullAnswer>;

/**
 * Refuses clients that speak another protocol or write a schema that is no longer read.
 * @throws AppError `protocol-unsupported`, `client-too-old` (SYNC8; the client keeps its outbox).
 */
export function requireSpoken({ protocol, schema }: Pick<PushRequest, 'protocol' | 'schema'>): void {
  const [lowest, highest] = PROTOCOLS;
  if (protocol < lowest || protocol > highest) {
    throw new AppError('protocol-unsupported', {
      detail: `Protocol ${protocol} is not among ${lowest}–${highest}.`,
    });
  }
  if (schema >= MIN_CLIENT_SCHEMA) return;
  throw new AppError('client-too-old', {
    detail: `Schema ${schema} is older than ${MIN_CLIENT_SCHEMA}; this server writes ${MUTATION_SCHEMA}.`,
  });
}
