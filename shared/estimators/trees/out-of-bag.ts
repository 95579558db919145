import type { Matrix } from '../../numeric/matrix.ts';
import type { Rng } from '../../random/generator.ts';
import type { Team, TrainingData } from '../estimator.ts';
import { findLeaf, type TreeEnsemble } from './ensemble.ts';
import { float64At } from './peer-memory.ts';
import type { RowDraws } from './row-draws.ts';

/** Bytes that `outOfBagScore` asks of the team's memory. */
export const outOfBagBytes = (nRows: number): number => 8 * nRows;

/**
 * The out-of-bag score (Breiman, 2001): every row is predicted by the trees that did not draw it. Accuracy
 * for classes, R² for numbers, over the rows that some tree did not draw; NaN when there is none. Each peer
 * takes a run of rows and all trees in order, so that the score does not depend on the team. Yields after
 * each tree. O(nTrees × nRows × depth).
 */
export function* outOfBagScore(
  { X, y, nClasses }: TrainingData,
  ensemble: TreeEnsemble,
  draw: (rng: Rng) => RowDraws,
  rng: Rng,
  team: Team,
): Generator<void, number, void> {
  const results = float64At(team.shared(outOfBagBytes(X.nRows)), X.nRows);
  const from = Math.floor((X.nRows * team.index) / team.size);
  const to = Math.floor((X.nRows * (team.index + 1)) / team.size);
  const votes: Votes = {
    from,
    to,
    sums: new Float64Array((to - from) * ensemble.leafWidth),
    counts: new Int32Array(to - from),
  };
  for (let tree = 0; tree < ensemble.nTrees; tree++) {
    addVotes(votes, ensemble, tree, X, draw(rng.fork(tree)).draws);
    yield;
  }
  for (let row = from; row < to; row++)
    results[row] = resultOf(votes, row - from, ensemble.leafWidth, y[row]!);
  team.barrier();
  return nClasses === 0 ? determination(results, y) : meanOf(results);
}

interface Votes {
  readonly from: number;
  readonly to: number;
  /** Rows × leaf width, from row `from`. */
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

function addVotes(
  { from, to, sums, counts }: Votes,
  ensemble: TreeEnsemble,
  tree: number,
  X: Matrix,
  draws: Uint16Array,
): void {
  const { leafWidth, valueAt, values } = ensemble;
  for (let row = from; row < to; row++) {
    if (draws[row]! > 0) continue;
    const at = valueAt[findLeaf(ensemble, tree, X, row)]!;
    counts[row - from]!++;
    for (let k = 0; k < leafWidth; k++) sums[(row - from) * leafWidth + k]! += values[at + k]!;
  }
}

/** The predicted number; for classes 1 when right, else 0; NaN without a vote. */
function resultOf({ sums, counts }: Votes, at: number, leafWidth: number, y: number): number {
  if (counts[at] === 0) return NaN;
  if (leafWidth === 1) return sums[at]! / counts[at]!;
  let best = 0;
  for (let k = 1; k < leafWidth; k++) if (sums[at * leafWidth + k]! > sums[at * leafWidth + best]!) best = k;
  return +(best === y);
}

function meanOf(results: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of results) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

function determination(predicted: Float64Array, y: Float64Array): number {
  const mean = meanOf(y.map((value, row) => (Number.isNaN(predicted[row]!) ? NaN : value)));
  let left = 0;
  let total = 0;
  for (let row = 0; row < y.length; row++) {
    if (Number.isNaN(predicted[row]!)) continue;
    left += (y[row]! - predicted[row]!) ** 2;
    total += (y[row]! - mean) ** 2;
  }
  return 1 - left / total;
}
