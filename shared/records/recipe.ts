import { derivedColumn } from './derived.ts';
import { z } from './zod.ts';

/**
 * A recipe says how to get from a table to a model; it names no data. A run is a pure function of
 * (recipe, data version, engine version). The page's form, `treadle train` and a sweep all make recipes.
 */

const columnType = z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text', 'identifier']);
/** Which columns a step works on; every column it can treat when left out. */
const columns = z.array(z.string()).optional();

/** Cleaning is stateless and happens before the split; it drops rows of the training table only. */
export const cleanStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('drop-duplicates') }),
  z.strictObject({ step: z.literal('drop-missing'), columns }),
]);

/** Preparation is fitted on the training part alone and travels with the model. */
export const prepareStep = z.discriminatedUnion('step', [
  /** New columns behind the ones there are; a later one may use an earlier one. */
  z.strictObject({ step: z.literal('derive'), derived: z.array(derivedColumn).min(1).max(1000) }),
  z.strictObject({
    step: z.literal('datetime'),
    columns,
    parts: z
      .array(z.enum(['year', 'month', 'weekday', 'hour', 'elapsed-days']))
      .min(1)
      .default(['year', 'month', 'weekday', 'hour', 'elapsed-days']),
  }),
  z.strictObject({
    step: z.literal('outliers'),
    columns,
    method: z.enum(['iqr', 'zscore']).default('iqr'),
    action: z.enum(['clip', 'drop', 'keep']).default('clip'),
    /** IQR multiples beyond the quartiles, or standard deviations from the mean. */
    factor: z.number().positive().max(100).default(3),
  }),
  z.strictObject({
    step: z.literal('impute'),
    columns,
    /** `keep`: missing cells stay, for estimators that take them. */
    numeric: z.enum(['median', 'mean', 'zero', 'keep']).default('median'),
    categorical: z.enum(['most-frequent', 'missing-level', 'keep']).default('most-frequent'),
  }),
  z.strictObject({
    step: z.literal('encode'),
    columns,
    /** `codes`: one column of codes for estimators that split on categories by themselves. */
    method: z.enum(['one-hot', 'ordinal', 'codes']).default('one-hot'),
    /** An unknown category: all zeros (one-hot), −1 (ordinal) or missing (codes) with a warning, or an error. */
    unknown: z.enum(['ignore', 'error']).default('ignore'),
    /** The most frequent levels keep a column each; the rest share "other". */
    maxLevels: z.int().min(2).max(10_000).default(50),
  }),
  z.strictObject({
    step: z.literal('scale'),
    columns,
    method: z.enum(['standard', 'min-max']).default('standard'),
  }),
  z.strictObject({
    step: z.literal('vectorize'),
    columns,
    lowercase: z.boolean().default(true),
    /** Whether "é" counts as "e". */
    accents: z.enum(['fold', 'keep']).default('fold'),
    /** Whether tags are taken out and entities read. */
    html: z.enum(['strip', 'keep']).default('keep'),
    /** Whether what is no letter, digit or blank becomes a blank. Words have none of it anyway. */
    specials: z.enum(['drop', 'keep']).default('keep'),
    /** Words of two characters and more; characters across the whole text, or within each word. */
    analyzer: z.enum(['word', 'char', 'char-within-words']).default('word'),
    /** How many neighbouring words or characters make a term: from, to. */
    ngrams: z
      .tuple([z.int().min(1).max(10), z.int().min(1).max(10)])
      .refine(([from, to]) => from <= to, 'the first number must not be larger than the second')
      .default([1, 1]),
    stopWords: z
      .array(z.enum(['english', 'french', 'german']))
      .max(3)
      .default([]),
    /** Rows that a term must stand in. Never a single one: the vocabulary travels with the model (SYNC10). */
    minDf: z.int().min(2).max(1_000_000).default(2),
    /** Terms in a larger share of the rows are left out. */
    maxDf: z.number().gt(0).max(1).default(1),
    /** The terms that occur most often stay. */
    maxFeatures: z.int().min(1).max(100_000).default(20_000),
    /** 1 + log(count) instead of the count. */
    sublinearTf: z.boolean().default(false),
    idf: z.boolean().default(true),
    /** One block for the terms of all columns together, instead of one each. */
    join: z.literal(true).optional(),
    /**
     * Terms become numbers by MurmurHash3 instead of a vocabulary, which then does not exist: no term leaves
     * the device, and `minDf`, `maxDf`, `maxFeatures` and `idf` have nothing to work on.
     */
    hash: z
      .strictObject({
        features: z
          .int()
          .min(16)
          .max(262_144)
          .refine((n) => (n & (n - 1)) === 0, 'must be a power of two'),
        /** Whether half the terms count negatively, so that collisions cancel out. */
        signed: z.boolean().default(true),
      })
      .optional(),
  }),
  /** For estimators that read texts word by word; every text column at once. */
  z.strictObject({
    step: z.literal('sequence'),
    columns,
    lowercase: z.boolean().default(true),
    accents: z.enum(['fold', 'keep']).default('fold'),
    html: z.enum(['strip', 'keep']).default('keep'),
    specials: z.enum(['drop', 'keep']).default('keep'),
    /** Rows that a word must stand in; never a single one (SYNC10). */
    minDf: z.int().min(2).max(1_000_000).default(2),
    maxFeatures: z.int().min(1).max(100_000).default(20_000),
    /** The first words of a text; the rest is not read. */
    length: z.int().min(1).max(512).default(64),
  }),
]);

