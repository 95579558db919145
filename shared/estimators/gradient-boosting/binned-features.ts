import type { BinColumns } from './bin-columns.ts';

/**
 * The features as bins of one byte. Numbers are cut at `edges`; a category has the bin of its code, or
 * shares the last one when there are more codes than bins; what is missing has a bin of its own behind
 * the others, where the training data has any.
 */
export interface BinnedFeatures {
  readonly nRows: number;
  readonly nFeatures: number;
  /** Row by row, for histograms. */
  readonly columns: BinColumns;
  /** nFeatures × nRows, column after column, for partitions. */
  readonly byColumn: Uint8Array;
  /** nFeatures: bins of values, 1 … 256. */
  readonly valueBins: Int32Array;
  /** nFeatures: the bin of missing cells, −1 where none is missing. */
  readonly missingBins: Int32Array;
  /** nFeatures: where a feature's bins start among all. */
  readonly offsets: Int32Array;
  /** Bins of all features. */
  readonly totalBins: number;
  /** totalBins: rows in each. */
  readonly counts: Int32Array;
  /** nFeatures × 255: edge b parts bin b from bin b + 1. */
  readonly edges: Float64Array;
  /** nFeatures: the bin of each code; null for numbers. */
  readonly codeBins: readonly (Int32Array | null)[];
}

export const EDGES_PER_FEATURE = 255;

/** Whether a value is one of the codes 0 … nLevels − 1; anything else counts as missing. */
export const isCode = (value: number, nLevels: number): boolean =>
  value >= 0 && value < nLevels && Math.floor(value) === value;
