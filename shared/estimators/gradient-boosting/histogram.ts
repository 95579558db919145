import { addBundle } from './bin-columns.ts';
import type { BinnedFeatures } from './binned-features.ts';
import { F64_BLOCK_ROWS } from './quantise.ts';

/*
 * A node's histogram is one array of doubles for all features:
 *
 *   sums[2 × (offsets[feature] + bin)]        gradients
 *   sums[2 × (offsets[feature] + bin) + 1]    hessians
 *
 * both whole numbers in the units of `Scales`. Offsets follow each feature's own number of bins. What is
 * summed first is columns (bin-columns.ts), which are features or bundles of them.
 */

/** Rows whose bins stay in cache while group after group of features reads them. */
const TILE_ROWS = 1024;

/** Adds rows `order[from … to)` to a histogram; `words` are the groups of four features to look at. */
export type HistogramBuilder = (from: number, to: number, words: Int32Array, sums: Float64Array) => void;

export function createHistogramBuilder(
  binned: BinnedFeatures,
  order: Int32Array,
  packed: Float64Array,
  unit: number,
): HistogramBuilder {
  const { byRow, stride, offsets, totalBins, runs, bundles } = binned.columns;
  const rowWords = new Uint32Array(byRow.buffer, byRow.byteOffset, byRow.length >> 2);
  const bins = new Float64Array(totalBins);
  const bundle = new Float64Array(512);
  const tileRows = new Int32Array(TILE_ROWS);
  const tileValues = new Float64Array(TILE_ROWS);
  const wordsPerRow = stride >> 2;
  return (from, to, words, sums) => {
    for (let block = from; block < to; block += F64_BLOCK_ROWS) {
      const blockEnd = Math.min(to, block + F64_BLOCK_ROWS);
      for (let at = block; at < blockEnd; at += TILE_ROWS) {
        const count = Math.min(TILE_ROWS, blockEnd - at);
        for (let i = 0; i < count; i++) {
          const row = order[at + i]!;
          tileRows[i] = row * wordsPerRow;
          tileValues[i] = packed[row]!;
        }
        for (let w = 0; w < words.length; w++)
          addTile(rowWords, words[w]!, offsets, tileRows, tileValues, count, bins);
      }
      for (const { from: at, to: into, count } of runs) takeApart(bins, at, count, sums, into, unit);
      for (const { from: at, features } of bundles) {
        takeApart(bins, at, features.length + 1, bundle, 0, unit);
        addBundle(bundle, features, binned.offsets, sums);
      }
      bins[totalBins - 1] = 0;
    }
  };
}

function addTile(
  rowWords: Uint32Array,
  group: number,
  offsets: Int32Array,
  tileRows: Int32Array,
  tileValues: Float64Array,
  count: number,
  bins: Float64Array,
): void {
  const o0 = offsets[4 * group]!;
  const o1 = offsets[4 * group + 1]!;
  const o2 = offsets[4 * group + 2]!;
  const o3 = offsets[4 * group + 3]!;
  for (let i = 0; i < count; i++) {
    const word = rowWords[tileRows[i]! + group]!;
    const value = tileValues[i]!;
    bins[o0 + (word & 255)]! += value;
    bins[o1 + ((word >>> 8) & 255)]! += value;
    bins[o2 + ((word >>> 16) & 255)]! += value;
    bins[o3 + (word >>> 24)]! += value;
  }
}

/** Adds packed sums to the two sums of each bin, and clears them. */
function takeApart(
  bins: Float64Array,
  from: number,
  count: number,
  sums: Float64Array,
  into: number,
  unit: number,
): void {
  const inverse = 1 / unit;
  for (let i = 0; i < count; i++) {
    const bin = into + i;
    const value = bins[from + i]!;
    if (value === 0) continue;
    const gradient = Math.floor(value * inverse);
    sums[2 * bin]! += gradient;
    sums[2 * bin + 1]! += value - gradient * unit;
    bins[from + i] = 0;
  }
}

/** into += other, over doubles `from` ≤ i < `to`. */
export function addSums(into: Float64Array, other: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] = into[i]! + other[i]!;
}

/** from −= other: what is left of the parent is the other child; exact, for all sums are integers. */
export function subtractSums(into: Float64Array, other: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] = into[i]! - other[i]!;
}
