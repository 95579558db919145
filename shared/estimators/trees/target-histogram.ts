import type { BinnedMatrix } from './binning.ts';
import { GROUP, type NodeHistogram } from './node-histogram.ts';
import { createOccupiedBins, splitBin } from './occupied-bins.ts';
import type { NodeRun, TreeRows } from './splitter.ts';

interface TargetData {
  readonly binned: BinnedMatrix;
  /** nRows: centred integers. */
  readonly targets: Int32Array;
  /** nRows: integer weight of one draw; null = 1. */
  readonly rowWeights: Float64Array | null;
  /** At 2 × (offset + bin) the weight, and after it the sum of weight × target. */
  readonly sums: Float64Array;
}

/** Weights and sums of a numeric target. */
export function targetHistogram(
  binned: BinnedMatrix,
  targets: Int32Array,
  rowWeights: Float64Array | null,
): NodeHistogram {
  const sums = new Float64Array(2 * GROUP * 256);
  const data: TargetData = { binned, targets, rowWeights, sums };
  const occupied = createOccupiedBins();
  return {
    occupied,
    clear: (span) => void sums.fill(0, 0, 2 * span),
    clearOccupied: () => {
      for (let k = 0; k < occupied.count; k++) sums.fill(0, 2 * occupied.list[k]!, 2 * occupied.list[k]! + 2);
    },
    add4: (rows, node, features, from) => add4(data, rows, node, features, from),
    add1: (rows, node, feature, offset) => add1(data, rows, node, feature, offset),
    collect: (offset, nBins) => {
      let count = 0;
      for (let bin = 0; bin < nBins; bin++) {
        occupied.list[count] = bin;
        count += +(sums[2 * (offset + bin)]! > 0);
      }
      occupied.count = count;
    },
    scan: (totals, feature, offset, _span, minLeafWeight, best) => {
      const { list, first, last } = occupied;
      const totalWeight = totals[0]!;
      const totalSum = totals[1]!;
      let leftWeight = 0;
      let leftSum = 0;
      for (let k = 0; k < last; k++) {
        const at = 2 * (offset + list[k]!);
        leftWeight += sums[at]!;
        leftSum += sums[at + 1]!;
        if (k < first) continue;
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
    },
  };
}

function add4(data: TargetData, rows: TreeRows, node: NodeRun, features: Int32Array, from: number): void {
  const { binned, targets, sums } = data;
  if (data.rowWeights !== null) return addEach(data, rows, node, features, from);
  const { byColumn, nRows, binCounts } = binned;
  const { order, draws } = rows;
  const c0 = features[from]! * nRows;
  const c1 = features[from + 1]! * nRows;
  const c2 = features[from + 2]! * nRows;
  const c3 = features[from + 3]! * nRows;
  const o1 = binCounts[features[from]!]!;
  const o2 = o1 + binCounts[features[from + 1]!]!;
  const o3 = o2 + binCounts[features[from + 2]!]!;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const weight = draws[row]!;
    const weighted = weight * targets[row]!;
    const a0 = 2 * byColumn[c0 + row]!;
    const a1 = 2 * (o1 + byColumn[c1 + row]!);
    const a2 = 2 * (o2 + byColumn[c2 + row]!);
    const a3 = 2 * (o3 + byColumn[c3 + row]!);
    sums[a0]! += weight;
    sums[a0 + 1]! += weighted;
    sums[a1]! += weight;
    sums[a1 + 1]! += weighted;
    sums[a2]! += weight;
    sums[a2 + 1]! += weighted;
    sums[a3]! += weight;
    sums[a3 + 1]! += weighted;
  }
}

function addEach(data: TargetData, rows: TreeRows, node: NodeRun, features: Int32Array, from: number): void {
  let offset = 0;
  for (let k = from; k < from + GROUP; k++) {
    add1(data, rows, node, features[k]!, offset);
    offset += data.binned.binCounts[features[k]!]!;
  }
}

function add1(
  data: TargetData,
  { order, draws }: TreeRows,
  node: NodeRun,
  feature: number,
  offset: number,
): void {
  const { binned, targets, sums, rowWeights } = data;
  const { byColumn, nRows } = binned;
  const column = feature * nRows;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const weight = rowWeights === null ? draws[row]! : draws[row]! * rowWeights[row]!;
    const at = 2 * (offset + byColumn[column + row]!);
    sums[at]! += weight;
    sums[at + 1]! += weight * targets[row]!;
  }
}
