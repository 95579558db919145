import type { BinnedMatrix } from './binning.ts';
import { searchSplits } from './node-histogram.ts';
import { listDrawn, type Criterion, type NodeRun, type SplitSearch, type TreeRows } from './splitter.ts';
import { targetHistogram } from './target-histogram.ts';

/** Targets as centred integers of at most 24 bits with sign, so that sums are exact in any order. */
export interface QuantisedTargets {
  /** nRows. */
  readonly values: Int32Array;
  /** One step of the integers, in units of the target. */
  readonly unit: number;
}

const TARGET_LEVELS = 2 ** 23;

/** Quantises y, writing to `values` (nRows, zeroed). */
export function quantiseTargets(y: Float64Array, values: Int32Array): QuantisedTargets {
  let low = Infinity;
  let high = -Infinity;
  for (const value of y) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const middle = low / 2 + high / 2;
  const half = high / 2 - low / 2;
  if (half > 0)
    for (let row = 0; row < y.length; row++)
      values[row] = Math.floor(((y[row]! - middle) / half) * TARGET_LEVELS + 0.5);
  return { values, unit: half / TARGET_LEVELS };
}

/**
 * The reduction of variance (least squares). Splits are found on quantised targets; leaves hold the mean
 * of the targets themselves. Totals are the weight and the sum of weight × quantised target.
 * `rowWeights`: nRows, the integer weight of one draw; null = 1.
 */
export function varianceCriterion(y: Float64Array, unit: number, rowWeights: Float64Array | null): Criterion {
  return {
    nTotals: 2,
    leafWidth: 1,
    weightOf: (totals) => totals[0]!,
    nodeScore: (totals) => (totals[1]! * totals[1]!) / totals[0]!,
    decrease: (gain, rootTotals) => (gain * unit * unit) / rootTotals[0]!,
    isPure: (rows, node) => isConstant(y, rows, node),
    writeLeaf: (rows, node, out, at) => {
      out[at] = weightedMean(y, rowWeights, rows, node);
    },
  };
}

function weightedMean(
  y: Float64Array,
  rowWeights: Float64Array | null,
  { order, draws }: TreeRows,
  node: NodeRun,
): number {
  let weight = 0;
  let sum = 0;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const own = rowWeights === null ? draws[row]! : draws[row]! * rowWeights[row]!;
    weight += own;
    sum += own * y[row]!;
  }
  return sum / weight;
}

function isConstant(y: Float64Array, rows: TreeRows, node: NodeRun): boolean {
  const first = y[rows.order[node.start]!]!;
  for (let i = node.start + 1; i < node.end; i++) if (y[rows.order[i]!] !== first) return false;
  return true;
}

/** Searches by histograms in TypeScript. */
export function targetSearch(
  binned: BinnedMatrix,
  targets: Int32Array,
  rowWeights: Float64Array | null,
): SplitSearch {
  const histogram = targetHistogram(binned, targets, rowWeights);
  return {
    begin: (rows) => {
      const end = listDrawn(rows);
      return { end, totals: weightedSums(targets, rowWeights, rows, end) };
    },
    search: (rows, node, features, from, to, minLeafWeight, best, cuts) =>
      searchSplits(histogram, binned, rows, node, features, from, to, minLeafWeight, best, cuts),
  };
}

function weightedSums(
  targets: Int32Array,
  rowWeights: Float64Array | null,
  { order, draws }: TreeRows,
  end: number,
): Float64Array {
  const totals = new Float64Array(2);
  for (let i = 0; i < end; i++) {
    const row = order[i]!;
    const weight = rowWeights === null ? draws[row]! : draws[row]! * rowWeights[row]!;
    totals[0]! += weight;
    totals[1]! += weight * targets[row]!;
  }
  return totals;
}
