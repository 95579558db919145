import type { OwnEstimator, TrainingData } from '../estimator.ts';
import { restoreAveragedTrees } from '../trees/averaged-trees.ts';
import { dealtForest } from '../trees/deal-forest.ts';
import { fitForest } from '../trees/fit-forest.ts';
import { forestParams } from '../trees/forest-params.ts';
import type { ForestKind } from '../trees/plan-forest.ts';
import { treeFitBytes } from '../trees/tree-bytes.ts';

const kind: ForestKind = { randomSplits: false };

/**
 * Random forest (Breiman, Random Forests, Machine Learning 45, 2001) on columns binned to at most 256
 * bins. O(trees × depth × nRows × features per split). Same seed, same bytes, for any team size.
 */
export const randomForest: OwnEstimator = {
  kind: 'own',
  name: 'random-forest',
  title: 'Random forest',
  description: 'Many trees on random parts of the data vote. Good without tuning, hard to overfit.',
  tasks: ['classification', 'regression'],
  params: forestParams({ maxDepth: 10, bootstrap: true }),
  sparse: false,
  weighsClasses: true,
  parallel: true,
  fit: (data, params, context) => fitForest(data as TrainingData, params, context, kind),
  dealt: dealtForest(kind),
  fitBytes: (shape, params) => treeFitBytes(shape, params, Number(params['n_estimators'])),
  restore: restoreAveragedTrees,
};
