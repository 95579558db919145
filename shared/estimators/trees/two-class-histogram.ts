import type { BinnedMatrix } from './binning.ts';
import { GROUP, type NodeHistogram } from './node-histogram.ts';
import { createOccupiedBins, splitBin } from './occupied-bins.ts';
import type { NodeRun, TreeRows } from './splitter.ts';

/** One draw of class 1 in a bin; draws of class 0 count from 1, so a double holds both exactly. */
const CLASS_1 = 2 ** 26;
/** Rows beyond which the draws of a class might reach the other's bits. */
export const MOST_PACKED_ROWS = CLASS_1 - 1;

export interface TwoClassHistogram extends NodeHistogram {
  begin(rows: TreeRows): void;
}

/**
 * Draws of two classes, packed in one double a bin: one update a row and feature, and a histogram of
 * four features that fits the first-level cache. What a row adds is looked up by a byte,
 * `2 × draws + class`, so that little memory is touched for each row.
 */
export function twoClassHistogram(
  binned: BinnedMatrix,
  classes: Int32Array,
  classWeights: Float64Array,
): TwoClassHistogram {
  const codes = new Uint8Array(binned.nRows);
  const terms = Float64Array.from({ length: 256 }, (_, code) => (code >> 1) * (code & 1 ? CLASS_1 : 1));
  const packed = new Float64Array(GROUP * 256);
  const occupied = createOccupiedBins();
  const [a, b] = [classWeights[0]!, classWeights[1]!];
  return {
    occupied,
    // A row is drawn more than 127 times in no forest that ends: 10^−200 a tree.
    begin: ({ draws }) => {
      for (let row = 0; row < codes.length; row++)
        codes[row] = 2 * Math.min(127, draws[row]!) + classes[row]!;
    },
    clear: (span) => void packed.fill(0, 0, span),
    clearOccupied: () => {
      for (let k = 0; k < occupied.count; k++) packed[occupied.list[k]!] = 0;
    },
    add4: (rows, node, features, from) => add4(binned, codes, terms, packed, rows, node, features, from),
    add1: (rows, node, feature, offset) => add1(binned, codes, terms, packed, rows, node, feature, offset),
    collect: (offset, nBins) => {
      let count = 0;
      for (let bin = 0; bin < nBins; bin++) {
        occupied.list[count] = bin;
        count += +(packed[offset + bin]! > 0);
      }
      occupied.count = count;
    },
    scan: (totals, feature, offset, _span, minLeafWeight, best) => {
      const { list, first, last } = occupied;
      const total0 = totals[0]!;
      const total1 = totals[1]!;
      let left = 0;
      for (let k = 0; k < last; k++) {
        left += packed[offset + list[k]!]!;
        if (k < first) continue;
        const left1 = Math.floor(left * (1 / CLASS_1));
        const left0 = left - left1 * CLASS_1;
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
    },
  };
}

function add4(
  binned: BinnedMatrix,
  codes: Uint8Array,
  terms: Float64Array,
  packed: Float64Array,
  { order }: TreeRows,
  node: NodeRun,
  features: Int32Array,
  from: number,
): void {
  const { byColumn, nRows, binCounts } = binned;
  const c0 = features[from]! * nRows;
  const c1 = features[from + 1]! * nRows;
  const c2 = features[from + 2]! * nRows;
  const c3 = features[from + 3]! * nRows;
  const o1 = binCounts[features[from]!]!;
  const o2 = o1 + binCounts[features[from + 1]!]!;
  const o3 = o2 + binCounts[features[from + 2]!]!;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    const term = terms[codes[row]!]!;
    packed[byColumn[c0 + row]!]! += term;
    packed[o1 + byColumn[c1 + row]!]! += term;
    packed[o2 + byColumn[c2 + row]!]! += term;
    packed[o3 + byColumn[c3 + row]!]! += term;
  }
}

function add1(
  { byColumn, nRows }: BinnedMatrix,
  codes: Uint8Array,
  terms: Float64Array,
  packed: Float64Array,
  { order }: TreeRows,
  node: NodeRun,
  feature: number,
  offset: number,
): void {
  const column = feature * nRows;
  for (let i = node.start; i < node.end; i++) {
    const row = order[i]!;
    packed[offset + byColumn[column + row]!]! += terms[codes[row]!]!;
  }
}
