import type { BinnedMatrix } from './binning.ts';
import { collectFromCounts, countGroup, countOccupied, type ClassData } from './class-histogram.ts';
import { collectFromRows, createOccupiedBins, splitBin } from './occupied-bins.ts';
import { GROUP, SMALL_NODE, type BestSplit, type NodeRun, type Splitter, type TreeRows } from './splitter.ts';

/** Splits by the Gini index (Breiman et al., Classification and Regression Trees, 1984). */
export function giniSplitter(
  binned: BinnedMatrix,
  classes: Int32Array,
  nClasses: number,
  classWeights: Float64Array,
): Splitter {
  const data: ClassData = {
    binned,
    classes,
    nClasses,
    classWeights,
    counts: new Float64Array(nClasses * GROUP * 256),
    occupied: createOccupiedBins(),
    left: new Float64Array(nClasses),
  };
  return {
    nTotals: nClasses,
    leafWidth: nClasses,
    sumNode: (rows, start, end) => sumClasses(data, rows, start, end),
    weightOf: (totals) => totals.reduce((sum, count) => sum + count, 0),
    nodeScore: (totals) => nodeScore(data, totals),
    isPure: (_rows, node) => isPure(node.totals),
    search: (rows, node, features, from, to, minLeafWeight, best) =>
      search(data, rows, node, features, from, to, minLeafWeight, best),
    writeLeaf: (_rows, node, out, at) => writeProbabilities(data, node.totals, out, at),
  };
}

function sumClasses(data: ClassData, rows: TreeRows, start: number, end: number): Float64Array {
  const totals = new Float64Array(data.nClasses);
  for (let i = start; i < end; i++) {
    const row = rows.order[i]!;
    totals[data.classes[row]!]! += rows.weights[row]!;
  }
  return totals;
}

function isPure(totals: Float64Array): boolean {
  let present = 0;
  for (let c = 0; c < totals.length; c++) present += +(totals[c]! > 0);
  return present < 2;
}

/** Σ (a·n)² / Σ a·n over the classes: the weight times one minus the Gini index. */
function nodeScore(data: ClassData, totals: Float64Array): number {
  let weight = 0;
  let squares = 0;
  for (let c = 0; c < data.nClasses; c++) {
    const weighted = totals[c]! * data.classWeights[c]!;
    weight += weighted;
    squares += weighted * weighted;
  }
  return squares / weight;
}

function writeProbabilities(data: ClassData, totals: Float64Array, out: Float64Array, at: number): void {
  let weight = 0;
  for (let c = 0; c < data.nClasses; c++) weight += totals[c]! * data.classWeights[c]!;
  for (let c = 0; c < data.nClasses; c++) out[at + c] = (totals[c]! * data.classWeights[c]!) / weight;
}

function search(
  data: ClassData,
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
  if (k + 2 <= to) {
    searchGroup(data, rows, node, features, k, 2, minLeafWeight, best);
    k += 2;
  }
  if (k < to) searchGroup(data, rows, node, features, k, 1, minLeafWeight, best);
}

function searchGroup(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
  size: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { binCounts } = data.binned;
  let span = 0;
  for (let k = from; k < from + size; k++) span += binCounts[features[k]!]!;
  countGroup(data, rows, node, features, from, size, span);
  let offset = 0;
  for (let k = from; k < from + size; k++) {
    const feature = features[k]!;
    collectFromCounts(data, offset, binCounts[feature]!, span);
    scan(data, node.totals, feature, offset, span, minLeafWeight, best);
    offset += binCounts[feature]!;
  }
}

function searchSmall(
  data: ClassData,
  rows: TreeRows,
  node: NodeRun,
  feature: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { binned, occupied } = data;
  const span = binned.binCounts[feature]!;
  collectFromRows(occupied, binned.byColumn, feature * binned.nRows, rows.order, node.start, node.end);
  if (occupied.count < 2) return;
  countOccupied(data, rows, node, feature, span);
  scan(data, node.totals, feature, 0, span, minLeafWeight, best);
}

function scan(
  data: ClassData,
  totals: Float64Array,
  feature: number,
  offset: number,
  span: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  if (data.nClasses === 2) scanTwo(data, totals, feature, offset, span, minLeafWeight, best);
  else scanMany(data, totals, feature, offset, span, minLeafWeight, best);
}

function scanTwo(
  data: ClassData,
  totals: Float64Array,
  feature: number,
  offset: number,
  span: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { counts, occupied } = data;
  const { list, count } = occupied;
  const a = data.classWeights[0]!;
  const b = data.classWeights[1]!;
  const total0 = totals[0]!;
  const total1 = totals[1]!;
  let left0 = 0;
  let left1 = 0;
  for (let k = 0; k < count - 1; k++) {
    const at = offset + list[k]!;
    left0 += counts[at]!;
    left1 += counts[at + span]!;
    const right0 = total0 - left0;
    const right1 = total1 - left1;
    if (left0 + left1 < minLeafWeight) continue;
    if (right0 + right1 < minLeafWeight) return;
    const l0 = a * left0;
    const l1 = b * left1;
    const r0 = a * right0;
    const r1 = b * right1;
    const score = (l0 * l0 + l1 * l1) / (l0 + l1) + (r0 * r0 + r1 * r1) / (r0 + r1);
    if (score <= best.score) continue;
    best.score = score;
    best.feature = feature;
    best.bin = splitBin(occupied, k);
    best.leftTotals[0] = left0;
    best.leftTotals[1] = left1;
  }
}

function scanMany(
  data: ClassData,
  totals: Float64Array,
  feature: number,
  offset: number,
  span: number,
  minLeafWeight: number,
  best: BestSplit,
): void {
  const { counts, occupied, left, nClasses, classWeights } = data;
  left.fill(0);
  for (let k = 0; k < occupied.count - 1; k++) {
    const at = offset + occupied.list[k]!;
    let leftWeight = 0;
    let rightWeight = 0;
    let leftWeighted = 0;
    let rightWeighted = 0;
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
      leftWeighted += weightedLeft;
      rightWeighted += weightedRight;
      leftSquares += weightedLeft * weightedLeft;
      rightSquares += weightedRight * weightedRight;
    }
    if (leftWeight < minLeafWeight) continue;
    if (rightWeight < minLeafWeight) return;
    const score = leftSquares / leftWeighted + rightSquares / rightWeighted;
    if (score <= best.score) continue;
    best.score = score;
    best.feature = feature;
    best.bin = splitBin(occupied, k);
    best.leftTotals.set(left);
  }
}
