import { recipeSchema } from './recipe.ts';
import { z } from './zod.ts';

/**
 * A sweep looks for the best params: recipes, one an estimator, each with the values that its params may
 * take, how to search them and by which figure. Its trials are runs, tagged `sweep` and `trial`.
 */

const paramValue = z.union([z.number(), z.string(), z.boolean(), z.null()]);

/** What a param may be: one of some values, or anything between two limits. */
export const searchDimension = z.union([
  z.strictObject({ param: z.string().min(1), values: z.array(paramValue).min(1).max(1000) }),
  z.strictObject({
    param: z.string().min(1),
    from: z.number(),
    to: z.number(),
    /** Whether factors count, not differences; as the param's table says when left out. */
    log: z.boolean().optional(),
  }),
]);

export const sweepModel = z.strictObject({
  /** Params that are not searched stand here. */
  recipe: recipeSchema,
  /** Empty = the recipe as it is, once. */
  space: z.array(searchDimension).max(50),
});

const trials = z.int().min(1).max(10_000);

export const searchMethod = z.discriminatedUnion('method', [
  /** Every combination of the values. */
  z.strictObject({ method: z.literal('grid') }),
  z.strictObject({ method: z.literal('random'), trials }),
  /** Learns from the trials so far where to look (tree-structured Parzen estimator). */
  z.strictObject({ method: z.literal('bayes'), trials }),
  /**
   * Judges many on little, and the best 1 / `factor` of them on `factor` times as much, until there is no more.
   * Begins with `trials` candidates at random, or with the whole grid when left out.
   */
  z.strictObject({
    method: z.literal('halving'),
    trials: trials.optional(),
    factor: z.int().min(2).max(10).default(3),
    /** What grows: a whole number that every estimator takes, e.g. its trees. Left out: the rows. */
    resource: z
      .strictObject({
        param: z.string().min(1),
        least: z.int().positive(),
        most: z.int().positive(),
      })
      .optional(),
  }),
]);

export const sweepSpec = z.strictObject({
  models: z.array(sweepModel).min(1).max(50),
  search: searchMethod,
  folds: z.int().min(2).max(100),
  repeats: z.int().min(1).max(100).default(1),
  /** Without the part it is measured on, e.g. `roc_auc`: its mean over the folds decides. */
  metric: z.string().min(1),
  /** Of the search; the recipes have the seed of folds and training. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  /** So many folds around the whole search judge the search itself. */
  nested: z.int().min(2).max(20).optional(),
  /** No trial begins later, and those under way are stopped. */
  timeBudgetMs: z.int().positive().optional(),
});

/** What the whole search came to without one outer fold: chosen there, judged on it. */
export const outerFold = z.strictObject({
  fold: z.int().nonnegative(),
  model: z.int().nonnegative(),
  params: z.array(z.strictObject({ key: z.string(), value: paramValue })),
  metrics: z.array(z.strictObject({ key: z.string(), value: z.number() })),
});

export const sweepRecord = z.strictObject({
  format: z.literal('treadle-sweep'),
  v: z.literal(1),
  sweepId: z.string(),
  name: z.string(),
  experiment: z.string(),
  dataset: z.string(),
  dataVersion: z.string(),
  /** Rows of the data version. */
  nRows: z.int().nonnegative(),
  spec: sweepSpec,
  /** STOPPED = cancelled or interrupted: it can be continued, and so can one that FAILED. */
  status: z.enum(['RUNNING', 'FINISHED', 'STOPPED', 'FAILED']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Time worked, over all continuations. */
  spentMs: z.number().nonnegative(),
  /** How many trials there are at most. */
  planned: z.int().nonnegative(),
  /** The best trial; the run of the model that it led to. */
  bestTrial: z.int().nonnegative().nullable(),
  bestRunId: z.string().nullable(),
  outer: z.array(outerFold),
  error: z.strictObject({ code: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
});

export type HalvingResource = NonNullable<
  Extract<z.infer<typeof searchMethod>, { method: 'halving' }>['resource']
>;
export type SearchDimension = z.infer<typeof searchDimension>;
export type SweepModel = z.infer<typeof sweepModel>;
export type SweepSpec = z.infer<typeof sweepSpec>;
export type OuterFold = z.infer<typeof outerFold>;
export type SweepRecord = z.infer<typeof sweepRecord>;
