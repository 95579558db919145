import { AppError } from '../errors/app-error.ts';
import { runRecord } from './run.ts';
import { z } from './zod.ts';

/**
 * What clients ask for and what the log answers (CONTRACTS.md, section 3). A mutation type is one
 * schema here, one case in `decide` and one in `apply`.
 */

export const stage = z.enum(['None', 'Staging', 'Production', 'Archived']);
export type Stage = z.infer<typeof stage>;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** The unique, unchangeable name of a model. */
const modelName = z.string().min(1).max(200);
/**
 * Which model of that name the author means. Two devices may create the same name offline; the later
 * creation is rejected, and what was meant for it must not land on the other model (`parent-rejected`).
 */
const modelUuid = z.string().optional();
const tag = z.strictObject({ key: z.string().min(1).max(250), value: z.string().max(5000) });

/** Counts of predictions from … to (ms since 1970 UTC), half open. */
const alertWindow = z.strictObject({ from: z.number(), to: z.number(), count: z.int() });
/** A column of the data, or the answers of the model as if they were one. */
const alertColumn = z.strictObject({ of: z.enum(['feature', 'prediction']), name: z.string() });
const alertReason = z.strictObject({
  kind: z.enum(['distribution', 'missing-rate', 'new-levels']),
  change: z.number(),
  threshold: z.number(),
  adjustedP: z.number(),
});

/** Payload schema by mutation type. `versionId` is a UUID: the number is given at sequencing (SYNC4). */
export const payloads = {
  'run.recorded': z.strictObject({ run: runRecord }),
  'run.annotated': z.strictObject({
    runId: z.string(),
    name: z.string().optional(),
    note: z.string().optional(),
    tags: z.array(tag).optional(),
  }),
  'run.deleted': z.strictObject({ runId: z.string() }),
  'model.created': z.strictObject({
    modelUuid: z.string(),
    model: modelName,
    description: z.string().default(''),
    tags: z.array(tag).default([]),
  }),
  'model.described': z.strictObject({
    model: modelName,
    modelUuid,
    description: z.string(),
    tags: z.array(tag).optional(),
  }),
  /** Out of the lists, and back. */
  'model.archived': z.strictObject({ model: modelName, modelUuid, archived: z.boolean() }),
  'model.deleted': z.strictObject({ model: modelName, modelUuid }),
  'version.registered': z.strictObject({
    versionId: z.string(),
    model: modelName,
    modelUuid,
    /** SHA-256 of the package file: `modelDigest`, and the blob that must be there (SYNC: blob-missing). */
    digest,
    sizeBytes: z.int().positive(),
    runId: z.string().nullable(),
    dataset: z.string().nullable(),
    dataVersion: z.string(),
    /** Lineage that decides the semantic version: major, minor, patch in this order. */
    signatureDigest: z.string(),
    recipeDigest: z.string(),
    /** A registration by hand may state a higher unused one. */
    semver: z.string().optional(),
    estimator: z.string(),
    task: z.enum(['classification', 'regression']),
    /** Test metrics, for lists; the whole evaluation is an artifact of the run. */
    metrics: z.array(z.strictObject({ key: z.string(), value: z.number() })),
    description: z.string().default(''),
    tags: z.array(tag).default([]),
    /** A file of another tool, kept as it is and never opened: it is described, not served. */
    file: z.strictObject({ name: z.string().min(1).max(255), format: z.string().min(1).max(100) }).optional(),
  }),
  /** Its number is not given again; what the log says of it stays in the log. */
  'version.deleted': z.strictObject({ versionId: z.string() }),
  'version.described': z.strictObject({
    versionId: z.string(),
    description: z.string(),
    tags: z.array(tag).optional(),
  }),
  'alias.set': z.strictObject({
    model: modelName,
    modelUuid,
    alias: z.string().min(1).max(100),
    versionId: z.string(),
    expect: z.strictObject({ versionId: z.string().nullable() }),
  }),
  'alias.removed': z.strictObject({ model: modelName, modelUuid, alias: z.string() }),
  'stage.transitioned': z.strictObject({
    versionId: z.string(),
    stage,
    reason: z.string().default(''),
    /** Who holds that stage now, as the author saw it; a mismatch is `stale-precondition` (SYNC5). */
    expect: z.strictObject({ versionId: z.string().nullable() }),
  }),
  /** Written by a server when it made a token, or took it back, so that the log says who may do what. */
  'token.issued': z.strictObject({
    tokenId: z.string(),
    name: z.string(),
    scope: z.enum(['viewer', 'editor', 'deployer', 'admin']),
  }),
  'token.revoked': z.strictObject({ tokenId: z.string(), name: z.string() }),
  /** The same for where it sends messages to; the rest of the address may be a secret. */
  'webhook.added': z.strictObject({ webhookId: z.string(), host: z.string(), events: z.array(z.string()) }),
  'webhook.removed': z.strictObject({ webhookId: z.string(), host: z.string() }),
  /** Written by a server whose predictions show that columns of a version have moved (MON1, MON4). */
  'alert.fired': z.strictObject({
    alertId: z.string(),
    kind: z.literal('drift'),
    model: modelName,
    modelUuid,
    versionId: z.string(),
    /** The newest window that shows it. */
    window: alertWindow,
    columns: z.array(alertColumn.extend({ reasons: z.array(alertReason) })).min(1),
  }),
  /** Those columns are back, for three windows; or nobody is served by the version any more. */
  'alert.resolved': z.strictObject({
    model: modelName,
    modelUuid,
    versionId: z.string(),
    reason: z.enum(['clean', 'archived']),
    window: alertWindow,
    columns: z.array(alertColumn).min(1),
  }),
} as const;

export type MutationType = keyof typeof payloads;
export type Payload<T extends MutationType> = z.infer<(typeof payloads)[T]>;

/** The version of every payload schema so far; an older one would be upcast here (SYNC8). */
export const MUTATION_SCHEMA = 1;

/** A payload by its schema, defaults filled in; or why it does not fit: `mutation-invalid` with a pointer. */
export function checkPayload<P>(schema: z.ZodType<P>, payload: unknown): P | AppError {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const pointer = ['/payload', ...(issue?.path ?? [])].map(String).join('/');
  return new AppError('mutation-invalid', { detail: `${pointer}: ${issue?.message}.`, pointer });
}

/** As `checkPayload`. @throws AppError `mutation-invalid`. */
export function readPayload<P>(schema: z.ZodType<P>, payload: unknown): P {
  const read = checkPayload(schema, payload);
  if (read instanceof AppError) throw read;
  return read;
}

/** Whether this build knows the type. */
export function isMutationType(type: string): type is MutationType {
  return Object.hasOwn(payloads, type);
}

/** A mutation as it stands in an outbox and on the wire. */
export const mutationSchema = z.strictObject({
  mid: z.int().positive(),
  uid: z.string(),
  type: z.string(),
  v: z.int().positive(),
  at: z.string(),
  payload: z.record(z.string(), z.unknown()),
});
export type Mutation = z.infer<typeof mutationSchema>;

export const eventSchema = mutationSchema.extend({
  seq: z.int().positive(),
  clientId: z.string(),
  actor: z.string(),
  status: z.enum(['applied', 'rejected', 'duplicate']),
  code: z.string().optional(),
  hash: digest,
});
export type Event = z.infer<typeof eventSchema>;
