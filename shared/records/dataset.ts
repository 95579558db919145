import { z } from './zod.ts';

export const schemaColumn = z.strictObject({
  name: z.string(),
  type: z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text', 'identifier']),
});

const rowNumber = z.int().nonnegative();
const cell = z.union([z.number(), z.string(), z.boolean(), z.null()]);

/**
 * The rows of one file, all of them, whether they are part of the dataset yet or not. They never change:
 * corrections lie above them. A row's number in the dataset is `firstRow` plus its place in the file.
 */
export const sourceRecord = z.strictObject({
  /** Data version of all its rows, hex SHA-256. */
  digest: z.string(),
  nRows: z.int().nonnegative(),
  firstRow: rowNumber,
  /** The order in which its rows are loaded: shuffled by this seed, null = as in the file. */
  seed: z.number().nullable(),
  /** Its rows in the order of the file, each piece under a name made of its content. */
  chunks: z.array(z.strictObject({ digest: z.string(), nRows: z.int().nonnegative() })),
});

/** One load: the places `from` to `to` in the loading order of a source. */
export const batchRecord = z.strictObject({
  batchId: z.string(),
  /** Data version of the batch's own rows, hex SHA-256. */
  digest: z.string(),
  nRows: z.int().nonnegative(),
  source: z.strictObject({ name: z.string(), sizeBytes: z.int(), digest: z.string() }),
  /** Share of the source's rows that this load asked for, 0–100. */
  percent: z.number(),
  at: z.string(),
  /** Who loaded it; empty where nobody was named. */
  by: z.string(),
  rejectedRows: z.int().nonnegative(),
  part: z.strictObject({
    /** Index into the dataset's `sources`. */
    source: z.int().nonnegative(),
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    /** Share of the source that is loaded after this batch, 0–100. */
    upTo: z.number(),
  }),
});

/** One correction of cells, or removal of rows, with what stood there before. It lies above the chunks. */
export const amendmentRecord = z.strictObject({
  amendmentId: z.string(),
  at: z.string(),
  by: z.string(),
  reason: z.string(),
  /** The amendment that this one takes back. */
  undoes: z.string().nullable(),
  cells: z.array(z.strictObject({ row: rowNumber, column: z.string(), old: cell, value: cell })),
  deleted: z.array(rowNumber),
  restored: z.array(rowNumber),
});

/** Rows by class of one column, the most frequent first; `missing` have none. */
export const classCounts = z.strictObject({
  column: z.string(),
  counts: z.array(z.strictObject({ value: z.string(), count: z.int() })),
  /** Rows of further classes than those listed. */
  others: z.int().nonnegative(),
  missing: z.int().nonnegative(),
});

/** An append-only history of loads and amendments. `versions` has one entry for each of them, in order. */
export const datasetRecord = z.strictObject({
  format: z.literal('treadle-dataset'),
  v: z.literal(2),
  name: z.string().min(1),
  schema: z.array(schemaColumn),
  target: z.string().nullable(),
  sources: z.array(sourceRecord),
  batches: z.array(batchRecord),
  amendments: z.array(amendmentRecord),
  versions: z.array(
    z.strictObject({
      /** Content digest over schema and cells in source-row order (`dataVersion`). */
      dataVersion: z.string(),
      /** It is the dataset after this many batches and amendments. */
      nBatches: z.int().positive(),
      nAmendments: z.int().nonnegative(),
      nRows: z.int().nonnegative(),
      at: z.string(),
      /** By the target there was then; null without one, or for a target with numbers. */
      classes: classCounts.nullable(),
      /** Missing cells of each column, in the order of the schema; records of before have none. */
      missing: z.array(z.int().nonnegative()).optional(),
    }),
  ),
});

export type SchemaColumn = z.infer<typeof schemaColumn>;
export type SourceRecord = z.infer<typeof sourceRecord>;
export type BatchRecord = z.infer<typeof batchRecord>;
export type AmendmentRecord = z.infer<typeof amendmentRecord>;
export type ClassCounts = z.infer<typeof classCounts>;
export type DatasetRecord = z.infer<typeof datasetRecord>;
export type DatasetVersion = DatasetRecord['versions'][number];
/** What a version says of its rows. */
export type VersionFacts = Pick<DatasetVersion, 'dataVersion' | 'classes' | 'missing'>;
