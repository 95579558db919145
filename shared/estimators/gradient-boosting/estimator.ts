import type {
  FitContext,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { binMatrix } from '../trees/binning.ts';
import { totalGainImportance } from '../trees/importance.ts';
import { joinTrees } from '../trees/tree-table.ts';
import { boost } from './boost.ts';
import { boostedTreesModel, restoreBoostedTrees } from './model.ts';
import { boostingParams } from './params.ts';

/**
 * Gradient boosting (Friedman, Annals of Statistics 29, 2001) by histograms with leaf-wise growth
 * (Ke et al., LightGBM, 2017); reference implementation: scikit-learn's HistGradientBoosting.
 * O(rounds × scores × nRows × nFeatures × log leaves). Same seed, same bytes.
 */
export const gradientBoosting: OwnEstimator = {
  kind: 'own',
  name: 'gradient-boosting',
  title: 'Gradient boosting',
  description: 'Trees that each mend the errors of those before: often the most exact on tables.',
  tasks: ['classification', 'regression'],
  params: boostingParams,
  sparse: false,
  parallel: false,
  fit: fitBoosting,
  restore: restoreBoostedTrees,
};

/** The stream that samples rows for bin edges; rounds take 0, 1, 2, … */
const BINNING_STREAM = -1;

function* fitBoosting(
  data: TrainingData,
  params: ParamValues,
  { rng, team }: FitContext,
): Generator<Progress, FittedModel, void> {
  const nFeatures = data.X.nColumns;
  const binned = yield* binMatrix(data.X, Number(params['max_bins']), rng.fork(BINNING_STREAM), team);
  const { baseline, trees } = yield* boost(data, params, binned, rng);
  return boostedTreesModel({
    nFeatures,
    nOutputs: Math.max(1, data.nClasses),
    table: joinTrees(trees),
    baseline,
    importance: totalGainImportance(trees, nFeatures),
  });
}
