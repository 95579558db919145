import type { ParamValues, TrainingData } from '../estimator.ts';
import type { BinnedMatrix } from './binning.ts';
import { giniSplitter } from './gini.ts';
import { createTreeGrower, varyingFeatures, type TreeGrower } from './grow-tree.ts';
import { rowWeights, type RowWeights } from './row-weights.ts';
import type { Splitter } from './splitter.ts';
import { varianceSplitter } from './variance.ts';

export interface TreePlan {
  readonly leafWidth: number;
  readonly grower: TreeGrower;
}

/** The grower for these data and params, which a forest and a single tree have in common. */
export function planTrees(
  data: TrainingData,
  params: ParamValues,
  binned: BinnedMatrix,
  featuresPerSplit: (nVarying: number) => number,
): TreePlan {
  const weights = rowWeights(data.weights);
  const splitter = chooseSplitter(data, binned, weights);
  const grower = createTreeGrower(binned, splitter, {
    maxDepth: Number(params['max_depth'] ?? Infinity),
    minSplitWeight: smallest(Number(params['min_samples_split']), 2, weights.one),
    minLeafWeight: smallest(Number(params['min_samples_leaf']), 1, weights.one),
    featuresPerSplit: featuresPerSplit(varyingFeatures(binned).length),
  });
  return { leafWidth: splitter.leafWidth, grower };
}

/** The default of a limit lets any row stand alone, however little it weighs. */
const smallest = (limit: number, free: number, one: number): number => (limit <= free ? 1 : limit * one);

function chooseSplitter(data: TrainingData, binned: BinnedMatrix, weights: RowWeights): Splitter {
  if (data.nClasses === 0) return varianceSplitter(binned, data.y, weights.values);
  const classes = Int32Array.from(data.y);
  return giniSplitter(binned, {
    classes,
    nClasses: data.nClasses,
    classWeights: data.classWeights ?? new Float64Array(data.nClasses).fill(1),
    rowWeights: weights.values,
  });
}
