import type { Progress, Team } from '../estimator.ts';
import { inPieces, ownShare, type SharedArrays } from './team-work.ts';

/**
 * The bins row by row, as histograms read them. 0/1 features of which no row has two share a column (Ke
 * et al., LightGBM, 2017: exclusive feature bundling, here without any conflict): 0 = none of them, k = the
 * k-th. Their own histograms are made of the column's, exactly, so that bundles change nothing but time.
 */
export interface BinColumns {
  /** Bytes in a row: columns, padded to whole words. */
  readonly stride: number;
  /** nRows × stride. */
  readonly byRow: Uint8Array;
  /** nFeatures: where a feature stands. */
  readonly columnOf: Int32Array;
  /** stride: where a column's bins start among all; padding shares the last one. */
  readonly offsets: Int32Array;
  readonly totalBins: number;
  /** Bins of columns that are those of features: from, to, how many. */
  readonly runs: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly bundles: readonly { readonly from: number; readonly features: readonly number[] }[];
}

/** What the columns are made from. */
export interface ColumnSource {
  readonly nRows: number;
  readonly nFeatures: number;
  readonly byColumn: Uint8Array;
  readonly valueBins: Int32Array;
  readonly missingBins: Int32Array;
  readonly codeBins: readonly (Int32Array | null)[];
  /** nFeatures: where a feature's bins start among all. */
  readonly offsets: Int32Array;
}

const TILE_ROWS = 2048;
const MOST_MEMBERS = 255;

/** Every peer finds the same columns, and fills its share of rows. */
export function* makeColumns(
  source: ColumnSource,
  team: Team,
  arrays: SharedArrays,
  tick: Progress,
): Generator<Progress, BinColumns, void> {
  const groups = yield* findGroups(source, tick);
  const stride = (groups.length + 3) & ~3;
  const byRow = arrays.u8(source.nRows * stride);
  const columnOf = new Int32Array(source.nFeatures);
  groups.forEach((group, column) => group.forEach((feature) => void (columnOf[feature] = column)));
  const rowsPerStep = Math.max(TILE_ROWS, Math.floor((1 << 22) / source.nFeatures));
  yield* inPieces(ownShare(team, source.nRows), rowsPerStep, tick, (from, to) => {
    for (let start = from; start < to; start += TILE_ROWS)
      fillTile(source, groups, byRow, stride, start, Math.min(to, start + TILE_ROWS));
  });
  return { stride, byRow, columnOf, ...layOut(source, groups, stride) };
}

/** Features of each column; those of one column are 0/1 and exclude each other. */
function* findGroups(source: ColumnSource, tick: Progress): Generator<Progress, number[][], void> {
  const { nRows, nFeatures, byColumn, valueBins, missingBins, codeBins } = source;
  const groups: number[][] = [];
  const taken = new Uint8Array(nRows);
  let open: number[] | null = null;
  for (let feature = 0; feature < nFeatures; feature++) {
    const isBinary = valueBins[feature] === 2 && missingBins[feature]! < 0 && codeBins[feature] === null;
    const column = byColumn.subarray(feature * nRows, (feature + 1) * nRows);
    if (!isBinary) {
      groups.push([feature]);
      continue;
    }
    yield tick;
    if (open === null || open.length === MOST_MEMBERS || !excludes(column, taken)) {
      open = [];
      groups.push(open);
      taken.fill(0);
    }
    open.push(feature);
    for (let row = 0; row < nRows; row++) taken[row]! |= column[row]!;
  }
  return groups;
}

function excludes(column: Uint8Array, taken: Uint8Array): boolean {
  for (let row = 0; row < column.length; row++) if ((column[row]! & taken[row]!) !== 0) return false;
  return true;
}

function fillTile(
  { byColumn, nRows }: ColumnSource,
  groups: readonly (readonly number[])[],
  byRow: Uint8Array,
  stride: number,
  start: number,
  end: number,
): void {
  groups.forEach((group, column) => {
    if (group.length === 1) {
      const from = group[0]! * nRows;
      for (let row = start; row < end; row++) byRow[row * stride + column] = byColumn[from + row]!;
      return;
    }
    group.forEach((feature, member) => {
      const from = feature * nRows;
      for (let row = start; row < end; row++)
        byRow[row * stride + column]! |= (member + 1) * byColumn[from + row]!;
    });
  });
}

function layOut(
  { valueBins, missingBins, offsets: featureOffsets }: ColumnSource,
  groups: readonly (readonly number[])[],
  stride: number,
): Pick<BinColumns, 'offsets' | 'totalBins' | 'runs' | 'bundles'> {
  const offsets = new Int32Array(stride);
  const runs: { from: number; to: number; count: number }[] = [];
  const bundles: { from: number; features: readonly number[] }[] = [];
  let bins = 0;
  groups.forEach((group, column) => {
    offsets[column] = bins;
    if (group.length > 1) {
      bundles.push({ from: bins, features: group });
      bins += group.length + 1;
      return;
    }
    const feature = group[0]!;
    const count = valueBins[feature]! + +(missingBins[feature]! >= 0);
    const to = featureOffsets[feature]!;
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.count === bins && last.to + last.count === to)
      last.count += count;
    else runs.push({ from: bins, to, count });
    bins += count;
  });
  offsets.fill(bins, groups.length);
  return { offsets, totalBins: bins + 1, runs, bundles };
}

/** Adds a bundle's sums (two doubles a bin) to those of its features, and clears them. */
export function addBundle(
  bundle: Float64Array,
  features: readonly number[],
  featureOffsets: Int32Array,
  sums: Float64Array,
): void {
  let [gradient, hessian] = [0, 0];
  for (let bin = 0; bin <= features.length; bin++) {
    gradient += bundle[2 * bin]!;
    hessian += bundle[2 * bin + 1]!;
  }
  for (let member = 0; member < features.length; member++) {
    const g = bundle[2 * member + 2]!;
    const h = bundle[2 * member + 3]!;
    const at = 2 * featureOffsets[features[member]!]!;
    sums[at]! += gradient - g;
    sums[at + 1]! += hessian - h;
    sums[at + 2]! += g;
    sums[at + 3]! += h;
  }
  bundle.fill(0, 0, 2 * features.length + 2);
}
