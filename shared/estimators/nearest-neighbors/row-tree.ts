import type { Matrix } from '../../numeric/matrix.ts';
import type { Distance } from './distance.ts';
import type { Nearest } from './nearest.ts';

/** Offers every row that can matter to `found`, for a row of the queries. */
export type Search = (query: number, found: Nearest) => void;

/** All rows in order. */
export function searchAll(nRows: number, distance: Distance): Search {
  return (query, found) => {
    for (let row = 0; row < nRows; row += 1) found.offer(row, distance(query, row, found.limit));
  };
}

interface Node {
  readonly from: number;
  readonly to: number;
  /** −1 = a leaf. */
  readonly feature: number;
  readonly threshold: number;
  readonly below: Node | null;
  readonly above: Node | null;
}

export interface RowTree {
  readonly root: Node;
  /** Rows in the order of the leaves. */
  readonly order: Int32Array;
}

const LEAF_ROWS = 24;

/**
 * A k-d tree: rows halved at the median of the feature that spreads most (Friedman, Bentley and Finkel, ACM
 * Transactions on Mathematical Software 3, 1977). Cost: nRows × log nRows × nFeatures.
 */
export function buildTree(X: Matrix): RowTree {
  const order = Int32Array.from({ length: X.nRows }, (_, row) => row);
  const at = (row: number, feature: number): number => X.values[row * X.nColumns + feature]!;
  const build = (from: number, to: number): Node => {
    const feature = to - from > LEAF_ROWS ? widest(X, order, from, to) : -1;
    if (feature < 0) return { from, to, feature: -1, threshold: 0, below: null, above: null };
    order.subarray(from, to).sort((a, b) => at(a, feature) - at(b, feature) || a - b);
    const middle = (from + to) >> 1;
    const threshold = at(order[middle]!, feature);
    return { from, to, feature, threshold, below: build(from, middle), above: build(middle, to) };
  };
  return { root: build(0, X.nRows), order };
}

/** The feature with the largest range, −1 when all rows are equal. */
function widest({ nColumns, values }: Matrix, order: Int32Array, from: number, to: number): number {
  let best = -1;
  let range = 0;
  for (let j = 0; j < nColumns; j += 1) {
    let [min, max] = [Infinity, -Infinity];
    for (let i = from; i < to; i += 1) {
      const value = values[order[i]! * nColumns + j]!;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (max - min > range) {
      range = max - min;
      best = j;
    }
  }
  return best;
}

/**
 * Goes to the query's own side first, and to the other only where the threshold is not beyond the limit: a
 * distance as computed is never smaller than what one feature adds to it, so that the rows found are exactly
 * those of `searchAll`.
 */
export function searchTree(
  { root, order }: RowTree,
  queries: Matrix,
  distance: Distance,
  squared: boolean,
): Search {
  const visit = (node: Node, query: number, found: Nearest): void => {
    if (node.feature < 0) {
      for (let i = node.from; i < node.to; i += 1)
        found.offer(order[i]!, distance(query, order[i]!, found.limit));
      return;
    }
    const away = queries.values[query * queries.nColumns + node.feature]! - node.threshold;
    const [near, far] = away < 0 ? [node.below!, node.above!] : [node.above!, node.below!];
    visit(near, query, found);
    if ((squared ? away * away : Math.abs(away)) <= found.limit) visit(far, query, found);
  };
  return (query, found) => visit(root, query, found);
}