/**
 * Evens out the classes of the training part, after the split and the preparation; the test part stays as it is.
 * `smote` makes rows between a row and one of its `neighbours` nearest of the same class.
 */
export const balanceSchema = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.literal('oversample') }),
  z.strictObject({ strategy: z.literal('undersample') }),
  z.strictObject({ strategy: z.literal('smote'), neighbours: z.int().min(1).max(100).default(5) }),
]);

/**
 * Makes probabilities of classes frequencies: fitted on predictions for training rows that the model did not
 * see, in `folds` parts; the model itself is the one without it.
 */
export const calibrateSchema = z.strictObject({
  method: z.enum(['isotonic', 'sigmoid']),
  folds: z.int().min(2).max(10).default(5),
});

export const recipeSchema = z.strictObject({
  format: z.literal('treadle-recipe'),
  v: z.literal(1),
  task: z.enum(['classification', 'regression']),
  target: z.string().min(1),
  columns: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        role: z.enum(['feature', 'target', 'ignore']),
        type: columnType,
      }),
    )
    .min(2)
    .max(10_000),
  clean: z.array(cleanStep).default([]),
  prepare: z.array(prepareStep).default([]),
  balance: balanceSchema.optional(),
  split: z.strictObject({
    test: z.number().gt(0).lt(1).default(0.2),
    stratify: z.boolean().default(true),
    /** The training part is cross-validated on so many folds, beside the model that all of it makes. */
    folds: z.int().min(2).max(100).optional(),
    /** Deals the rows to folds anew so many times; once when left out. */
    repeats: z.int().min(1).max(100).optional(),
  }),
  estimator: z.strictObject({
    name: z.string().min(1),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
    /** Features that predictions must rise or fall with, all else equal; see the estimators that say `monotone`. */
    monotone: z
      .array(z.strictObject({ name: z.string().min(1), direction: z.enum(['increasing', 'decreasing']) }))
      .min(1)
      .max(1000)
      .optional(),
  }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  calibrate: calibrateSchema.optional(),
  /** What rows of a class weigh when the estimator learns; 1 for labels left out. Not beside `class_weight`. */
  classWeights: z
    .array(z.strictObject({ label: z.string(), weight: z.number().min(1e-6).max(1e6) }))
    .min(1)
    .max(1000)
    .optional(),
  /**
   * Training goes on from a model that was made by a recipe of the same columns and preparation; what that
   * one fitted to prepare stays as it is.
   */
  continueFrom: z
    .strictObject({
      /** Of its package. */
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      /**
       * How many of the first rows each model before had: each stretch is split by itself, so that rows once
       * tested on are never learned from. Empty when all rows are new.
       */
      ends: z.array(z.int().positive()).max(1000).default([]),
    })
    .optional(),
  evaluate: z.strictObject({ positive: z.string().optional() }).default({}),
  register: z.strictObject({ model: z.string().min(1) }).optional(),
});

export type CleanStep = z.infer<typeof cleanStep>;
export type PrepareStep = z.infer<typeof prepareStep>;
export type Balance = z.infer<typeof balanceSchema>;
export type Calibrate = z.infer<typeof calibrateSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeColumn = Recipe['columns'][number];
export type ParamValue = number | string | boolean | null;
