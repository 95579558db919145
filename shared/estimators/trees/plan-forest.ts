import { AppError } from '../../errors/app-error.ts';
import type { Rng } from '../../random/generator.ts';
import type { FitContext, ParamValues, Progress, TrainingData } from '../estimator.ts';
import { binMatrix, type BinnedMatrix } from './binning.ts';
import type { ForestShape } from './forest-checkpoint.ts';
import { planTrees, type TreePlan, type TreeTargets } from './plan-trees.ts';
import { rowDrawer, type RowDraws } from './row-draws.ts';

/** What sets one kind of forest apart from another. */
export interface ForestKind {
  /** One random split a feature instead of all. */
  readonly randomSplits: boolean;
}

/** The stream that samples rows for bin edges; trees take 0, 1, 2, … */
const BINNING_STREAM = -1;

/** The bins of all features, for the whole team. */
export const binForest = (
  { X }: TrainingData,
  params: ParamValues,
  { rng, team }: FitContext,
): Generator<Progress, BinnedMatrix, void> =>
  binMatrix(X, Number(params['max_bins']), rng.fork(BINNING_STREAM), team);

/** What grows any tree of a forest: tree t from the rows of `draw(rng.fork(t))`. */
export interface ForestGrower extends TreePlan {
  draw(rng: Rng): RowDraws;
}

export function planForest(
  binned: BinnedMatrix,
  targets: TreeTargets,
  params: ParamValues,
  context: FitContext,
  { randomSplits }: ForestKind,
): ForestGrower {
  const plan = planTrees(targets, params, binned, context, {
    featuresPerSplit: (n) => featuresPerSplit(params, n, targets.nClasses),
    randomSplits,
  });
  return { ...plan, draw: drawerOf(binned.nRows, params, context) };
}

export const drawerOf = (
  nRows: number,
  params: ParamValues,
  { team }: Pick<FitContext, 'team'>,
): ForestGrower['draw'] => rowDrawer(nRows, params['bootstrap'] === true, team);

export const forestShape = (
  nFeatures: number,
  { nClasses }: Pick<TrainingData, 'nClasses'>,
  params: ParamValues,
): ForestShape => ({
  nFeatures,
  leafWidth: Math.max(1, nClasses),
  nTrees: Number(params['n_estimators']),
});

/** @throws AppError `param-invalid` for an out-of-bag score without bootstrap. */
export function checkOutOfBag(params: ParamValues): void {
  if (params['oob_score'] !== true || params['bootstrap'] === true) return;
  throw new AppError('param-invalid', {
    detail: 'The out-of-bag score needs bootstrap: without it every tree sees every row.',
    remedy: 'Set bootstrap to true, or oob_score to false.',
    pointer: '/params/oob_score',
  });
}

/** Features that a split chooses from, of those that vary. */
function featuresPerSplit(params: ParamValues, nFeatures: number, nClasses: number): number {
  const number = params['max_features_number'];
  if (typeof number === 'number') {
    const wanted = number < 1 ? Math.floor(number * nFeatures) : Math.floor(number);
    return Math.max(1, Math.min(nFeatures, wanted));
  }
  const mode = params['max_features'];
  const rule = mode === 'auto' ? (nClasses > 0 ? 'sqrt' : 'third') : mode;
  if (rule === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (rule === 'log2') return Math.max(1, 31 - Math.clz32(nFeatures));
  if (rule === 'third') return Math.max(1, Math.floor(nFeatures / 3));
  if (rule === 'half') return Math.max(1, Math.floor(nFeatures / 2));
  return nFeatures;
}
