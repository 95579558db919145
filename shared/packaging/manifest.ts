import { recipeSchema } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { atMostNodes, jsonObject, list } from './bounded-schema.ts';

/**
 * What a model package says of itself: a pure function of (recipe, data version, engine version).
 * Run ids, names, numbers, times, authors and hosts stand in the run and version records, never here.
 */

/** 10,000 columns, named again by some steps. */
const MAX_RECIPE_NODES = 100_000;

const label = z.string();
const featureValue = z.union([z.number(), z.string(), z.boolean(), z.null()]);

export const signatureSchema = z.strictObject({
  inputs: list(
    z.strictObject({
      name: z.string(),
      type: z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text']),
      /** null is accepted: the pipeline imputes it. */
      nullable: z.boolean(),
      /** Known categories, for forms; empty for other types. */
      levels: list(z.string()),
      /** Range seen in training, for forms and sliders; null for other types. */
      range: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
    }),
  ),
  output: z.strictObject({
    name: z.string(),
    task: z.enum(['classification', 'regression']),
    labels: list(label),
  }),
});

export const manifestSchema = z.strictObject({
  format: z.literal('treadle-model'),
  v: z.literal(1),
  engineVersion: z.string(),
  /** Without `register`. */
  recipe: atMostNodes(MAX_RECIPE_NODES).pipe(recipeSchema.omit({ register: true })),
  dataVersion: z.string(),
  signature: signatureSchema,
  /** States of the fitted transformers in order, then the feature names of the matrix they make. */
  pipeline: z.strictObject({
    transformers: list(jsonObject),
    featureNames: list(z.string()),
  }),
  estimator: z.strictObject({
    name: z.string(),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
    /** `ModelState.config`; its tensors follow the manifest. */
    config: jsonObject,
  }),
  /** How the estimator's probabilities become frequencies; its tensors are named `calibration.…`. */
  calibration: z
    .strictObject({
      method: z.enum(['isotonic', 'sigmoid']),
      /** What the curves are over: the probability, or log(p / (1 − p)). */
      scale: z.enum(['probability', 'log-odds']),
    })
    .optional(),
  /** Synthetic rows drawn from the profile with the run's seed, and what the model must answer (PRED1, SYNC10). */
  golden: z.strictObject({
    rows: list(list(featureValue)),
    /** One array of nOutputs numbers a row. */
    outputs: list(list(z.number())),
    /** 0 = bit for bit (own estimators), 1e-4 for tfjs models. */
    tolerance: z.number(),
  }),
  profile: z.strictObject({
    nRows: z.int(),
    features: list(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('numeric'),
          name: z.string(),
          edges: list(z.number()),
          counts: list(z.int()),
          mean: z.number(),
          std: z.number(),
        }),
        z.strictObject({
          kind: z.literal('categorical'),
          name: z.string(),
          levels: list(z.string()),
          counts: list(z.int()),
        }),
      ]),
    ),
    labels: list(z.strictObject({ label, count: z.int() })),
    confidence: list(z.int()),
  }),
  /** Test metrics by name, sorted, with own exp/log. */
  metrics: list(z.strictObject({ key: z.string(), value: z.number() })),
  importance: list(z.strictObject({ feature: z.string(), value: z.number() })),
  containsRows: z.boolean(),
});

export type Signature = z.infer<typeof signatureSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
export type FeatureValue = z.infer<typeof featureValue>;
