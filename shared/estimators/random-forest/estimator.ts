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
import { rowDrawer } from '../trees/row-draws.ts';
import { joinTrees } from '../trees/tree-table.ts';
import { growForest } from './grow-forest.ts';
import { forestParams } from './params.ts';

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
  params: forestParams,
  sparse: false,
  weighsClasses: true,
  parallel: true,
  fit: fitForest,
  restore: restoreAveragedTrees,
};

/** The stream that samples rows for bin edges; trees take 0, 1, 2, … */
const BINNING_STREAM = -1;

function* fitForest(
  data: TrainingData,
  params: ParamValues,
  { rng, team }: FitContext,
): Generator<Progress, FittedModel, void> {
  const binned = yield* binMatrix(data.X, Number(params['max_bins']), rng.fork(BINNING_STREAM), team);
  const plan = planTrees(
    data,
    params,
    binned,
    { team, rng },
    { featuresPerSplit: (n) => featuresPerSplit(params['max_features'], n, data.nClasses) },
  );
  const draw = rowDrawer(data.X.nRows, params['bootstrap'] === true, team);
  const nTrees = Number(params['n_estimators']);
  const trees = yield* growForest({ ...plan, nTrees, draw }, rng, team);
  return averagedTreesModel({
    nFeatures: data.X.nColumns,
    nOutputs: plan.leafWidth,
    table: joinTrees(trees),
    importance: meanGainImportance(trees, data.X.nColumns),
  });
}

function featuresPerSplit(mode: unknown, nFeatures: number, nClasses: number): number {
  const rule = mode === 'auto' ? (nClasses > 0 ? 'sqrt' : 'third') : mode;
  if (rule === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (rule === 'log2') return Math.max(1, 31 - Math.clz32(nFeatures));
  if (rule === 'third') return Math.max(1, Math.floor(nFeatures / 3));
  if (rule === 'half') return Math.max(1, Math.floor(nFeatures / 2));
  return nFeatures;
}
