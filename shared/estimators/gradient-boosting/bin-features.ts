import type { Rng } from '../../random/generator.ts';
import { sampleWithoutReplacement } from '../../random/sampling.ts';
import type { Progress, Team, TrainingData } from '../estimator.ts';
import { binEdges } from '../trees/bin-edges.ts';
import { makeColumns, type BinColumns } from './bin-columns.ts';
import { inPieces, ownShare, sharedArrays } from './team-work.ts';

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

/** Before the bins are laid out row by row. */
type Unplaced = Omit<BinnedFeatures, 'columns'>;

export const EDGES_PER_FEATURE = 255;
const SAMPLE_ROWS = 65_536;
const TILE_ROWS = 512;
/** Cells between two yields: some 10 ms. */
const CELLS_PER_STEP = 1 << 20;

/** Bins for the whole team; every peer returns the same arrays. O(nRows × nFeatures); memory 2 bytes a cell. */
export function* binFeatures(
  data: TrainingData,
  maxBins: number,
  rng: Rng,
  team: Team,
  tick: Progress,
): Generator<Progress, BinnedFeatures, void> {
  const { nRows, nColumns: nFeatures } = data.X;
  const arrays = sharedArrays(team);
  const levels = data.levels ?? new Int32Array(nFeatures);
  const byColumn = arrays.u8(nRows * nFeatures);
  const valueBins = arrays.i32(nFeatures);
  const missing = arrays.i32(nFeatures);
  const edges = arrays.f64(nFeatures * EDGES_PER_FEATURE);
  const codeCounts = Array.from(levels, (count) => (count > 0 ? arrays.i32(count) : null));
  yield* lookThrough(data, team, tick, missing, codeCounts);
  team.barrier();
  yield* findEdges(data, levels, maxBins, rng, team, missing, valueBins, edges);
  const codeBins = codeCounts.map((counts, feature) =>
    counts === null ? null : binsOfCodes(counts, maxBins - missing[feature]!),
  );
  team.barrier();
  const missingBins = missing.map((any, feature) => (any === 0 ? -1 : valueBins[feature]!));
  const { offsets, totalBins } = layOut(valueBins, missingBins);
  const counts = arrays.i32(totalBins);
  const binned = {
    nRows,
    nFeatures,
    byColumn,
    valueBins,
    missingBins,
    offsets,
    totalBins,
    counts,
    edges,
    codeBins,
  };
  yield* binRows(data, binned, team, tick);
  team.barrier();
  const columns = yield* makeColumns(binned, team, arrays, tick);
  team.barrier();
  return { ...binned, columns };
}

/** Which features have missing cells, and how often each code stands there. */
function* lookThrough(
  { X }: TrainingData,
  team: Team,
  tick: Progress,
  missing: Int32Array,
  codeCounts: readonly (Int32Array | null)[],
): Generator<Progress, void, void> {
  const { nRows, nColumns, values } = X;
  const own = codeCounts.map((counts) => (counts === null ? null : new Int32Array(counts.length)));
  const seen = new Uint8Array(nColumns);
  const rowsPerStep = Math.max(1, Math.floor((4 * CELLS_PER_STEP) / nColumns));
  const numbersOnly = own.every((counts) => counts === null);
  yield* inPieces(ownShare(team, nRows), rowsPerStep, tick, (from, to) => {
    if (numbersOnly && isComplete(values, from * nColumns, to * nColumns)) return;
    for (let feature = 0; feature < nColumns; feature++) lookAt(X, feature, own[feature]!, seen, from, to);
  });
  for (let feature = 0; feature < nColumns; feature++) {
    if (seen[feature] === 1) Atomics.store(missing, feature, 1);
    own[feature]?.forEach((count, code) => count > 0 && Atomics.add(codeCounts[feature]!, code, count));
  }
}

/** Whether no value is NaN; one sum over all of them tells. */
function isComplete(values: Float64Array, from: number, to: number): boolean {
  let nothing = 0;
  for (let i = from; i < to; i++) nothing += values[i]! * 0;
  return nothing === 0;
}

function lookAt(
  { nColumns, values }: TrainingData['X'],
  feature: number,
  counts: Int32Array | null,
  seen: Uint8Array,
  from: number,
  to: number,
): void {
  let missing = 0;
  for (let row = from; row < to; row++) {
    const value = values[row * nColumns + feature]!;
    if (counts === null) missing |= +(value !== value);
    else if (isCode(value, counts.length)) counts[value]!++;
    else missing = 1;
  }
  seen[feature]! |= missing;
}

