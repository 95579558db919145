import { AppError } from '../../errors/app-error.ts';
import type {
  FitContext,
  FitShape,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { totalGainImportance } from '../trees/importance.ts';
import { EDGES_PER_FEATURE } from './binned-features.ts';
import { binningWorkBytes } from './binning-work.ts';
import { boost } from './boost.ts';
import { kernelBytes } from './engine.ts';
import { mostHistograms } from './histogram-pool.ts';
import { boostedTable } from './boosted-table.ts';
import { boostedTreesModel, restoreBoostedTrees } from './model.ts';
import { boostingParams } from './params.ts';
import { boostingSettings } from './settings.ts';

/**
 * Gradient boosting (Friedman, Annals of Statistics 29, 2001) by histograms with leaf-wise growth
 * (Ke et al., LightGBM, 2017); reference implementation: scikit-learn's HistGradientBoosting.
 * O(rounds × scores × nRows × nFeatures × log leaves). Same seed, same bytes, for any team.
 */
export const gradientBoosting: OwnEstimator = {
  kind: 'own',
  name: 'gradient-boosting',
  title: 'Gradient boosting',
  description: 'Trees that each mend the errors of those before: often the most exact on tables.',
  tasks: ['classification', 'regression'],
  params: boostingParams,
  sparse: false,
  missing: true,
  categories: true,
  monotone: true,
  parallel: true,
  // Peers meet several times a split, and each has all histograms to take apart.
  teamFromCells: 1_000_000,
  fit: fitBoosting,
  fitBytes: boostingBytes,
  restore: restoreBoostedTrees,
};

function* fitBoosting(
  data: TrainingData,
  params: ParamValues,
  context: FitContext,
): Generator<Progress, FittedModel, void> {
  const nFeatures = data.X.nColumns;
  checkMonotone(data, params);
  const { baseline, trees, link } = yield* boost(data, params, context);
  return boostedTreesModel({
    nFeatures,
    nOutputs: Math.max(1, data.nClasses),
    table: boostedTable(trees, data.levels?.slice() ?? null, nFeatures),
    baseline,
    link,
    importance: totalGainImportance(trees, nFeatures),
  });
}

/** @throws AppError `param-invalid` where a direction has no meaning. */
function checkMonotone(
  { monotone, nClasses, levels, featureNames }: TrainingData,
  params: ParamValues,
): void {
  if (monotone === undefined || monotone.every((direction) => direction === 0)) return;
  const refuse = (detail: string, remedy: string): AppError =>
    new AppError('param-invalid', { detail, remedy, pointer: '/estimator/monotone' });
  if (nClasses > 2)
    throw refuse(
      `Among ${nClasses} classes no probability can be told to rise alone.`,
      'Leave the monotone features out, or predict two classes.',
    );
  if (nClasses === 0 && params['loss'] === 'absolute_error')
    throw refuse('Monotone features do not go with the loss "absolute_error".', 'Use another loss.');
  const category = monotone.findIndex(
    (direction, feature) => direction !== 0 && (levels?.[feature] ?? 0) > 0,
  );
  if (category >= 0)
    throw refuse(`"${featureNames[category]}" holds categories, which have no order.`, 'Leave it out.');
}

/** Every array of the fit, with as many bins and histograms as there may be. */
function boostingBytes(shape: FitShape, params: ParamValues): number {
  const { nRows, nFeatures, nClasses, threads } = shape;
  const { maxBins, maxLeaves } = boostingSettings(params);
  const nScores = nClasses > 2 ? nClasses : 1;
  const stride = (nFeatures + 3) & ~3;
  const totalBins = nFeatures * Math.min(256, maxBins + 1) + 1;
  const kept = Math.min(maxLeaves + 1, mostHistograms(2 * totalBins)) + 2 + (threads > 1 ? threads : 0);
  const perRow =
    stride + nFeatures + 4 * 3 + 8 + 8 * nScores + (nClasses > 2 ? 8 * nScores : 0) + 4 + 8 + 1 + 2;
  const perFeature = 8 * EDGES_PER_FEATURE + 12 + 8 * maxBins;
  const perThread = kernelBytes(totalBins, stride >> 2) + 1024;
  return (
    nRows * perRow +
    nFeatures * perFeature +
    binningWorkBytes(shape) +
    kept * 16 * totalBins +
    threads * perThread +
    8 * maxLeaves +
    65_536
  );
}
