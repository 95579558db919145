import { z } from './zod.ts';

/**
 * One answered prediction as it is logged. No feature value is kept: `bins` holds, per profiled
 * feature, the bin index in the version's reference profile (MON2), enough for drift and no more.
 */
export const predictionRecord = z.strictObject({
  requestId: z.string(),
  /** Milliseconds since 1970 UTC. */
  at: z.number(),
  model: z.string(),
  versionId: z.string(),
  version: z.int(),
  host: z.enum(['page', 'cli', 'http']),
  /** Predicted label, or null for regression. */
  label: z.string().nullable(),
  /** Predicted value for regression. */
  value: z.number().nullable(),
  /** Probability of the predicted label; null for regression. */
  confidence: z.number().nullable(),
  latencyMs: z.number(),
  /** Base64 of one Uint16 (little endian) per feature of the profile, in its order. */
  bins: z.string(),
});
export type PredictionRecord = z.infer<typeof predictionRecord>;
