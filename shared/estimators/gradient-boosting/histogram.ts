import type { BinnedMatrix } from '../trees/binning.ts';
import type { QuantisedGradients } from './gradients.ts';
import { rowBins } from './row-bins.ts';

/**
 * Histograms of all features of one node:
 *
 *   sums[2 × (offsets[feature] + bin)]        rows and hessians, packed as in QuantisedGradients
 *   sums[2 × (offsets[feature] + bin) + 1]    gradients
 *
 * Offsets follow each feature's own bin count; the features that only pad a row's last word share one bin
 * at the end, which nobody reads.
 */
export interface HistogramBuilder {
  /** Doubles in a histogram. */
  readonly length: number;
  /** Where each feature starts, in bins. */
  readonly offsets: Int32Array;
  /** Overwrites `sums` with the histogram of rows `order[start … end)`. */
  build(
    gradients: QuantisedGradients,
    order: Int32Array,
    start: number,
    end: number,
    sums: Float64Array,
  ): void;
}

/** Rows whose bins, gradients and counts stay in cache while group after group of features reads them. */
const TILE_ROWS = 1024;

interface Tile {
  /** Index of the row's first word of bins. */
  readonly words: Int32Array;
  readonly gradients: Float64Array;
  readonly counts: Float64Array;
}

export function createHistogramBuilder(binned: BinnedMatrix): HistogramBuilder {
  const { words, wordsPerRow } = rowBins(binned);
  const offsets = new Int32Array(4 * wordsPerRow);
  let bins = 0;
  for (let feature = 0; feature < binned.nFeatures; feature++) {
    offsets[feature] = bins;
    bins += binned.binCounts[feature]!;
  }
  offsets.fill(bins, binned.nFeatures);
  const tile: Tile = {
    words: new Int32Array(TILE_ROWS),
    gradients: new Float64Array(TILE_ROWS),
    counts: new Float64Array(TILE_ROWS),
  };
  return {
    length: 2 * (bins + 1),
    offsets,
    build: (gradients, order, start, end, sums) => {
      sums.fill(0);
      for (let at = start; at < end; at += TILE_ROWS) {
        const count = Math.min(TILE_ROWS, end - at);
        gather(tile, gradients, order, at, count, wordsPerRow);
        for (let group = 0; group < wordsPerRow; group++) addTile(tile, words, group, offsets, count, sums);
      }
    },
  };
}

function gather(
  tile: Tile,
  from: QuantisedGradients,
  order: Int32Array,
  at: number,
  count: number,
  wordsPerRow: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = order[at + i]!;
    tile.words[i] = row * wordsPerRow;
    tile.gradients[i] = from.gradients[row]!;
    tile.counts[i] = from.counts[row]!;
  }
}

function addTile(
  tile: Tile,
  words: Uint32Array,
  group: number,
  offsets: Int32Array,
  count: number,
  sums: Float64Array,
): void {
  const o0 = 2 * offsets[4 * group]!;
  const o1 = 2 * offsets[4 * group + 1]!;
  const o2 = 2 * offsets[4 * group + 2]!;
  const o3 = 2 * offsets[4 * group + 3]!;
  for (let i = 0; i < count; i++) {
    const word = words[tile.words[i]! + group]!;
    const rows = tile.counts[i]!;
    const gradient = tile.gradients[i]!;
    const a0 = o0 + ((word & 255) << 1);
    const a1 = o1 + ((word >>> 7) & 510);
    const a2 = o2 + ((word >>> 15) & 510);
    const a3 = o3 + ((word >>> 23) & 510);
    sums[a0]! += rows;
    sums[a0 + 1]! += gradient;
    sums[a1]! += rows;
    sums[a1 + 1]! += gradient;
    sums[a2]! += rows;
    sums[a2 + 1]! += gradient;
    sums[a3]! += rows;
    sums[a3 + 1]! += gradient;
  }
}

/** Turns the parent's histogram into the other child's; exact, for all sums are integers. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = parent[i]! - child[i]!;
}
