import type { BinnedMatrix } from './binning.ts';
import { GROUP, type NodeHistogram } from './node-histogram.ts';
import { createOccupiedBins, splitBin } from './occupied-bins.ts';
import type { BestSplit, NodeRun, TreeRows } from './splitter.ts';

interface ClassData {
  readonly binned: BinnedMatrix;
  readonly classes: Int32Array;
  readonly nClasses: number;
  readonly classWeights: Float64Array;
  /** nRows: integer weight of one draw; null = 1. */
  readonly rowWeights: Float64Array | null;
  /** `counts[class × span + offset + bin]`: one update a row and feature, however many classes. */
  readonly counts: Float64Array;
  readonly left: Float64Array;
}

/** Weights of any number of classes, class-major. */
export function classHistogram(
  binned: BinnedMatrix,
  classes: Int32Array,
  nClasses: number,
  classWeights: Float64Array,
  rowWeights: Float64Array | null,
): NodeHistogram {
  const counts = new Float64Array(nClasses * GROUP * 256);
  const left = new Float64Array(nClasses);
  const data: ClassData = { binned, classes, nClasses, classWeights, rowWeights, counts, left };
  const occupied = createOccupiedBins();
  return {
    occupied,
    clear: (span) => void counts.fill(0, 0, span * nClasses),
    clearOccupied: (span) => {
      for (let k = 0; k < occupied.count; k++)
        for (let at = occupied.list[k]!, c = 0; c < nClasses; c++, at += span) counts[at] = 0;
    },
    add4: (rows, node, features, from, span) => add4(data, rows, node, features, from, span),
    add1: (rows, node, feature, offset, span) => add1(data, rows, node, feature, offset, span),
    collect: (offset, nBins, span) => {
      let count = 0;
      for (let bin = 0; bin < nBins; bin++) {
        let weight = 0;
        for (let at = offset + bin, c = 0; c < nClasses; c++, at += span) weight += counts[at]!;
        occupied.list[count] = bin;
        count += +(weight > 0);
      }
      occupied.count = count;
    },
    scan: (totals, feature, offset, span, minLeafWeight, best) => {
      left.fill(0);
      const { list, first, last } = occupied;
      for (let k = 0; k < last; k++) {
        const score = scoreWith(data, totals, offset + list[k]!, span, minLeafWeight);
        if (k < first || score <= best.score) continue;
        if (score === Infinity) return;
        take(best, feature, splitBin(occupied, k), score, left);
      }
    },
  };
}

function take(best: BestSplit, feature: number, bin: number, score: number, left: Float64Array): void {
  best.score = score;
  best.feature = feature;
  best.bin = bin;
  best.leftTotals.set(left);
}

/**
 * Moves one bin to the left and scores that split; −Infinity while the left side is too light, Infinity
 * once the right side is.
 */
function scoreWith(
  data: ClassData,
  totals: Float64Array,
  at: number,
  span: number,
  minLeafWeight: number,
): number {
  const { counts, left, nClasses, classWeights } = data;
  let leftWeight = 0;
  let rightWeight = 0;
  let leftSum = 0;
  let rightSum = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let c = 0; c < nClasses; c++) {
    const l = left[c]! + counts[at + c * span]!;
    const r = totals[c]! - l;
    left[c] = l;
    leftWeight += l;
    rightWeight += r;
    const weightedLeft = l * classWeights[c]!;
    const weightedRight = r * classWeights[c]!;
    leftSum += weightedLeft;
    rightSum += weightedRight;
    leftSquares += weightedLeft * weightedLeft;
    rightSquares += weightedRight * weightedRight;
  }
  if (rightWeight < minLeafWeight) return Infinity;
  return leftWeight < minLeafWeight ? -Infinity : leftSquares / leftSum + rightSquares / rightSum;
}

function add4(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  span: number,
): void {
  const { binned, classes, counts } = data;
  if (data.rowWeights !== null) return addEach(data, rows, node, features, from, span);
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
    const base = classes[row]! * span;
    counts[base + byColumn[c0 + row]!]! += weight;
    counts[base + o1 + byColumn[c1 + row]!]! += weight;
    counts[base + o2 + byColumn[c2 + row]!]! += weight;
    counts[base + o3 + byColumn[c3 + row]!]! += weight;
  }
}

function addEach(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  span: number,
): void {
  let offset = 0;
  for (let k = from; k < from + GROUP; k++) {
    add1(data, rows, node, features[k]!, offset, span);
    offset += data.binned.binCounts[features[k]!]!;
  }
}

function add1(
  data: ClassData,
  { order, draws }: TreeRows,
  node: NodeRun,
  feature: number,
  offset: number,
  span: number,
): void {
  const { binned, classes, counts, rowWeights } = data;
  const { byColumn, nRows } = binned;
  const column = feature * nRows;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const weight = rowWeights === null ? draws[row]! : draws[row]! * rowWeights[row]!;
    counts[classes[row]! * span + offset + byColumn[column + row]!]! += weight;
  }
}
