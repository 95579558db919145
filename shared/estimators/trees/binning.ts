import type { Matrix } from '../../numeric/matrix.ts';
import type { Rng } from '../../random/generator.ts';
import { sampleWithoutReplacement } from '../../random/sampling.ts';
import type { Progress, Team } from '../estimator.ts';
import { binEdges } from './bin-edges.ts';
import { binningKernels, type BinningKernels } from './binning-kernels.ts';
import { float64At, int32At, peerBytes, peerMemory, uint8At } from './peer-memory.ts';

/** The columns of X as bin numbers. */
export interface BinnedMatrix {
  readonly nRows: number;
  readonly nFeatures: number;
  /** nFeatures × nRows, column after column: a node's rows ascend, so that a few columns stream well. */
  readonly byColumn: Uint8Array;
  /** nFeatures: bins in use, 1 … 256. */
  readonly binCounts: Int32Array;
  /** nFeatures × 255, row-major: edge b of a feature parts bin b from bin b + 1; Infinity after the last. */
  readonly edges: Float64Array;
}

export const EDGES_PER_FEATURE = 255;
const SAMPLE_ROWS = 65_536;
/** Columns that are gathered in one pass over the sample: a pass per column would miss the cache at every cell. */
const COLUMNS_AT_ONCE = 32;
const MOST_TILE_ROWS = 512;
/** A tile of this many cells stays in the second-level cache. */
const TILE_CELLS = 32_768;
/** Cells between two yields: some 10 ms of work. */
const CELLS_PER_STEP = 1 << 20;
const SORT_COUNTS_BYTES = 8192;
/** Between gathered columns, so that 65,536 rows do not put all of them on the same cache sets. */
const PADDING = 72;

/**
 * Bins X for the whole team; every peer returns the same arrays over the team's memory.
 * O(nRows × nFeatures). Above 65,536 rows the edges come from a sample of that many.
 */
export function* binMatrix(
  X: Matrix,
  maxBins: number,
  rng: Rng,
  team: Team,
): Generator<Progress, BinnedMatrix, void> {
  const binned = allocate(X.nRows, X.nColumns, team);
  const work = workspace(X, team);
  yield* findEdges(X, maxBins, rng, team, binned, work);
  team.barrier();
  yield* binRows(X, team, binned, work);
  team.barrier();
  return binned;
}

/** Bytes that `binMatrix` asks of the team's memory. */
export function binningBytes(nRows: number, nFeatures: number, threads: number): number {
  const matrix = nRows * nFeatures + 4 * nFeatures + 8 * EDGES_PER_FEATURE * nFeatures + 24;
  return matrix + threads * peerBytes([workBytes(nRows, nFeatures)]);
}

/** Bins that lie elsewhere, in the team's memory; takes less than `binningBytes`. */
export function adoptBins(bins: BinnedMatrix, team: Team): BinnedMatrix {
  const own = allocate(bins.nRows, bins.nFeatures, team);
  own.byColumn.set(bins.byColumn);
  own.binCounts.set(bins.binCounts);
  own.edges.set(bins.edges);
  return own;
}

function allocate(nRows: number, nFeatures: number, team: Team): BinnedMatrix {
  const nEdges = nFeatures * EDGES_PER_FEATURE;
  return {
    nRows,
    nFeatures,
    byColumn: uint8At(team.shared(nRows * nFeatures), nRows * nFeatures),
    binCounts: int32At(team.shared(nFeatures * 4), nFeatures),
    edges: float64At(team.shared(nEdges * 8), nEdges),
  };
}

interface Workspace {
  readonly kernels: BinningKernels | null;
  /** Columns of the sample, one after another, and a spare one; later a tile of rows. */
  readonly cells: Float64Array;
  readonly counts: Int32Array;
}

const tileRows = (nFeatures: number): number =>
  Math.max(4, Math.min(MOST_TILE_ROWS, 4 * Math.floor(TILE_CELLS / nFeatures / 4)));

function workCells(nRows: number, nFeatures: number): number {
  const sample = (Math.min(nRows, SAMPLE_ROWS) + PADDING) * (Math.min(COLUMNS_AT_ONCE, nFeatures) + 1);
  return Math.max(sample, tileRows(nFeatures) * nFeatures);
}

const workBytes = (nRows: number, nFeatures: number): number =>
  SORT_COUNTS_BYTES + 8 * workCells(nRows, nFeatures);

function workspace({ nRows, nColumns }: Matrix, team: Team): Workspace {
  const { buffer, byteOffset } = peerMemory(team, [workBytes(nRows, nColumns)])(workBytes(nRows, nColumns));
  return {
    kernels: binningKernels(team),
    counts: int32At({ buffer, byteOffset }, SORT_COUNTS_BYTES / 4),
    cells: float64At({ buffer, byteOffset: byteOffset + SORT_COUNTS_BYTES }, workCells(nRows, nColumns)),
  };
}

