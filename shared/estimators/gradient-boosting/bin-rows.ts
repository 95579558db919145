import type { Progress, Team, TrainingData } from '../estimator.ts';
import { EDGES_PER_FEATURE, isCode, type BinnedFeatures } from './binned-features.ts';
import type { BinningWork } from './binning-work.ts';
import { inPieces, ownShare } from './team-work.ts';

/** Before the bins are laid out row by row. */
type Unplaced = Omit<BinnedFeatures, 'columns'>;

/** Cells between two yields: some 10 ms. */
const CELLS_PER_STEP = 1 << 20;

/** Each peer takes a run of rows, in tiles small enough to stay in cache. */
export function* binRows(
  { X }: TrainingData,
  binned: Unplaced,
  work: BinningWork,
  team: Team,
  tick: Progress,
): Generator<Progress, void, void> {
  const { nRows, nFeatures, codeBins, byColumn, counts } = binned;
  const own = new Int32Array(counts.length);
  const search = searchTables(binned);
  const tilesPerStep = Math.max(1, Math.floor(CELLS_PER_STEP / (work.tileRows * nFeatures)));
  yield* inPieces(ownShare(team, nRows), tilesPerStep * work.tileRows, tick, (from, to) => {
    for (let start = from; start < to; start += work.tileRows) {
      const end = Math.min(to, start + work.tileRows);
      work.load(X.values, start, end);
      for (let feature = 0; feature < nFeatures; feature++) {
        const bins = byColumn.subarray(feature * nRows + start, feature * nRows + end);
        const codes = codeBins[feature]!;
        if (codes === null) work.bin(feature, search[feature]!, bins);
        placeOthers(X.values, binned, feature, codes, start, bins);
        const first = binned.offsets[feature]!;
        for (let i = 0; i < bins.length; i++) own[first + bins[i]!]!++;
      }
    }
  });
  own.forEach((count, bin) => count > 0 && Atomics.add(counts, bin, count));
}

/** Each feature's edges, padded with Infinity to 2^k − 1, so that the search needs no bounds. */
function searchTables({ valueBins, edges }: Unplaced): Float64Array[] {
  return Array.from(valueBins, (count, feature) => {
    const table = new Float64Array((1 << (32 - Math.clz32(count - 1))) - 1).fill(Infinity);
    const at = feature * EDGES_PER_FEATURE;
    if (count > 1) table.set(edges.subarray(at, at + count - 1));
    return table;
  });
}

/** The bins of codes, and of what is missing among numbers. */
function placeOthers(
  values: Float64Array,
  { nFeatures, missingBins }: Unplaced,
  feature: number,
  codes: Int32Array | null,
  start: number,
  bins: Uint8Array,
): void {
  const missing = missingBins[feature]!;
  if (codes === null && missing < 0) return;
  for (let i = 0; i < bins.length; i++) {
    const x = values[(start + i) * nFeatures + feature]!;
    if (codes !== null) bins[i] = isCode(x, codes.length) ? codes[x]! : missing;
    else if (x !== x) bins[i] = missing;
  }
}
