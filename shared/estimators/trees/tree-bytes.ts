import type { FitShape, ParamValues } from '../estimator.ts';
import { binningBytes } from './binning.ts';
import { growerBytes } from './grow-tree.ts';
import { kernelSearchBytes } from './kernel-search.ts';
import { outOfBagBytes } from './out-of-bag.ts';
import { rowDrawerBytes } from './row-draws.ts';

/** An upper bound of the memory of a fit of `nTrees` averaged trees, for `fitBytes`. */
export function treeFitBytes(shape: FitShape, params: ParamValues, nTrees: number): number {
  const { nRows, nFeatures, nClasses, threads } = shape;
  const peer = kernelSearchBytes(nRows, nClasses) + growerBytes(nRows, nFeatures) + rowDrawerBytes(nRows);
  const targets = (4 + 8) * nRows + 16;
  const judging = params['oob_score'] === true ? outOfBagBytes(nRows) * (2 + Math.max(1, nClasses)) : 0;
  const trees =
    nTrees *
    storedBytes(
      mostLeaves(nRows, params),
      Math.max(1, nClasses),
      params['oob_score'] === true ? threads : 1,
      threads,
    );
  return binningBytes(nRows, nFeatures, threads) + targets + threads * peer + judging + trees + 1024;
}

/** A bootstrap leaves out 37 % of the rows, give or take a little. */
function mostLeaves(nRows: number, params: ParamValues): number {
  const drawn = params['bootstrap'] === true ? Math.min(nRows, 0.64 * nRows + 1000) : nRows;
  return Math.min(
    drawn,
    2 ** Number(params['max_depth'] ?? 64),
    Number(params['max_leaf_nodes'] ?? Infinity),
  );
}

/** One tree: as grown, as handed to the others, in the table of each model, and laid out for prediction. */
function storedBytes(nLeaves: number, leafWidth: number, models: number, threads: number): number {
  const grown = nLeaves * (28 + 8 * leafWidth) + 24;
  const inModel = nLeaves * (20 + 8 * leafWidth + 40);
  return (threads > 1 ? 2 : 1) * grown + models * inModel;
}
