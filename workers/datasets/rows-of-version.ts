import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetRecord, DatasetVersion, SourceRecord } from '../../shared/records/dataset.ts';
import { liveRows, positionOf, type HistoryPoint } from '../../shared/records/dataset-rows.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { withLevelsAsMet } from '../../shared/table/level-order.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { withCells, type CellChange } from '../../shared/table/with-cells.ts';

/** The stored rows of one chunk. @throws AppError `artifact-corrupt` when they are missing or damaged. */
export type ReadChunk = (digest: string) => Promise<Table>;

/** Hears how many of the wished rows have been read; what it throws ends the reading. */
export type OnRows = (done: number, total: number) => void;

/** A dataset at a point of its history. */
export interface FoundVersion<Point extends HistoryPoint = DatasetVersion> {
  readonly dataset: DatasetRecord;
  readonly point: Point;
}

/** A data version in whichever dataset has it; null when none does. */
export function findVersion(datasets: readonly DatasetRecord[], dataVersion: string): FoundVersion | null {
  for (const dataset of datasets) {
    const point = dataset.versions.findLast((version) => version.dataVersion === dataVersion);
    if (point !== undefined) return { dataset, point };
  }
  return null;
}

/** @throws AppError `data-version-unknown`. */
export function requireVersion(datasets: readonly DatasetRecord[], dataVersion: string): FoundVersion {
  const found = findVersion(datasets, dataVersion);
  if (found !== null) return found;
  throw new AppError('data-version-unknown', {
    detail: `The rows of data version ${dataVersion} are not here.`,
  });
}

/** Names of the chunks that the rows of a version stand in. */
export function chunksOf({ dataset, point }: FoundVersion<HistoryPoint>): string[] {
  const used = new Set(dataset.batches.slice(0, point.nBatches).map(({ part }) => part.source));
  return [...new Set([...used].flatMap((source) => digestsOf(dataset.sources[source]!)))];
}

/** Names of everything that a dataset has stored. */
export const allChunks = ({ sources }: DatasetRecord): string[] => sources.flatMap(digestsOf);

const digestsOf = ({ chunks }: SourceRecord): string[] => chunks.map(({ digest }) => digest);

/**
 * Exactly the rows of a dataset at a point of its history, in source-row order, with the corrections
 * made until then; dictionaries in the order in which levels are met, however the rows came together.
 * Chunks without any such row are not read. Cost: linear in the rows.
 */
export async function rowsOfVersion(
  found: FoundVersion<HistoryPoint>,
  read: ReadChunk,
  onRows?: OnRows,
): Promise<Table> {
  return withLevelsAsMet(await amendedRows(found, liveRows(found.dataset, found.point), read, onRows));
}

/** Some rows of a version, by number and ascending, with the corrections made until then. */
export async function amendedRows(
  { dataset, point }: FoundVersion<HistoryPoint>,
  rows: Int32Array,
  read: ReadChunk,
  onRows?: OnRows,
): Promise<Table> {
  const table = await sourceRows(dataset, rows, read, onRows);
  const changes = cellChanges(dataset, point, rows);
  return changes.length === 0 ? table : withCells(table, changes);
}

/** Rows by number (ascending), loaded or not, as their files have them. */
export async function sourceRows(
  dataset: DatasetRecord,
  rows: Int32Array,
  read: ReadChunk,
  onRows: OnRows = () => {},
): Promise<Table> {
  const parts: Table[] = [];
  let done = 0;
  for (const source of dataset.sources) {
    let firstRow = source.firstRow;
    for (const { digest, nRows } of source.chunks) {
      const places = placesWithin(rows, firstRow, nRows);
      firstRow += nRows;
      if (places.length === 0) continue;
      parts.push(await readPlaces(read, digest, places, nRows));
      done += places.length;
      onRows(done, rows.length);
    }
  }
  return parts.length === 0 ? noRows(dataset, read) : concatTables(parts);
}

async function readPlaces(
  read: ReadChunk,
  digest: string,
  places: Int32Array,
  nRows: number,
): Promise<Table> {
  const chunk = await read(digest);
  if (chunk.nRows !== nRows) {
    throw new AppError('artifact-corrupt', { detail: `The stored rows ${digest} are not ${nRows}.` });
  }
  return places.length === nRows ? chunk : selectRows(chunk, places);
}

/** Places in a chunk of those rows that stand in it. */
function placesWithin(rows: Int32Array, firstRow: number, nRows: number): Int32Array {
  const from = firstAtLeast(rows, firstRow);
  const to = firstAtLeast(rows, firstRow + nRows);
  return rows.subarray(from, to).map((row) => row - firstRow);
}

function firstAtLeast(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function noRows(dataset: DatasetRecord, read: ReadChunk): Promise<Table> {
  const first = await read(dataset.sources[0]!.chunks[0]!.digest);
  return selectRows(first, new Int32Array(0));
}

/** The corrections as they stand at that point, by position; those of rows that are gone are left out. */
function cellChanges(dataset: DatasetRecord, point: HistoryPoint, rows: Int32Array): CellChange[] {
  return dataset.amendments
    .slice(0, point.nAmendments)
    .flatMap(({ cells }) => cells)
    .map(({ row, column, value }) => ({ row: positionOf(rows, row), column, value }))
    .filter(({ row }) => row >= 0);
}
