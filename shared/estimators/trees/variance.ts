import type { BinnedMatrix } from './binning.ts';
import { searchSplits } from './node-histogram.ts';
import type { NodeRun, Splitter, TreeRows } from './splitter.ts';
import { targetHistogram } from './target-histogram.ts';

/**
 * Splits by the reduction of variance (least squares). Splits are found on targets quantised to
 * 24-bit integers, so that sums are exact in any order; leaves hold the mean of the targets themselves.
 * `rowWeights`: nRows, the integer weight of one draw; null = 1.
 */
export function varianceSplitter(
  binned: BinnedMatrix,
  y: Float64Array,
  rowWeights: Float64Array | null,
): Splitter {
  const targets = quantise(y);
  const histogram = targetHistogram(binned, targets, rowWeights);
  const weightOf = (rows: TreeRows, row: number): number => rows.draws[row]! * (rowWeights?.[row] ?? 1);
  return {
    nTotals: 2,
    leafWidth: 1,
    begin: () => {},
    sumNode: (rows, start, end) => weightedSums(weightOf, targets, rows, start, end),
    weightOf: (totals) => totals[0]!,
    nodeScore: (totals) => (totals[1]! * totals[1]!) / totals[0]!,
    isPure: (rows, node) => isConstant(y, rows, node),
    search: (rows, node, features, from, to, minLeafWeight, best) =>
      searchSplits(histogram, binned, rows, node, features, from, to, minLeafWeight, best),
    writeLeaf: (rows, node, out, at) => {
      const sums = weightedSums(weightOf, y, rows, node.start, node.end);
      out[at] = sums[1]! / sums[0]!;
    },
  };
}

const TARGET_LEVELS = 2 ** 23;

/** Centred integers of at most 24 bits with sign. */
function quantise(y: Float64Array): Int32Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of y) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const middle = low / 2 + high / 2;
  const half = high / 2 - low / 2;
  const targets = new Int32Array(y.length);
  if (half > 0)
    for (let row = 0; row < y.length; row++)
      targets[row] = Math.floor(((y[row]! - middle) / half) * TARGET_LEVELS + 0.5);
  return targets;
}

/** Σ weight and Σ weight × value over `order[start … end)`, in that order. */
function weightedSums(
  weightOf: (rows: TreeRows, row: number) => number,
  values: Float64Array | Int32Array,
  rows: TreeRows,
  start: number,
  end: number,
): Float64Array {
  const sums = new Float64Array(2);
  for (let i = start; i < end; i++) {
    const row = rows.order[i]!;
    const weight = weightOf(rows, row);
    sums[0]! += weight;
    sums[1]! += weight * values[row]!;
  }
  return sums;
}

function isConstant(y: Float64Array, rows: TreeRows, node: NodeRun): boolean {
  const first = y[rows.order[node.start]!]!;
  for (let i = node.start + 1; i < node.end; i++) if (y[rows.order[i]!] !== first) return false;
  return true;
}
