import type {
  FitContext,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { averagedTreesModel, restoreAveragedTrees } from '../trees/averaged-trees.ts';
import { binMatrix } from '../trees/binning.ts';
import { meanGainImportance } from '../trees/importance.ts';
import { planTrees } from '../trees/plan-trees.ts';
import { pruneTree } from '../trees/prune-tree.ts';
import { rowDrawer } from '../trees/row-draws.ts';
import { treeFitBytes } from '../trees/tree-bytes.ts';
import { joinTrees } from '../trees/tree-table.ts';
import { treeParams } from './params.ts';

/**
 * One tree over all features (Breiman et al., Classification and Regression Trees, 1984), binned to at
 * most 256 bins. O(depth × nRows × nFeatures). It draws nothing but the rows that bin edges come from
 * above 65,536 rows.
 */
export const decisionTree: OwnEstimator = {
  kind: 'own',
  name: 'decision-tree',
  title: 'Decision tree',
  description: 'A single tree of questions: easy to read, weaker than a forest.',
  tasks: ['classification', 'regression'],
  params: treeParams,
  sparse: false,
  weighsClasses: true,
  parallel: false,
  fit: fitTree,
  fitBytes: (shape, params) => treeFitBytes(shape, params, 1),
  restore: restoreAveragedTrees,
};

/** Cells read between two reports: some 10 ms. */
const CELLS_PER_STEP = 1 << 21;

function* fitTree(
  data: TrainingData,
  params: ParamValues,
  { rng, team }: FitContext,
): Generator<Progress, FittedModel, void> {
  const binned = yield* binMatrix(data.X, Number(params['max_bins']), rng, team);
  const plan = planTrees(data, params, binned, { team, rng }, { featuresPerSplit: (n) => n });
  const { draws } = rowDrawer(data.X.nRows, false, team)(rng);
  plan.grower.begin(draws, rng);
  while (!plan.grower.step(CELLS_PER_STEP)) yield { stage: 'train', done: 0, total: 1 };
  const grown = plan.grower.take();
  const tree = pruneTree(grown, plan.leafWidth, Number(params['ccp_alpha']), plan.grower.decrease);
  yield { stage: 'train', done: 1, total: 1 };
  const table = joinTrees([tree]);
  return averagedTreesModel({
    nFeatures: data.X.nColumns,
    nOutputs: plan.leafWidth,
    table: () => table,
    importance: meanGainImportance([tree], data.X.nColumns),
  });
}
