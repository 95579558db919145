import type { BinnedMatrix } from './binning.ts';

/**
 * The bins that hold rows, in ascending order. A scan visits only these: the bins in between add no
 * split, and in a small node they are nearly all.
 */
export interface OccupiedBins {
  readonly list: Int32Array;
  count: number;
}

export const createOccupiedBins = (): OccupiedBins => ({ list: new Int32Array(257), count: 0 });

const mask = new Int32Array(8);

/** Collects the bins of one column that the rows `order[start … end)` fall into. */
export function collectFromRows(
  occupied: OccupiedBins,
  { byColumn, nRows }: BinnedMatrix,
  feature: number,
  order: Int32Array,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    const bin = byColumn[feature * nRows + order[i]!]!;
    mask[bin >> 5]! |= 1 << (bin & 31);
  }
  let count = 0;
  for (let word = 0; word < 8; word++) {
    let left = mask[word]!;
    mask[word] = 0;
    while (left !== 0) {
      occupied.list[count++] = (word << 5) + 31 - Math.clz32(left & -left);
      left &= left - 1;
    }
  }
  occupied.count = count;
}

/**
 * The edge to split at between two occupied bins: in the middle of the empty ones, since rows seen
 * later may fall on either side.
 */
export function splitBin(occupied: OccupiedBins, index: number): number {
  return (occupied.list[index]! + occupied.list[index + 1]! - 1) >> 1;
}
