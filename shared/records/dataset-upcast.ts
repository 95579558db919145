import { batchRecord, datasetRecord, schemaColumn, type DatasetRecord } from './dataset.ts';
import { z } from './zod.ts';

/** The first form: every batch was a whole file, stored as one chunk under its digest. */
const firstForm = z.strictObject({
  format: z.literal('treadle-dataset'),
  v: z.literal(1),
  name: z.string().min(1),
  schema: z.array(schemaColumn),
  target: z.string().nullable(),
  batches: z.array(batchRecord.omit({ by: true, part: true })),
  versions: z.array(
    z.strictObject({
      dataVersion: z.string(),
      nBatches: z.int().positive(),
      nRows: z.int().nonnegative(),
      at: z.string(),
    }),
  ),
});

/** A stored dataset of any form in today's. @throws ZodError for anything else. */
export function upcastDataset(stored: unknown): DatasetRecord {
  const first = firstForm.safeParse(stored);
  return first.success ? fromFirstForm(first.data) : datasetRecord.parse(stored);
}

function fromFirstForm(old: z.infer<typeof firstForm>): DatasetRecord {
  let firstRow = 0;
  const sources = old.batches.map(({ digest, nRows }) => {
    const source = { digest, nRows, firstRow, seed: null, chunks: [{ digest, nRows }] };
    firstRow += nRows;
    return source;
  });
  const batches = old.batches.map((batch, source) => ({
    ...batch,
    by: '',
    part: { source, from: 0, to: batch.nRows, upTo: 100 },
  }));
  const versions = old.versions.map((version) => ({ ...version, nAmendments: 0, classes: null }));
  return { ...old, v: 2, sources, batches, amendments: [], versions };
}
