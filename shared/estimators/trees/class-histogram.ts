import type { BinnedMatrix } from './binning.ts';
import type { OccupiedBins } from './occupied-bins.ts';
import { GROUP, type NodeRun, type TreeRows } from './splitter.ts';

/**
 * Histograms of classes, class-major over a group of features:
 *
 *   counts[class × span + offset of the feature in the group + bin]
 *
 * One update a row and feature however many classes there are, and no gap between features: a fixed
 * stride of 256 would put bin 0 of every one-hot column on the same cache sets.
 */
export interface ClassData {
  readonly binned: BinnedMatrix;
  /** nRows: class index. */
  readonly classes: Int32Array;
  readonly nClasses: number;
  /** nClasses: factors on the criterion and the leaves, not on the sums. */
  readonly classWeights: Float64Array;
  readonly counts: Float64Array;
  readonly occupied: OccupiedBins;
  readonly left: Float64Array;
}

/** Counts a node's classes in `size` features (4, 2 or 1), whose bins number `span` together. */
export function countGroup(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  size: number,
  span: number,
): void {
  data.counts.fill(0, 0, span * data.nClasses);
  if (size === GROUP) count4(data, rows, node, features, from, span);
  else if (size === 2) count2(data, rows, node, features, from, span);
  else count1(data, rows, node, features[from]!, span);
}

/** Counts one feature, and clears the occupied bins alone: the others are never read. */
export function countOccupied(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  feature: number,
  span: number,
): void {
  const { counts, occupied, nClasses } = data;
  for (let k = 0; k < occupied.count; k++)
    for (let at = occupied.list[k]!, c = 0; c < nClasses; c++, at += span) counts[at] = 0;
  count1(data, rows, node, feature, span);
}

function count4(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  span: number,
): void {
  const { binned, classes, counts } = data;
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
    const base = classes[row]! * span;
    counts[base + byRow[bins + f0]!]! += weight;
    counts[base + o1 + byRow[bins + f1]!]! += weight;
    counts[base + o2 + byRow[bins + f2]!]! += weight;
    counts[base + o3 + byRow[bins + f3]!]! += weight;
  }
}

function count2(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  span: number,
): void {
  const { binned, classes, counts } = data;
  const { byRow, stride, binCounts } = binned;
  const { order, weights } = rows;
  const f0 = features[from]!;
  const f1 = features[from + 1]!;
  const o1 = binCounts[f0]!;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const weight = weights[row]!;
    const base = classes[row]! * span;
    counts[base + byRow[row * stride + f0]!]! += weight;
    counts[base + o1 + byRow[row * stride + f1]!]! += weight;
  }
}

function count1(data: ClassData, rows: TreeRows, node: NodeRun, feature: number, span: number): void {
  const { binned, classes, counts } = data;
  const { byColumn, nRows } = binned;
  const { order, weights } = rows;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    counts[classes[row]! * span + byColumn[feature * nRows + row]!]! += weights[row]!;
  }
}

/** The bins of a feature in which any class was counted. */
export function collectFromCounts(data: ClassData, offset: number, binCount: number, span: number): void {
  const { counts, occupied, nClasses } = data;
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) {
    let weight = 0;
    for (let at = offset + bin, c = 0; c < nClasses; c++, at += span) weight += counts[at]!;
    occupied.list[count] = bin;
    count += +(weight > 0);
  }
  occupied.count = count;
}
