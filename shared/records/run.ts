import { recipeSchema } from './recipe.ts';
import { z } from './zod.ts';

/** A file of a run: small reports travel with the run, packages are fetched when needed. */
export const artifactRecord = z.strictObject({
  path: z.string(),
  /** Hex SHA-256 of the content = the blob's name. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().nonnegative(),
  mediaType: z.string(),
});

/** NaN and infinities are the strings `NaN`, `Infinity`, `-Infinity` on every wire. */
export const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);

export const environmentRecord = z.strictObject({
  engineVersion: z.string(),
  /** `browser`, `cli` or `server`. */
  host: z.enum(['browser', 'cli', 'server']),
  /** User agent or Node version. */
  runtime: z.string(),
  threads: z.int().positive(),
  /** The tfjs backend that trained, when one did. */
  backend: z.string().nullable(),
  commit: z.string().nullable(),
});

export const timingsRecord = z.strictObject({
  load_ms: z.number(),
  validate_ms: z.number(),
  prepare_ms: z.number(),
  train_ms: z.number(),
  evaluate_ms: z.number(),
  total_ms: z.number(),
});

/** One execution of a recipe. Arrays of `{name, …}`: names that come from data are never keys (SEC4). */
export const runRecord = z.strictObject({
  format: z.literal('treadle-run'),
  v: z.literal(1),
  runId: z.string(),
  name: z.string(),
  experiment: z.string(),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** When it was taken up again after an interruption, and from where: `done` of `total` steps of a fit. */
  resumed: z.array(z.strictObject({ at: z.string(), done: z.number(), total: z.number() })).optional(),
  dataset: z.string(),
  dataVersion: z.string(),
  nRows: z.int().nonnegative(),
  recipe: recipeSchema,
  /** Digest of the recipe without `seed` and `register`. */
  recipeDigest: z.string(),
  params: z.array(z.strictObject({ key: z.string(), value: z.string().max(6000) })),
  metrics: z.array(
    z.strictObject({ key: z.string(), value: metricValue, step: z.int(), timestamp: z.number() }),
  ),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  note: z.string(),
  artifacts: z.array(artifactRecord),
  environment: environmentRecord,
  timings: timingsRecord.nullable(),
  modelDigest: z.string().nullable(),
  error: z.strictObject({ code: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
});

export type ArtifactRecord = z.infer<typeof artifactRecord>;
export type EnvironmentRecord = z.infer<typeof environmentRecord>;
export type TimingsRecord = z.infer<typeof timingsRecord>;
export type RunRecord = z.infer<typeof runRecord>;
