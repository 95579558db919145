import { EDGES_PER_FEATURE, type BinnedMatrix } from './binning.ts';

/**
 * The bins that hold rows, in ascending order. A scan visits only these: the bins in between add no
 * split, and in a small node they are nearly all.
 */
export interface OccupiedBins {
  readonly list: Int32Array;
  count: number;
  /** A scan scores the splits after the listed bins `first` … `last` − 1. */
  first: number;
  last: number;
  /** The bin to name for the only split there is; −1 = the middle between two listed bins. */
  cut: number;
}

export const createOccupiedBins = (): OccupiedBins => ({
  list: new Int32Array(257),
  count: 0,
  first: 0,
  last: 0,
  cut: -1,
});

/** Lets a scan score every split. */
export function allSplits(occupied: OccupiedBins): void {
  occupied.first = 0;
  occupied.last = occupied.count - 1;
  occupied.cut = -1;
}

/** Lets a scan score one split alone: at the edge nearest to a share of the way between the outer edges. */
export function oneSplit(
  occupied: OccupiedBins,
  { edges }: BinnedMatrix,
  feature: number,
  share: number,
): void {
  const { list, count } = occupied;
  const own = feature * EDGES_PER_FEATURE;
  const low = list[0]!;
  const high = list[count - 1]! - 1;
  const from = edges[own + low]!;
  const wanted = from + share * (edges[own + high]! - from);
  let cut = low;
  while (cut < high && edges[own + cut]! < wanted) cut++;
  if (cut > low && wanted - edges[own + cut - 1]! < edges[own + cut]! - wanted) cut--;
  occupied.last = 0;
  while (list[occupied.last]! <= cut) occupied.last++;
  occupied.first = occupied.last - 1;
  occupied.cut = cut;
}

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
  if (occupied.cut >= 0) return occupied.cut;
  return (occupied.list[index]! + occupied.list[index + 1]! - 1) >> 1;
}
