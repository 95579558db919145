import type { BinnedMatrix } from './binning.ts';
import { allSplits, collectFromRows, oneSplit, type OccupiedBins } from './occupied-bins.ts';
import type { BestSplit, NodeRun, TreeRows } from './splitter.ts';

/**
 * Histograms of a node over a group of features, one after another: a feature's bins start where the
 * bins of those before it end (its offset), and `span` is the bins of the whole group. Offsets follow
 * each feature's own bin count: a fixed stride of 256 would put bin 0 of every one-hot column on the
 * same cache sets.
 */
export interface NodeHistogram {
  /** Filled by `collect`, read by `scan`. */
  readonly occupied: OccupiedBins;
  clear(span: number): void;
  /** Clears the bins that `occupied` lists, of a single feature. */
  clearOccupied(span: number): void;
  /** Adds the node's rows to the bins of four features. */
  add4(rows: TreeRows, node: NodeRun, features: Int32Array, from: number, span: number): void;
  /** Adds the node's rows to the bins of one feature that starts at `offset`. */
  add1(rows: TreeRows, node: NodeRun, feature: number, offset: number, span: number): void;
  collect(offset: number, nBins: number, span: number): void;
  scan(
    totals: Float64Array,
    feature: number,
    offset: number,
    span: number,
    minLeafWeight: number,
    best: BestSplit,
  ): void;
}

/** Features whose histograms one pass over the rows fills: their columns stream side by side. */
export const GROUP = 4;
/** Below this many rows a node's histogram is mostly empty, and the occupied bins are tracked instead. */
const SMALL_NODE = 96;

/** Improves `best` by splits on `features[from … to)`: all of them, or with `cuts` one a feature. */
export function searchSplits(
  histogram: NodeHistogram,
  binned: BinnedMatrix,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  to: number,
  minLeafWeight: number,
  best: BestSplit,
  cuts: Float64Array | null,
): void {
  if (node.end - node.start <= SMALL_NODE) {
    for (let k = from; k < to; k++)
      searchSmall(histogram, binned, rows, node, features[k]!, minLeafWeight, best, cuts?.[k]);
    return;
  }
  for (let k = from; k < to; k += GROUP) {
    const end = Math.min(to, k + GROUP);
    searchGroup(histogram, binned, rows, node, features, k, end, minLeafWeight, best, cuts);
  }
}

function searchGroup(
  histogram: NodeHistogram,
  binned: BinnedMatrix,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  to: number,
  minLeafWeight: number,
  best: BestSplit,
  cuts: Float64Array | null,
): void {
  const { binCounts } = binned;
  let span = 0;
  for (let k = from; k < to; k++) span += binCounts[features[k]!]!;
  histogram.clear(span);
  if (to - from === GROUP) histogram.add4(rows, node, features, from, span);
  let offset = 0;
  for (let k = from; k < to; k++) {
    const feature = features[k]!;
    if (to - from < GROUP) histogram.add1(rows, node, feature, offset, span);
    histogram.collect(offset, binCounts[feature]!, span);
    if (chooseSplits(histogram, binned, feature, cuts?.[k]))
      histogram.scan(node.totals, feature, offset, span, minLeafWeight, best);
    offset += binCounts[feature]!;
  }
}

function searchSmall(
  histogram: NodeHistogram,
  binned: BinnedMatrix,
  rows: TreeRows,
  node: NodeRun,
  feature: number,
  minLeafWeight: number,
  best: BestSplit,
  cut: number | undefined,
): void {
  const span = binned.binCounts[feature]!;
  collectFromRows(histogram.occupied, binned, feature, rows.order, node.start, node.end);
  if (!chooseSplits(histogram, binned, feature, cut)) return;
  histogram.clearOccupied(span);
  histogram.add1(rows, node, feature, 0, span);
  histogram.scan(node.totals, feature, 0, span, minLeafWeight, best);
}

/** Whether there is anything to scan. */
function chooseSplits(
  { occupied }: NodeHistogram,
  binned: BinnedMatrix,
  feature: number,
  cut: number | undefined,
): boolean {
  if (occupied.count < 2) return false;
  if (cut === undefined) allSplits(occupied);
  else oneSplit(occupied, binned, feature, cut);
  return true;
}
