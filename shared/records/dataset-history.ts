import { AppError } from '../errors/app-error.ts';
import type { AmendmentRecord, BatchRecord, DatasetRecord, DatasetVersion } from './dataset.ts';
import { loadedPart, rounded } from './dataset-batches.ts';
import { shuffledOrder } from './dataset-rows.ts';

/** The fewest hex digits that name a version. */
const MIN_DIGITS = 6;

/**
 * The version that a person means: a data version or its first six or more digits, `#3` for the third,
 * or a time (ISO 8601) for the dataset as it was then.
 * @throws AppError `data-version-unknown`.
 */
export function asOf(dataset: DatasetRecord, text: string): DatasetVersion {
  const wanted = text.trim();
  const time = timeOf(wanted);
  const found = numbered(dataset, wanted) ?? byDigest(dataset, wanted) ?? atTime(dataset, time);
  if (found !== undefined) return found;
  throw new AppError('data-version-unknown', {
    detail: Number.isNaN(time)
      ? `The dataset "${dataset.name}" has no version "${wanted}".`
      : `The dataset "${dataset.name}" had no rows then: its first load was ${dataset.versions[0]?.at}.`,
    remedy: `Give the first ${MIN_DIGITS} or more digits of a data version, its number (#1 to #${dataset.versions.length}), or a time after its first load.`,
  });
}

function numbered({ versions }: DatasetRecord, text: string): DatasetVersion | undefined {
  return /^#\d+$/.test(text) ? versions[Number(text.slice(1)) - 1] : undefined;
}

/** Two histories may lead to the same rows; the newest tells most. */
function byDigest({ versions }: DatasetRecord, text: string): DatasetVersion | undefined {
  if (!new RegExp(`^[0-9a-f]{${MIN_DIGITS},64}$`).test(text)) return undefined;
  const found = versions.filter((version) => version.dataVersion.startsWith(text));
  return new Set(found.map((version) => version.dataVersion)).size > 1 ? undefined : found.at(-1);
}

/** In milliseconds; NaN for what is no time. */
const timeOf = (text: string): number => (/^\d{4}-/.test(text) ? Date.parse(text) : NaN);

function atTime({ versions }: DatasetRecord, time: number): DatasetVersion | undefined {
  return versions.findLast((version) => Date.parse(version.at) <= time);
}

export interface LoadStatus {
  /** Of all rows of all sources, 0–100. */
  readonly current_percentage: number;
  /** In the newest version. */
  readonly total_rows: number;
  readonly last_load_date: string | null;
}

export function loadStatus(dataset: DatasetRecord): LoadStatus {
  const all = dataset.sources.reduce((sum, { nRows }) => sum + nRows, 0);
  const parts = dataset.sources.map((_, index) => loadedPart(dataset, index));
  const share = (100 * parts.reduce((sum, { nLoaded }) => sum + nLoaded, 0)) / Math.max(1, all);
  return {
    current_percentage: rounded(parts.length === 1 ? parts[0]!.upTo : share),
    total_rows: dataset.versions.at(-1)?.nRows ?? 0,
    last_load_date: dataset.batches.at(-1)?.at ?? null,
  };
}

/** Index of the source that waits for its next step: the one loaded last of those that are not whole; −1 = none. */
export function stagedSource(dataset: DatasetRecord): number {
  const waiting = (index: number): boolean =>
    loadedPart(dataset, index).nLoaded < dataset.sources[index]!.nRows;
  const last = dataset.batches.findLast(({ part }) => waiting(part.source));
  return last === undefined ? -1 : last.part.source;
}

export type HistoryEntry =
  | {
      readonly kind: 'batch';
      readonly batch: BatchRecord;
      readonly version: DatasetVersion;
      readonly number: number;
    }
  | {
      readonly kind: 'amendment';
      readonly amendment: AmendmentRecord;
      readonly version: DatasetVersion;
      readonly number: number;
    };

/** Loads and amendments in the order in which they came, each with the version it made (numbered from 1). */
export function historyOf({ versions, batches, amendments }: DatasetRecord): HistoryEntry[] {
  return versions.map((version, index) => {
    const former = versions[index - 1];
    const number = index + 1;
    return version.nBatches > (former?.nBatches ?? 0)
      ? { kind: 'batch', batch: batches[version.nBatches - 1]!, version, number }
      : { kind: 'amendment', amendment: amendments[version.nAmendments - 1]!, version, number };
  });
}

export type RowEvent = Pick<AmendmentRecord, 'at' | 'by'> &
  (
    | { readonly what: 'loaded'; readonly batchId: string }
    | { readonly what: 'corrected'; readonly reason: string; readonly cells: AmendmentRecord['cells'] }
    | { readonly what: 'deleted' | 'restored'; readonly reason: string }
  );

/** What happened to one row, oldest first. @throws AppError `row-unknown` when it was never loaded. */
export function rowHistory(dataset: DatasetRecord, row: number): RowEvent[] {
  const batch = dataset.batches.find((entry) => isIn(dataset, entry, row));
  if (batch === undefined) throw unknownRow(dataset, row);
  const { at, by, batchId } = batch;
  return [
    { what: 'loaded', at, by, batchId },
    ...dataset.amendments.flatMap((entry) => eventsOf(entry, row)),
  ];
}

function isIn(dataset: DatasetRecord, { part }: BatchRecord, row: number): boolean {
  const { firstRow, nRows, seed } = dataset.sources[part.source]!;
  const place = row - firstRow;
  if (place < 0 || place >= nRows) return false;
  const at = seed === null ? place : shuffledOrder(nRows, seed).indexOf(place);
  return at >= part.from && at < part.to;
}

function eventsOf(amendment: AmendmentRecord, row: number): RowEvent[] {
  const { at, by, reason } = amendment;
  const cells = amendment.cells.filter((entry) => entry.row === row);
  return [
    ...(cells.length > 0 ? [{ what: 'corrected' as const, at, by, reason, cells }] : []),
    ...(amendment.deleted.includes(row) ? [{ what: 'deleted' as const, at, by, reason }] : []),
    ...(amendment.restored.includes(row) ? [{ what: 'restored' as const, at, by, reason }] : []),
  ];
}

export function unknownRow(dataset: DatasetRecord, row: number): AppError {
  return new AppError('row-unknown', { detail: `The dataset "${dataset.name}" has no row ${row + 1}.` });
}
