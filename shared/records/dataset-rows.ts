import { createRng } from '../random/rng.ts';
import { permutation } from '../random/sampling.ts';
import type { DatasetRecord, DatasetVersion } from './dataset.ts';

/** A point in a dataset's history. */
export type HistoryPoint = Pick<DatasetVersion, 'nBatches' | 'nAmendments'>;

/** Row numbers that are in the dataset at a point of its history, ascending. Cost: linear in its sources. */
export function liveRows(dataset: DatasetRecord, { nBatches, nAmendments }: HistoryPoint): Int32Array {
  const live = loadedRows(dataset, nBatches);
  for (const { deleted, restored } of dataset.amendments.slice(0, nAmendments)) {
    for (const row of deleted) live[row] = 0;
    for (const row of restored) live[row] = 1;
  }
  return rowsSet(live);
}

/** One byte a row, 1 = loaded by one of the first batches. */
function loadedRows(dataset: DatasetRecord, nBatches: number): Uint8Array {
  const last = dataset.sources.at(-1);
  const loaded = new Uint8Array(last === undefined ? 0 : last.firstRow + last.nRows);
  const orders = new Map<number, Int32Array>();
  for (const { part } of dataset.batches.slice(0, nBatches)) {
    const source = dataset.sources[part.source]!;
    if (source.seed === null) {
      loaded.fill(1, source.firstRow + part.from, source.firstRow + part.to);
      continue;
    }
    const order = orders.get(part.source) ?? shuffledOrder(source.nRows, source.seed);
    orders.set(part.source, order);
    for (let at = part.from; at < part.to; at += 1) loaded[source.firstRow + order[at]!] = 1;
  }
  return loaded;
}

/** Places in a file in the order in which they are loaded; the same for the same seed for ever. */
export const shuffledOrder = (nRows: number, seed: number): Int32Array => permutation(nRows, createRng(seed));

function rowsSet(mask: Uint8Array): Int32Array {
  let count = 0;
  for (const bit of mask) count += bit;
  const rows = new Int32Array(count);
  for (let row = 0, at = 0; row < mask.length; row += 1) if (mask[row] === 1) rows[at++] = row;
  return rows;
}

/** Row numbers of one batch, ascending, deleted since or not. */
export function batchRows(dataset: DatasetRecord, batch: number): Int32Array {
  const { part } = dataset.batches[batch]!;
  const { firstRow, nRows, seed } = dataset.sources[part.source]!;
  if (seed === null)
    return Int32Array.from({ length: part.to - part.from }, (_, i) => firstRow + part.from + i);
  return shuffledOrder(nRows, seed)
    .subarray(part.from, part.to)
    .map((place) => firstRow + place)
    .toSorted();
}

/** Where a row number stands among ascending ones; −1 when it is not there. */
export function positionOf(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rows[middle] === row) return middle;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
