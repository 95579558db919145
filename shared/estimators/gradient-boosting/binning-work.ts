import type { FitShape, Team } from '../estimator.ts';
import { binningKernels } from '../trees/binning-kernels.ts';
import { float64At, int32At, peerBytes, peerMemory } from '../trees/peer-memory.ts';

/** Edges come from a sample of so many rows where there are more. */
export const SAMPLE_ROWS = 65_536;
const MOST_TILE_ROWS = 512;
/** A tile of this many cells stays in the second-level cache. */
const TILE_CELLS = 32_768;
const SORT_COUNTS_BYTES = 8192;
/** Edges of a feature, padded to 2^8 − 1. */
const TABLE_CELLS = 256;

/** A peer's room to bin in, and the loops over it: kernels where the team has memory for them, to the same bits. */
export interface BinningWork {
  /** The sampled values of a feature. */
  readonly column: Float64Array;
  /** The first of `column` in ascending order, until the next call. */
  sort(length: number): Float64Array;
  /** Rows of a tile, which `load` makes the current one: `from` ≤ row < `to` of nRows × nFeatures values. */
  readonly tileRows: number;
  load(values: Float64Array, from: number, to: number): void;
  /**
   * The bins of a feature's values in the tile: how many edges of `table` (ascending, padded with Infinity to
   * 2^k − 1) lie below; of NaN: 0.
   */
  bin(feature: number, table: Float64Array, into: Uint8Array): void;
}

const tileHeight = (nFeatures: number): number =>
  Math.max(4, Math.min(MOST_TILE_ROWS, 4 * Math.floor(TILE_CELLS / nFeatures / 4)));

const pieces = (nRows: number, nFeatures: number): number[] => {
  const sampled = 8 * Math.min(nRows, SAMPLE_ROWS);
  return [sampled, sampled, SORT_COUNTS_BYTES, 8 * TABLE_CELLS, 8 * tileHeight(nFeatures) * nFeatures];
};

/** What `binningWork` asks of the team's memory. */
export const binningWorkBytes = ({ nRows, nFeatures, threads }: FitShape): number =>
  threads * peerBytes(pieces(nRows, nFeatures));

export function binningWork(nRows: number, nFeatures: number, team: Team): BinningWork {
  const sizes = pieces(nRows, nFeatures);
  const take = peerMemory(team, sizes);
  const [column, spare] = [take(sizes[0]!), take(sizes[1]!)].map((at) => float64At(at, sizes[0]! / 8));
  const counts = int32At(take(sizes[2]!), SORT_COUNTS_BYTES / 4);
  const edges = float64At(take(sizes[3]!), TABLE_CELLS);
  const tile = float64At(take(sizes[4]!), sizes[4]! / 8);
  const kernels = binningKernels(team);
  let height = 0;
  const loaded: Pick<BinningWork, 'column' | 'tileRows' | 'load'> = {
    column: column!,
    tileRows: tileHeight(nFeatures),
    load(values, from, to) {
      height = to - from;
      tile.set(values.subarray(from * nFeatures, to * nFeatures));
    },
  };
  if (kernels === null)
    return {
      ...loaded,
      sort: (length) => column!.subarray(0, length).sort(),
      bin: (feature, table, into) => binColumn(tile.subarray(feature), nFeatures, table, into, height),
    };
  return {
    ...loaded,
    sort(length) {
      kernels.sortDoubles(column!.byteOffset, spare!.byteOffset, counts.byteOffset, length);
      return column!.subarray(0, length);
    },
    bin(feature, table, into) {
      edges.set(table);
      const first = (table.length + 1) >> 1;
      const at = tile.byteOffset + 8 * feature;
      kernels.binTile(at, height, nFeatures, edges.byteOffset, first, into.byteOffset);
    },
  };
}

/** A branch-free binary search: `+(x > edge)` is about four times as fast as a conditional. */
function binColumn(
  values: Float64Array,
  stride: number,
  table: Float64Array,
  into: Uint8Array,
  height: number,
): void {
  const firstStep = (table.length + 1) >> 1;
  for (let row = 0; row < height; row++) {
    const x = values[row * stride]!;
    let bin = 0;
    for (let step = firstStep; step > 0; step >>= 1) bin += +(x > table[bin + step - 1]!) * step;
    into[row] = bin;
  }
}
