import { z } from './zod.ts';

export const schemaColumn = z.strictObject({
  name: z.string(),
  type: z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text', 'identifier']),
});

/** One load. The rows of a batch are stored under `digest`, the content digest of its table. */
export const batchRecord = z.strictObject({
  batchId: z.string(),
  /** Data version of the batch's own rows, hex SHA-256; also the name of the stored chunk. */
  digest: z.string(),
  nRows: z.int().nonnegative(),
  source: z.strictObject({ name: z.string(), sizeBytes: z.int(), digest: z.string() }),
  /** Share of the source's rows that this batch holds, 0–100. */
  percent: z.number(),
  at: z.string(),
  rejectedRows: z.int().nonnegative(),
});

/** An append-only list of batches. `versions[i]` is the dataset after its first i+1 batches. */
export const datasetRecord = z.strictObject({
  format: z.literal('treadle-dataset'),
  v: z.literal(1),
  name: z.string().min(1),
  schema: z.array(schemaColumn),
  target: z.string().nullable(),
  batches: z.array(batchRecord),
  versions: z.array(
    z.strictObject({
      /** Content digest over schema and cells in source-row order (`dataVersion`). */
      dataVersion: z.string(),
      nBatches: z.int().positive(),
      nRows: z.int().nonnegative(),
      at: z.string(),
    }),
  ),
});

export type SchemaColumn = z.infer<typeof schemaColumn>;
export type BatchRecord = z.infer<typeof batchRecord>;
export type DatasetRecord = z.infer<typeof datasetRecord>;
