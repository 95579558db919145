import { AppError } from '../errors/app-error.ts';
import { schemaColumn } from './dataset.ts';
import { z } from './zod.ts';

/**
 * A suite is what a dataset promises, as data: expectations with a severity each, and the thresholds from
 * which validation speaks up. It is inferred from a data version and edited from there on.
 */

const share = z.number().min(0).max(1);
const column = z.string().min(1).max(1000);
const length = z.int().nonnegative();
const common = {
  severity: z.enum(['error', 'warning', 'info']).default('error'),
  enabled: z.boolean().default(true),
};
/** Share of the rows that may fail before the expectation does. */
const allowed = share.default(0);
const isoTime = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no date');

/** Counts over fixed bins, as `FeatureProfile` has them; without any value of the data. */
const profile = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('numeric'),
      name: z.string(),
      edges: z.array(z.number()).max(1000),
      counts: z.array(length),
      mean: z.number(),
      std: z.number(),
    }),
    z.strictObject({
      kind: z.literal('categorical'),
      name: z.string(),
      levels: z.array(z.string()).max(1000),
      counts: z.array(length),
    }),
  ])
  .refine(
    (made) => made.counts.length === (made.kind === 'numeric' ? made.edges : made.levels).length + 2,
    'has not one count a bin',
  );

export const expectationSchema = z.discriminatedUnion('check', [
  /** The column is there and, where `type` says one, every cell can be read as that. */
  z.strictObject({ check: z.literal('column'), column, type: schemaColumn.shape.type.nullable(), ...common }),
  z.strictObject({ check: z.literal('missing'), column, allowed, ...common }),
  z.strictObject({
    check: z.literal('range'),
    column,
    min: z.number().nullable(),
    max: z.number().nullable(),
    allowed,
    ...common,
  }),
  z.strictObject({
    check: z.literal('date-range'),
    column,
    from: isoTime.nullable(),
    to: isoTime.nullable(),
    allowed,
    ...common,
  }),
  z.strictObject({
    check: z.literal('one-of'),
    column,
    values: z.array(z.string().max(10_000)).min(1).max(1000),
    allowed,
    ...common,
  }),
  z.strictObject({ check: z.literal('unique'), column, ...common }),
  z.strictObject({
    check: z.literal('pattern'),
    column,
    /** A regular expression for the whole cell. */
    pattern: z.string().min(1).max(1000).refine(isPattern, 'is no regular expression'),
    allowed,
    ...common,
  }),
  /** In characters. */
  z.strictObject({
    check: z.literal('text-length'),
    column,
    min: length.nullable(),
    max: length.nullable(),
    allowed,
    ...common,
  }),
  z.strictObject({
    check: z.literal('row-count'),
    min: length.nullable(),
    max: length.nullable(),
    ...common,
  }),
  z.strictObject({ check: z.literal('no-duplicates'), allowed, ...common }),
  /** Share of the rows that the smallest class has. */
  z.strictObject({ check: z.literal('class-balance'), column, atLeast: share, ...common }),
  /** As in the reference, judged by MON1; `atLeast` is the effect that matters, null = that of MON1. */
  z.strictObject({
    check: z.literal('distribution'),
    column,
    reference: profile,
    atLeast: z.number().positive().max(100).nullable().default(null),
    ...common,
  }),
  /** No other column alone tells the target. */
  z.strictObject({ check: z.literal('no-leak'), column, ...common }),
]);

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** From where on validation speaks up; every figure can be given anew. */
export const suiteThresholds = z.strictObject({
  /** Share of missing cells in a column that makes a warning, and an error. */
  missingWarning: share.default(0.05),
  missingError: share.default(0.5),
  /** How outliers are told: by quartiles, or by standard deviations from the mean. */
  outlierMethod: z.enum(['iqr', 'zscore']).default('iqr'),
  /** Interquartile ranges beyond the quartiles. */
  iqrFactor: z.number().positive().max(100).default(3),
  /** Standard deviations; also used by `iqr` where both quartiles are one value. */
  zScore: z.number().positive().max(100).default(4),
  /** A smallest class below this part of an equal share is a warning: 0.2 is 10 % of two classes. */
  balance: share.default(0.2),
  /** Distinct values per present one from which a column looks like an identifier. */
  identifierShare: share.default(0.95),
  /** Area under the ROC curve of one numeric column alone. */
  leakAuc: share.default(0.98),
  /** Cramér's V of one column alone, corrected for its number of levels. */
  leakCramersV: share.default(0.95),
  /** Rank correlation of one numeric column with a numeric target. */
  leakCorrelation: share.default(0.995),
  /** Levels above which a category is hard to encode. */
  cardinality: z.int().min(2).max(1_000_000).default(50),
});

export const suiteSchema = z.strictObject({
  format: z.literal('treadle-suite'),
  v: z.literal(1),
  /** The data version that it was inferred from; null when it was written by hand. */
  dataVersion: z.string().nullable().default(null),
  expectations: z.array(expectationSchema).max(20_000).default([]),
  thresholds: suiteThresholds.prefault({}),
});

export type Expectation = z.infer<typeof expectationSchema>;
export type CheckKind = Expectation['check'];
export type ExpectationOf<K extends CheckKind> = Extract<Expectation, { check: K }>;
export type Severity = Expectation['severity'];
export type SuiteThresholds = z.infer<typeof suiteThresholds>;
export type Suite = z.infer<typeof suiteSchema>;

const MOST_ERRORS = 20;

/** A suite as somebody wrote it. @throws AppError `suite-invalid` with a pointer for each bad field. */
export function parseSuite(value: unknown): Suite {
  const parsed = suiteSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    code: 'suite-invalid',
    detail: message,
  }));
  const shown = errors.slice(0, 3).map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`);
  throw new AppError('suite-invalid', { detail: `This is no suite: ${shown.join('; ')}.`, errors });
}

/** The same from JSON text. @throws AppError `suite-invalid`. */
export function parseSuiteText(text: string): Suite {
  try {
    return parseSuite(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('suite-invalid', { detail: 'The suite is no JSON.', cause });
  }
}
