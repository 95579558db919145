import type { BinnedMatrix } from './binning.ts';
import { classHistogram } from './class-histogram.ts';
import { searchSplits } from './node-histogram.ts';
import { listDrawn, type Criterion, type SplitSearch, type TreeRows } from './splitter.ts';
import { MOST_PACKED_ROWS, twoClassHistogram } from './two-class-histogram.ts';

/** The Gini index (Breiman et al., Classification and Regression Trees, 1984); totals are class weights. */
export function giniCriterion(classWeights: Float64Array): Criterion {
  const nClasses = classWeights.length;
  return {
    nTotals: nClasses,
    leafWidth: nClasses,
    weightOf: (totals) => {
      let weight = 0;
      for (let c = 0; c < nClasses; c++) weight += totals[c]!;
      return weight;
    },
    nodeScore: (totals) => nodeScore(classWeights, totals),
    decrease: (gain, rootTotals) => gain / weigh(classWeights, rootTotals),
    isPure: (_rows, { totals }) => {
      let present = 0;
      for (let c = 0; c < nClasses; c++) present += +(totals[c]! > 0);
      return present < 2;
    },
    writeLeaf: (_rows, { totals }, out, at) => {
      const weight = weigh(classWeights, totals);
      for (let c = 0; c < nClasses; c++) out[at + c] = (totals[c]! * classWeights[c]!) / weight;
    },
  };
}

function weigh(classWeights: Float64Array, totals: Float64Array): number {
  let weight = 0;
  for (let c = 0; c < classWeights.length; c++) weight += totals[c]! * classWeights[c]!;
  return weight;
}

/** Σ (a·n)² / Σ a·n over the classes: the weight times one minus the Gini index. */
function nodeScore(classWeights: Float64Array, totals: Float64Array): number {
  let weight = 0;
  let squares = 0;
  for (let c = 0; c < classWeights.length; c++) {
    const weighted = totals[c]! * classWeights[c]!;
    weight += weighted;
    squares += weighted * weighted;
  }
  return squares / weight;
}

interface ClassData {
  /** nRows: class index. */
  readonly classes: Int32Array;
  readonly nClasses: number;
  /** nClasses: factors on the criterion and the leaves, not on the sums. */
  readonly classWeights: Float64Array;
  /** nRows: integer weight of one draw; null = 1. */
  readonly rowWeights: Float64Array | null;
}

/** Searches by histograms in TypeScript. */
export function classSearch(binned: BinnedMatrix, data: ClassData): SplitSearch {
  const { classes, nClasses, classWeights, rowWeights } = data;
  const packs = nClasses === 2 && rowWeights === null && binned.nRows <= MOST_PACKED_ROWS;
  const packed = packs ? twoClassHistogram(binned, classes, classWeights) : null;
  const histogram = packed ?? classHistogram(binned, classes, nClasses, classWeights, rowWeights);
  return {
    begin: (rows) => {
      packed?.begin(rows);
      const end = listDrawn(rows);
      return { end, totals: sumClasses(data, rows, end) };
    },
    search: (rows, node, features, from, to, minLeafWeight, best, cuts) =>
      searchSplits(histogram, binned, rows, node, features, from, to, minLeafWeight, best, cuts),
  };
}

function sumClasses(data: ClassData, rows: TreeRows, end: number): Float64Array {
  const totals = new Float64Array(data.nClasses);
  for (let i = 0; i < end; i++) {
    const row = rows.order[i]!;
    totals[data.classes[row]!]! += rows.draws[row]! * (data.rowWeights?.[row] ?? 1);
  }
  return totals;
}
