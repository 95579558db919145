import { recipeSchema } from '../records/recipe.ts';
import { z } from '../records/zod.ts';

/**
 * What a model package says of itself: a pure function of (recipe, data version, engine version).
 * Run ids, names, numbers, times, authors and hosts stand in the run and version records, never here.
 */

const label = z.string();
const featureValue = z.union([z.number(), z.string(), z.boolean(), z.null()]);

export const signatureSchema = z.strictObject({
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text']),
      /** null is accepted: the pipeline imputes it. */
      nullable: z.boolean(),
      /** Known categories, for forms; empty for other types. */
      levels: z.array(z.string()),
      /** Range seen in training, for forms and sliders; null for other types. */
      range: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
    }),
  ),
  output: z.strictObject({
    name: z.string(),
    task: z.enum(['classification', 'regression']),
    labels: z.array(label),
  }),
});

export const manifestSchema = z.strictObject({
  format: z.literal('treadle-model'),
  v: z.literal(1),
  engineVersion: z.string(),
  /** Without `register`. */
  recipe: recipeSchema.omit({ register: true }),
  dataVersion: z.string(),
  signature: signatureSchema,
  /** States of the fitted transformers in order, then the feature names of the matrix they make. */
  pipeline: z.strictObject({
    transformers: z.array(z.record(z.string(), z.json())),
    featureNames: z.array(z.string()),
  }),
  estimator: z.strictObject({
    name: z.string(),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
    /** `ModelState.config`; its tensors follow the manifest. */
    config: z.record(z.string(), z.json()),
  }),
  /** Synthetic rows drawn from the profile with the run's seed, and what the model must answer (PRED1, SYNC10). */
  golden: z.strictObject({
    rows: z.array(z.array(featureValue)),
    /** One array of nOutputs numbers a row. */
    outputs: z.array(z.array(z.number())),
    /** 0 = bit for bit (own estimators), 1e-4 for tfjs models. */
    tolerance: z.number(),
  }),
  profile: z.strictObject({
    nRows: z.int(),
    features: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('numeric'),
          name: z.string(),
          edges: z.array(z.number()),
          counts: z.array(z.int()),
          mean: z.number(),
          std: z.number(),
        }),
        z.strictObject({
          kind: z.literal('categorical'),
          name: z.string(),
          levels: z.array(z.string()),
          counts: z.array(z.int()),
        }),
      ]),
    ),
    labels: z.array(z.strictObject({ label, count: z.int() })),
    confidence: z.array(z.int()),
  }),
  /** Test metrics by name, sorted, with own exp/log. */
  metrics: z.array(z.strictObject({ key: z.string(), value: z.number() })),
  importance: z.array(z.strictObject({ feature: z.string(), value: z.number() })),
  containsRows: z.boolean(),
});

export type Signature = z.infer<typeof signatureSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
export type FeatureValue = z.infer<typeof featureValue>;
