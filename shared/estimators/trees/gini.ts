import type { BinnedMatrix } from './binning.ts';
import { classHistogram } from './class-histogram.ts';
import { searchSplits } from './node-histogram.ts';
import type { Splitter, TreeRows } from './splitter.ts';
import { MOST_PACKED_ROWS, twoClassHistogram } from './two-class-histogram.ts';

interface ClassData {
  /** nRows: class index. */
  readonly classes: Int32Array;
  readonly nClasses: number;
  /** nClasses: factors on the criterion and the leaves, not on the sums. */
  readonly classWeights: Float64Array;
  /** nRows: integer weight of one draw; null = 1. */
  readonly rowWeights: Float64Array | null;
}

/** Splits by the Gini index (Breiman et al., Classification and Regression Trees, 1984). */
export function giniSplitter(binned: BinnedMatrix, data: ClassData): Splitter {
  const { classes, nClasses, classWeights, rowWeights } = data;
  const packs = nClasses === 2 && rowWeights === null && binned.nRows <= MOST_PACKED_ROWS;
  const packed = packs ? twoClassHistogram(binned, classes, classWeights) : null;
  const histogram = packed ?? classHistogram(binned, classes, nClasses, classWeights, rowWeights);
  return {
    nTotals: nClasses,
    leafWidth: nClasses,
    begin: (rows) => packed?.begin(rows),
    sumNode: (rows, start, end) => sumClasses(data, rows, start, end),
    weightOf: (totals) => totals.reduce((sum, weight) => sum + weight, 0),
    nodeScore: (totals) => nodeScore(data, totals),
    isPure: (_rows, node) => isPure(node.totals),
    search: (rows, node, features, from, to, minLeafWeight, best) =>
      searchSplits(histogram, binned, rows, node, features, from, to, minLeafWeight, best),
    writeLeaf: (_rows, node, out, at) => writeProbabilities(data, node.totals, out, at),
  };
}

function sumClasses(data: ClassData, rows: TreeRows, start: number, end: number): Float64Array {
  const totals = new Float64Array(data.nClasses);
  for (let i = start; i < end; i++) {
    const row = rows.order[i]!;
    totals[data.classes[row]!]! += rows.draws[row]! * (data.rowWeights?.[row] ?? 1);
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
