import { AppError } from '../../shared/errors/app-error.ts';
import type { BatchRecord, DatasetRecord } from '../../shared/records/dataset.ts';
import { loadedPart, nextPart, rounded } from '../../shared/records/dataset-batches.ts';
import { stagedSource } from '../../shared/records/dataset-history.ts';
import { batchRows } from '../../shared/records/dataset-rows.ts';
import type { NumberedRows } from '../../shared/table/amend-rows.ts';
import { sourceRows, type ReadChunk } from './rows-of-version.ts';

/**
 * The rows that the next step of a source in stages would bring, ascending, with their numbers in the
 * dataset; nothing is changed. Cost: linear in the chunks that have them.
 * @throws AppError `dataset-unknown`, `fully-loaded`.
 */
export async function rowsOfStep(
  dataset: DatasetRecord | null,
  { name, percent }: { readonly name: string; readonly percent: number },
  read: ReadChunk,
): Promise<NumberedRows> {
  if (dataset === null) {
    throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
  }
  const source = stagedSource(dataset);
  if (source < 0) {
    throw new AppError('fully-loaded', { detail: `All rows of the dataset "${name}" are loaded.` });
  }
  const upTo = Math.min(100, rounded(loadedPart(dataset, source).upTo + percent));
  const part = nextPart(dataset, source, upTo);
  const rows = part === null ? new Int32Array(0) : rowsOfPart(dataset, part);
  return { table: await sourceRows(dataset, rows, read), rows };
}

function rowsOfPart(dataset: DatasetRecord, part: BatchRecord['part']): Int32Array {
  const next = { ...dataset.batches[0]!, part };
  return batchRows({ ...dataset, batches: [next] }, 0);
}
