import type { BinnedMatrix } from './binning.ts';
import type { OccupiedBins } from './occupied-bins.ts';
import { GROUP, type NodeRun, type TreeRows } from './splitter.ts';

/**
 * Histograms of a numeric target over a group of features:
 *
 *   sums[2 × (offset of the feature in the group + bin)]        weight
 *   sums[2 × (offset of the feature in the group + bin) + 1]    weight × target
 */
export interface TargetData {
  readonly binned: BinnedMatrix;
  /** nRows: centred integers. */
  readonly targets: Float64Array;
  readonly sums: Float64Array;
  readonly occupied: OccupiedBins;
}

/** Sums a node's weights and targets in `size` features (4 or 1). */
export function addGroup(
  data: TargetData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  size: number,
): void {
  let span = 0;
  for (let k = from; k < from + size; k++) span += data.binned.binCounts[features[k]!]!;
  data.sums.fill(0, 0, 2 * span);
  if (size === GROUP) add4(data, rows, node, features, from);
  else add1(data, rows, node, features[from]!);
}

/** Sums one feature, and clears the occupied bins alone: the others are never read. */
export function addOccupied(data: TargetData, rows: TreeRows, node: NodeRun, feature: number): void {
  const { sums, occupied } = data;
  for (let k = 0; k < occupied.count; k++) {
    sums[2 * occupied.list[k]!] = 0;
    sums[2 * occupied.list[k]! + 1] = 0;
  }
  add1(data, rows, node, feature);
}

function add4(data: TargetData, rows: TreeRows, node: NodeRun, features: Int32Array, from: number): void {
  const { binned, targets, sums } = data;
  const { byRow, stride, binCounts } = binned;
  const { order, weights } = rows;
  const [f0, f1, f2, f3] = [features[from]!, features[from + 1]!, features[from + 2]!, features[from + 3]!];
  const o1 = binCounts[f0]!;
  const o2 = o1 + binCounts[f1]!;
  const o3 = o2 + binCounts[f2]!;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const bins = row * stride;
    const weight = weights[row]!;
    const weighted = weight * targets[row]!;
    const a0 = 2 * byRow[bins + f0]!;
    const a1 = 2 * (o1 + byRow[bins + f1]!);
    const a2 = 2 * (o2 + byRow[bins + f2]!);
    const a3 = 2 * (o3 + byRow[bins + f3]!);
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

function add1(data: TargetData, rows: TreeRows, node: NodeRun, feature: number): void {
  const { binned, targets, sums } = data;
  const columnStart = feature * binned.nRows;
  for (let i = node.start; i < node.end; i++) {
    const row = rows.order[i]!;
    const weight = rows.weights[row]!;
    const at = 2 * binned.byColumn[columnStart + row]!;
    sums[at]! += weight;
    sums[at + 1]! += weight * targets[row]!;
  }
}

/** The bins of a feature that hold any weight. */
export function collectFromSums(data: TargetData, offset: number, binCount: number): void {
  const { sums, occupied } = data;
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) {
    occupied.list[count] = bin;
    count += +(sums[2 * (offset + bin)]! > 0);
  }
  occupied.count = count;
}