/** Whether a value is one of the codes 0 … nLevels − 1; anything else counts as missing. */
export const isCode = (value: number, nLevels: number): boolean =>
  value >= 0 && value < nLevels && Math.floor(value) === value;

/** Each peer takes every size-th feature. */
function* findEdges(
  { X }: TrainingData,
  levels: Int32Array,
  maxBins: number,
  rng: Rng,
  team: Team,
  missing: Int32Array,
  valueBins: Int32Array,
  edges: Float64Array,
): Generator<Progress, void, void> {
  const { nRows, nColumns } = X;
  const rows = nRows > SAMPLE_ROWS ? sampleWithoutReplacement(nRows, SAMPLE_ROWS, rng).toSorted() : null;
  const column = new Float64Array(rows?.length ?? nRows);
  for (let feature = team.index; feature < nColumns; feature += team.size) {
    const limit = maxBins - missing[feature]!;
    if (levels[feature]! > 0) {
      valueBins[feature] = Math.min(limit, levels[feature]!);
      continue;
    }
    let count = 0;
    for (let i = 0; i < column.length; i++) {
      const value = X.values[(rows?.[i] ?? i) * nColumns + feature]!;
      column[count] = value;
      count += +(value === value);
    }
    const found = binEdges(column.slice(0, count).sort(), limit);
    edges.set(found, feature * EDGES_PER_FEATURE);
    valueBins[feature] = found.length + 1;
    yield { stage: 'train', done: 0, total: 1 };
  }
}

/** The most frequent codes keep bins of their own, in code order; the rest share the last. */
function binsOfCodes(counts: Int32Array, limit: number): Int32Array {
  if (counts.length <= limit) return counts.map((_, code) => code);
  const ranked = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const bins = new Int32Array(counts.length).fill(limit - 1);
  ranked
    .slice(0, limit - 1)
    .sort((a, b) => a - b)
    .forEach((code, bin) => void (bins[code] = bin));
  return bins;
}

function layOut(valueBins: Int32Array, missingBins: Int32Array): { offsets: Int32Array; totalBins: number } {
  const offsets = new Int32Array(valueBins.length);
  let bins = 0;
  for (let feature = 0; feature < valueBins.length; feature++) {
    offsets[feature] = bins;
    bins += valueBins[feature]! + +(missingBins[feature]! >= 0);
  }
  return { offsets, totalBins: bins };
}

/** Each peer takes a run of rows, in tiles small enough to stay in cache. */
function* binRows(
  { X }: TrainingData,
  binned: Unplaced,
  team: Team,
  tick: Progress,
): Generator<Progress, void, void> {
  const { nFeatures, offsets, counts } = binned;
  const own = new Int32Array(counts.length);
  const search = searchTables(binned);
  const tilesPerStep = Math.max(1, Math.floor(CELLS_PER_STEP / (TILE_ROWS * nFeatures)));
  yield* inPieces(ownShare(team, binned.nRows), tilesPerStep * TILE_ROWS, tick, (from, to) => {
    for (let start = from; start < to; start += TILE_ROWS) {
      const end = Math.min(to, start + TILE_ROWS);
      for (let feature = 0; feature < nFeatures; feature++) {
        const codes = binned.codeBins[feature]!;
        if (codes === null) binNumbers(X.values, binned, feature, search[feature]!, start, end);
        else binCodes(X.values, binned, feature, codes, start, end);
        const column = feature * binned.nRows;
        const first = offsets[feature]!;
        for (let row = start; row < end; row++) own[first + binned.byColumn[column + row]!]!++;
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

/** A branch-free binary search: `+(x > edge)` is about four times as fast as a conditional; NaN stays at 0. */
function binNumbers(
  values: Float64Array,
  { nFeatures, nRows, byColumn, missingBins }: Unplaced,
  feature: number,
  table: Float64Array,
  start: number,
  end: number,
): void {
  const firstStep = (table.length + 1) >> 1;
  const columnStart = feature * nRows;
  const missing = Math.max(0, missingBins[feature]!);
  for (let row = start; row < end; row++) {
    const x = values[row * nFeatures + feature]!;
    let bin = 0;
    for (let step = firstStep; step > 0; step >>= 1) bin += +(x > table[bin + step - 1]!) * step;
    bin += +(x !== x) * missing;
    byColumn[columnStart + row] = bin;
  }
}

function binCodes(
  values: Float64Array,
  { nFeatures, nRows, byColumn, missingBins }: Unplaced,
  feature: number,
  codes: Int32Array,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    const x = values[row * nFeatures + feature]!;
    const bin = isCode(x, codes.length) ? codes[x]! : missingBins[feature]!;
    byColumn[feature * nRows + row] = bin;
  }
}
