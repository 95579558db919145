import type { BinnedMatrix } from './binning.ts';
import { addGroup, addOccupied, collectFromSums, type TargetData } from './target-histogram.ts';
import { collectFromRows, createOccupiedBins, splitBin } from './occupied-bins.ts';
import { GROUP, SMALL_NODE, type BestSplit, type NodeRun, type Splitter, type TreeRows } from './splitter.ts';

/**
 * Splits by the reduction of variance (least squares). Splits are found on targets quantised to
 * 24-bit integers, so that sums are exact in any order; leaves hold the mean of the targets themselves.
 */
export function varianceSplitter(binned: BinnedMatrix, y: Float64Array): Splitter {
  const data: TargetData = {
    binned,
    targets: quantise(y),
    sums: new Float64Array(2 * GROUP * 256),
    occupied: createOccupiedBins(),
  };
  return {
    nTotals: 2,
    leafWidth: 1,
    sumNode: (rows, start, end) => sumTargets(data, rows, start, end),
    weightOf: (totals) => totals[0]!,
    nodeScore: (totals) => (totals[1]! * totals[1]!) / totals[0]!,
    isPure: (rows, node) => isConstant(y, rows, node),
    search: (rows, node, features, from, to, minLeafWeight, best) =>
      search(data, rows, node, features, from, to, minLeafWeight, best),
    writeLeaf: (rows, node, out, at) => {
      out[at] = mean(y, rows, node);
    },
  };
}

const TARGET_LEVELS = 2 ** 23;

/** Centred integers of at most 24 bits with sign. */
function quantise(y: Float64Array): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of y) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const middle = low / 2 + high / 2;
  const half = high / 2 - low / 2;
  return half > 0
    ? y.map((value) => Math.floor(((value - middle) / half) * TARGET_LEVELS + 0.5))
    : y.map(() => 0);
}

function sumTargets(data: TargetData, rows: TreeRows, start: number, end: number): Float64Array {
  const totals = new Float64Array(2);
  for (let i = start; i < end; i++) {
    const row = rows.order[i]!;
    totals[0]! += rows.weights[row]!;
    totals[1]! += rows.weights[row]! * data.targets[row]!;
  }
  return totals;
}

function isConstant(y: Float64Array, rows: TreeRows, node: NodeRun): boolean {
  const first = y[rows.order[node.start]!]!;
  for (let i = node.start + 1; i < node.end; i++) if (y[rows.order[i]!] !== first) return false;
  return true;
}

function mean(y: Float64Array, rows: TreeRows, node: NodeRun): number {
  let weight = 0;
  let sum = 0;
  for (let i = node.start; i < node.end; i++) {
    const row = rows.order[i]!;
    weight += rows.weights[row]!;
    sum += rows.weights[row]! * y[row]!;
  }
  return sum / weight;
}

function search(
  data: TargetData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  to: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  if (node.end - node.start <= SMALL_NODE) {
    for (let k = from; k < to; k++) searchSmall(data, rows, node, features[k]!, minLeafWeight, best);
    return;
  }
  let k = from;
  for (; k + GROUP <= to; k += GROUP) searchGroup(data, rows, node, features, k, GROUP, minLeafWeight, best);
  for (; k < to; k++) searchGroup(data, rows, node, features, k, 1, minLeafWeight, best);
}

function searchGroup(
  data: TargetData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  size: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { binCounts } = data.binned;
  addGroup(data, rows, node, features, from, size);
  let offset = 0;
  for (let k = from; k < from + size; k++) {
    const feature = features[k]!;
    collectFromSums(data, offset, binCounts[feature]!);
    scan(data, node.totals, feature, offset, minLeafWeight, best);
    offset += binCounts[feature]!;
  }
}

function searchSmall(
  data: TargetData,
  rows: TreeRows,
  node: NodeRun,
  feature: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { binned, occupied } = data;
  collectFromRows(occupied, binned.byColumn, feature * binned.nRows, rows.order, node.start, node.end);
  if (occupied.count < 2) return;
  addOccupied(data, rows, node, feature);
  scan(data, node.totals, feature, 0, minLeafWeight, best);
}

function scan(
  data: TargetData,
  totals: Float64Array,
  feature: number,
  offset: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { sums, occupied } = data;
  const totalWeight = totals[0]!;
  const totalSum = totals[1]!;
  let leftWeight = 0;
  let leftSum = 0;
  for (let k = 0; k < occupied.count - 1; k++) {
    const at = 2 * (offset + occupied.list[k]!);
    leftWeight += sums[at]!;
    leftSum += sums[at + 1]!;
    const rightWeight = totalWeight - leftWeight;
    const rightSum = totalSum - leftSum;
    if (leftWeight < minLeafWeight) continue;
    if (rightWeight < minLeafWeight) return;
    const score = (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / rightWeight;
    if (score <= best.score) continue;
    best.score = score;
    best.feature = feature;
    best.bin = splitBin(occupied, k);
    best.leftTotals[0] = leftWeight;
    best.leftTotals[1] = leftSum;
  }
}