/** Each peer takes every size-th column. */
function* findEdges(
  X: Matrix,
  maxBins: number,
  rng: Rng,
  team: Team,
  binned: BinnedMatrix,
  work: Workspace,
): Generator<Progress, void, void> {
  const { nRows, nFeatures } = binned;
  const rows = nRows > SAMPLE_ROWS ? sampleWithoutReplacement(nRows, SAMPLE_ROWS, rng).sort() : null;
  const length = rows?.length ?? nRows;
  for (let first = team.index; first < nFeatures; first += team.size * COLUMNS_AT_ONCE) {
    const count = Math.min(COLUMNS_AT_ONCE, Math.ceil((nFeatures - first) / team.size));
    gatherColumns(X, rows, length, { first, stride: team.size, count }, work.cells);
    for (let k = 0; k < count; k++) {
      const column = work.cells.subarray(k * (length + PADDING), k * (length + PADDING) + length);
      storeEdges(binned, first + k * team.size, binEdges(sortColumn(column, work), maxBins));
      if (k % 4 === 3) yield { stage: 'train', done: 0, total: 1 };
    }
    yield { stage: 'train', done: 0, total: 1 };
  }
}

function gatherColumns(
  { values, nColumns }: Matrix,
  rows: Int32Array | null,
  length: number,
  { first, stride, count }: { readonly first: number; readonly stride: number; readonly count: number },
  out: Float64Array,
): void {
  for (let i = 0; i < length; i++) {
    const at = (rows === null ? i : rows[i]!) * nColumns + first;
    for (let k = 0; k < count; k++) out[k * (length + PADDING) + i] = values[at + k * stride]!;
  }
}

/** The column itself by a kernel, which takes the end of `cells` as its spare part, else a sorted copy. */
function sortColumn(column: Float64Array, { kernels, cells, counts }: Workspace): Float64Array {
  if (kernels === null) return column.toSorted();
  const spare = cells.byteOffset + cells.byteLength - column.byteLength;
  kernels.sortDoubles(column.byteOffset, spare, counts.byteOffset, column.length);
  return column;
}

function storeEdges(binned: BinnedMatrix, feature: number, edges: Float64Array): void {
  const start = feature * EDGES_PER_FEATURE;
  binned.edges.fill(Infinity, start, start + EDGES_PER_FEATURE);
  binned.edges.set(edges, start);
  binned.binCounts[feature] = edges.length + 1;
}

/** Each peer takes a contiguous run of rows, in tiles small enough to stay in cache. */
function* binRows(
  X: Matrix,
  team: Team,
  binned: BinnedMatrix,
  work: Workspace,
): Generator<Progress, void, void> {
  const { nRows, nFeatures } = binned;
  const from = Math.floor((nRows * team.index) / team.size);
  const to = Math.floor((nRows * (team.index + 1)) / team.size);
  const height = tileRows(nFeatures);
  let cells = 0;
  for (let start = from; start < to; start += height) {
    const end = Math.min(to, start + height);
    if (work.kernels === null) binTile(X.values, binned, start, end);
    else binTileByKernel(work.kernels, X.values, binned, start, end, work.cells);
    cells += (end - start) * nFeatures;
    if (cells < CELLS_PER_STEP) continue;
    cells = 0;
    yield { stage: 'train', done: 0, total: 1 };
  }
}

/** The first step of a search through 2^k − 1 edges, the smallest such number that holds all of them; 0 for none. */
const firstStep = (binCount: number): number => (1 << (32 - Math.clz32(binCount - 1))) >> 1;

function binTileByKernel(
  kernels: BinningKernels,
  values: Float64Array,
  { nRows, nFeatures, byColumn, binCounts, edges }: BinnedMatrix,
  start: number,
  end: number,
  tile: Float64Array,
): void {
  tile.set(values.subarray(start * nFeatures, end * nFeatures));
  for (let feature = 0; feature < nFeatures; feature++) {
    const table = edges.byteOffset + 8 * feature * EDGES_PER_FEATURE;
    const out = byColumn.byteOffset + feature * nRows + start;
    const step = firstStep(binCounts[feature]!);
    kernels.binTile(tile.byteOffset + 8 * feature, end - start, nFeatures, table, step, out);
  }
}

/** A branch-free binary search: `+(x > edge)` is about four times as fast as a conditional. */
function binTile(values: Float64Array, binned: BinnedMatrix, start: number, end: number): void {
  const { nFeatures, nRows, byColumn, binCounts, edges } = binned;
  for (let feature = 0; feature < nFeatures; feature++) {
    const first = firstStep(binCounts[feature]!);
    const columnStart = feature * nRows;
    const table = feature * EDGES_PER_FEATURE - 1;
    for (let row = start; row < end; row++) {
      const x = values[row * nFeatures + feature]!;
      let bin = 0;
      for (let step = first; step > 0; step >>= 1) bin += +(x > edges[table + bin + step]!) * step;
      byColumn[columnStart + row] = bin;
    }
  }
}
