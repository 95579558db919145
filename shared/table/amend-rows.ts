import { AppError } from '../errors/app-error.ts';
import type { AmendmentRecord, DatasetRecord, SchemaColumn } from '../records/dataset.ts';
import { unknownRow } from '../records/dataset-history.ts';
import { positionOf } from '../records/dataset-rows.ts';
import { checkedCell } from './cell-value.ts';
import { cell } from './cells.ts';
import { columnIndex } from './columns.ts';
import type { Cell, Table } from './table.ts';

/** What is to become of rows, by their number in the dataset (from 0). */
export interface RowChanges {
  readonly cells: readonly { readonly row: number; readonly column: string; readonly value: Cell }[];
  readonly deleted: readonly number[];
  readonly restored: readonly number[];
}

export interface AmendmentRequest
  extends RowChanges, Pick<AmendmentRecord, 'amendmentId' | 'at' | 'by' | 'reason' | 'undoes'> {}

/** Rows that are in a version, and their numbers, ascending. */
export interface NumberedRows {
  readonly table: Table;
  readonly rows: Int32Array;
}

/**
 * The record of a change, with what stood there before; cells that have the wished value already are
 * left out, and nothing left is null. `now` is the newest version.
 * @throws AppError `row-unknown` for a row that is not there (or there, and to be restored),
 * `column-unknown`, `cell-invalid`. Cost: linear in the changes.
 */
export function amendmentFor(
  dataset: DatasetRecord,
  now: NumberedRows,
  request: AmendmentRequest,
): AmendmentRecord | null {
  const deleted = [...new Set(request.deleted)].toSorted((a, b) => a - b);
  const restored = [...new Set(request.restored)].toSorted((a, b) => a - b);
  for (const row of deleted) requireLive(dataset, now, row);
  for (const row of restored) requireDeleted(dataset, row);
  const cells = changedCells(dataset, now, request.cells);
  if (cells.length + deleted.length + restored.length === 0) return null;
  const { amendmentId, at, by, reason, undoes } = request;
  return { amendmentId, at, by, reason, undoes, cells, deleted, restored };
}

function changedCells(
  dataset: DatasetRecord,
  now: NumberedRows,
  wished: RowChanges['cells'],
): AmendmentRecord['cells'] {
  const byPlace = new Map<string, AmendmentRecord['cells'][number]>();
  for (const { row, column, value } of wished) {
    const index = columnIndex(now.table, column);
    const old = cell(now.table.columns[index]!, requireLive(dataset, now, row));
    const next = checkedCell(dataset.schema[index] as SchemaColumn, value);
    byPlace.set(`${row}:${index}`, { row, column, old, value: next });
  }
  return [...byPlace.values()].filter(({ old, value }) => old !== value);
}

/** The position of a row. */
function requireLive(dataset: DatasetRecord, { rows }: NumberedRows, row: number): number {
  const position = positionOf(rows, row);
  if (position < 0) throw unknownRow(dataset, row);
  return position;
}

function requireDeleted(dataset: DatasetRecord, row: number): void {
  const last = dataset.amendments.findLast(
    ({ deleted, restored }) => deleted.includes(row) || restored.includes(row),
  );
  if (last?.deleted.includes(row) !== true) throw unknownRow(dataset, row);
}

/**
 * The changes that take an amendment back.
 * @throws AppError `amendment-unknown`; `stale-precondition` when a later one changed the same.
 */
export function undoChanges(dataset: DatasetRecord, amendmentId: string): RowChanges {
  const index = dataset.amendments.findIndex((entry) => entry.amendmentId === amendmentId);
  const amendment = dataset.amendments[index];
  if (amendment === undefined) {
    throw new AppError('amendment-unknown', {
      detail: `The dataset "${dataset.name}" has no amendment ${amendmentId}.`,
    });
  }
  const later = dataset.amendments.slice(index + 1).find((entry) => overlaps(entry, amendment));
  if (later !== undefined) {
    throw new AppError('stale-precondition', {
      detail: `What this amendment changed was changed again later ("${later.reason}", ${later.at}).`,
      remedy: 'Take back the later one first, or correct the row again.',
    });
  }
  const cells = amendment.cells.map(({ row, column, old }) => ({ row, column, value: old }));
  return { cells, deleted: amendment.restored, restored: amendment.deleted };
}

function overlaps(later: AmendmentRecord, earlier: AmendmentRecord): boolean {
  const rows = new Set([...earlier.deleted, ...earlier.restored]);
  const places = new Set(earlier.cells.map(({ row, column }) => `${row}:${column}`));
  const touched = new Set(earlier.cells.map(({ row }) => row));
  return (
    later.cells.some(({ row, column }) => rows.has(row) || places.has(`${row}:${column}`)) ||
    [...later.deleted, ...later.restored].some((row) => rows.has(row) || touched.has(row))
  );
}
