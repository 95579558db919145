import { AppError } from '../errors/app-error.ts';
import type { BatchRecord, DatasetRecord, SchemaColumn } from './dataset.ts';
import { schemaDifferences } from './schema-differences.ts';

export function emptyDataset(
  name: string,
  schema: readonly SchemaColumn[],
  target: string | null,
): DatasetRecord {
  return { format: 'treadle-dataset', v: 1, name, schema: [...schema], target, batches: [], versions: [] };
}

/**
 * The dataset with one more load, or unchanged (`added: false`) when a batch with the same rows is
 * already in it. `schema` is that of the load; `dataVersion` the content digest of all rows with the new
 * ones at the end.
 * @throws AppError `schema-mismatch` that lists what keeps the columns apart.
 */
export function appendBatch(
  dataset: DatasetRecord,
  schema: readonly SchemaColumn[],
  batch: BatchRecord,
  dataVersion: string,
): { dataset: DatasetRecord; added: boolean } {
  requireSchema(dataset, schema);
  if (hasBatch(dataset, batch.digest)) return { dataset, added: false };
  const nRows = batch.nRows + (dataset.versions.at(-1)?.nRows ?? 0);
  const batches = [...dataset.batches, batch];
  const version = { dataVersion, nBatches: batches.length, nRows, at: batch.at };
  return { dataset: { ...dataset, batches, versions: [...dataset.versions, version] }, added: true };
}

/** Whether rows with this content digest are already in the dataset. */
export function hasBatch(dataset: DatasetRecord, digest: string): boolean {
  return dataset.batches.some((batch) => batch.digest === digest);
}

/** @throws AppError `schema-mismatch` that lists what keeps the columns apart. */
export function requireSchema(dataset: DatasetRecord, schema: readonly SchemaColumn[]): void {
  const differences = schemaDifferences(dataset.schema, schema);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 10).join('; ');
  const more = differences.length > 10 ? `; and ${differences.length - 10} more` : '';
  throw new AppError('schema-mismatch', {
    detail: `The columns differ from those of "${dataset.name}": ${shown}${more}.`,
    extra: { differences },
  });
}
