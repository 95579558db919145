import { z } from '../../shared/records/zod.ts';

/** Wire forms of the prediction API (CONTRACTS.md, section 2): they validate requests and document them. */

/** Checked against the signature of the model, which says more than a schema here could. */
const features = z.unknown().meta({
  description: 'Values by column name, or in the order of the signature; null where a value is missing.',
  anyOf: [
    { type: 'object', additionalProperties: { type: ['number', 'string', 'boolean', 'null'] } },
    { type: 'array', items: { type: ['number', 'string', 'boolean', 'null'] } },
  ],
});
const topK = z
  .int()
  .min(1)
  .max(1000)
  .optional()
  .describe('How many labels `probabilities` lists at most; 10 when left out.');
const model = z
  .string()
  .min(1)
  .optional()
  .describe('Name or UUID; may be left out while exactly one model is in Production.');

export const maxInstances = 10_000;

export const apiPredictRequest = z.strictObject({
  modelId: z.string().min(1).describe('Name or UUID of the model.'),
  features,
  topK,
});
export const predictRequest = z.strictObject({ features, model, topK });
export const routedPredictRequest = z.strictObject({ features, topK });
export const batchRequest = z.strictObject({
  instances: z.array(features).min(1).max(maxInstances),
  model,
  topK,
});

const warning = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });
const answer = z.object({
  prediction: z.union([z.string(), z.number()]).describe('The label, or the number for regression.'),
  confidence: z.number().nullable().describe('Probability of the label; null for regression.'),
  probabilities: z.array(z.object({ label: z.string(), p: z.number() })).describe('Highest first.'),
  warnings: z.array(warning).optional().describe('Such as a category that training did not see.'),
});
const served = z.object({
  modelId: z.string().describe('Name of the model.'),
  modelVersion: z.string().describe('`v` and the semantic version.'),
  versionId: z.string(),
  digest: z.string().describe('SHA-256 of the model package that answered.'),
  latencyMs: z.number(),
});

export const predictAnswer = z.object({
  success: z.literal(true),
  ...answer.shape,
  ...served.shape,
  requestId: z.string().describe('Names this prediction, for feedback.'),
});
export const batchAnswer = z.object({
  success: z.literal(true),
  predictions: z.array(
    z.union([
      z.object({ ...answer.shape, requestId: z.string() }),
      z.object({ error: z.object({ code: z.string(), detail: z.string(), errors: z.array(warning) }) }),
    ]),
  ),
  ...served.shape,
});

export type BatchRequest = z.infer<typeof batchRequest>;
export type PredictAnswer = z.infer<typeof predictAnswer>;
export type BatchAnswer = z.infer<typeof batchAnswer>;
