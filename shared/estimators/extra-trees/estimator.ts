import type { OwnEstimator, TrainingData } from '../estimator.ts';
import { restoreAveragedTrees } from '../trees/averaged-trees.ts';
import { dealtForest } from '../trees/deal-forest.ts';
import { fitForest } from '../trees/fit-forest.ts';
import { forestParams } from '../trees/forest-params.ts';
import type { ForestKind } from '../trees/plan-forest.ts';
import { treeFitBytes } from '../trees/tree-bytes.ts';

const kind: ForestKind = { randomSplits: true };

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel, Machine Learning 63, 2006): each feature drawn is
 * cut at one random place between the outer values of the node, here the outer edges of its at most 256
 * bins. O(trees × depth × nRows × features per split). Same seed, same bytes, for any team size.
 */
export const extraTrees: OwnEstimator = {
  kind: 'own',
  name: 'extra-trees',
  title: 'Extra trees',
  description: 'As a random forest, but split at random: smoother, and faster to train.',
  tasks: ['classification', 'regression'],
  params: forestParams({ maxDepth: 16, bootstrap: false }),
  sparse: false,
  weighsClasses: true,
  parallel: true,
  fit: (data, params, context) => fitForest(data as TrainingData, params, context, kind),
  dealt: dealtForest(kind),
  fitBytes: (shape, params) => treeFitBytes(shape, params, Number(params['n_estimators'])),
  restore: restoreAveragedTrees,
};
