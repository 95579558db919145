import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { undoChanges, type AmendmentRequest, type RowChanges } from '../../shared/table/amend-rows.ts';
import type { Host } from './host.ts';

/** Why rows that break the suite of their dataset are taken out. */
export const QUARANTINED = 'Quarantined: these rows break the suite of the dataset.';

export interface Amended {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** false when everything had the wished value already; nothing was recorded then. */
  readonly changed: boolean;
  readonly amendmentId: string;
}

/**
 * Corrects cells, removes rows or brings them back, as one amendment with its reason.
 * @throws AppError `dataset-unknown`, `row-unknown`, `column-unknown`, `cell-invalid`, `storage-full`.
 */
export function amendRows(
  host: Host,
  dataset: string,
  changes: Partial<RowChanges>,
  reason: string,
): Promise<Amended> {
  return amend(host, dataset, changes, reason, null);
}

/**
 * Takes an amendment back by another one; both stay in the history.
 * @throws AppError `amendment-unknown`, `stale-precondition` when a later one changed the same.
 */
export async function undoAmendment(
  host: Host,
  dataset: string,
  amendmentId: string,
  reason: string,
): Promise<Amended> {
  const record = await host.workspace.datasets.get(dataset);
  if (record === null) {
    throw new AppError('dataset-unknown', { detail: `There is no dataset "${dataset}".` });
  }
  return amend(host, dataset, undoChanges(record, amendmentId), reason, amendmentId);
}

async function amend(
  host: Host,
  dataset: string,
  changes: Partial<RowChanges>,
  reason: string,
  undoes: string | null,
): Promise<Amended> {
  const request = amendmentRequest(host, changes, reason, undoes);
  const made = await host.workspace.datasets.amend(dataset, request);
  return { ...made, amendmentId: request.amendmentId };
}

/** By whoever uses this host, now. */
export function amendmentRequest(
  { author: by = '', newId, now }: Host,
  changes: Partial<RowChanges>,
  reason: string,
  undoes: string | null = null,
): AmendmentRequest {
  const facts = { amendmentId: newId(), at: now().toISOString(), by, reason, undoes };
  return { cells: [], deleted: [], restored: [], ...changes, ...facts };
}
