import { AppError } from '../../errors/app-error.ts';
import type { FitContext, FittedModel, ParamValues, Progress, TrainingData } from '../estimator.ts';
import { averagedTreesModel } from './averaged-trees.ts';
import { binMatrix, type BinnedMatrix } from './binning.ts';
import { createEnsemble } from './ensemble.ts';
import { forestCheckpoint, readForestCheckpoint, type ForestShape } from './forest-checkpoint.ts';
import { growForest, type ForestStep } from './grow-forest.ts';
import { meanGainImportance } from './importance.ts';
import { outOfBagScore } from './out-of-bag.ts';
import { planTrees } from './plan-trees.ts';
import { rowDrawer } from './row-draws.ts';
import { joinTrees, type TreeTable } from './tree-table.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** What sets one kind of forest apart from another. */
export interface ForestKind {
  /** One random split a feature instead of all. */
  readonly randomSplits: boolean;
}

/** The stream that samples rows for bin edges; trees take 0, 1, 2, … */
const BINNING_STREAM = -1;

/**
 * Fits a forest; same seed, same bytes, for any team size, with kernels or without, and resumed after
 * any checkpoint.
 * @throws AppError `param-invalid` for an out-of-bag score without bootstrap; `model-invalid` for a
 * checkpoint of another fit.
 */
export function* fitForest(
  data: TrainingData,
  params: ParamValues,
  { rng, team, resume }: FitContext,
  { randomSplits }: ForestKind,
): Generator<Progress, FittedModel, void> {
  checkOutOfBag(params);
  const shape = forestShape(data, params);
  const grown = resume === undefined ? [] : readForestCheckpoint(resume, shape);
  const binned = yield* binMatrix(data.X, Number(params['max_bins']), rng.fork(BINNING_STREAM), team);
  const options = {
    featuresPerSplit: (n: number) => featuresPerSplit(params, n, data.nClasses),
    randomSplits,
  };
  const plan = planTrees(data, params, binned, { team, rng }, options);
  const draw = rowDrawer(data.X.nRows, params['bootstrap'] === true, team);
  const forest = {
    ...plan,
    draw,
    nTrees: shape.nTrees,
    treesPerRound: treesPerRound(binned, params, team.size),
  };
  const trees = yield* reported(growForest(forest, grown, rng, team), shape);
  const table = joinOnce(trees);
  // The trees lie in the team's memory, which ends with the fit; the models of other peers are dropped.
  if (team.index === 0) table();
  if (params['oob_score'] === true) {
    const judging = outOfBagScore(data, createEnsemble(table(), shape.leafWidth), draw, rng, team);
    yield* judged(judging, shape.nTrees);
  }
  return averagedTreesModel({
    nFeatures: shape.nFeatures,
    nOutputs: shape.leafWidth,
    table,
    importance: meanGainImportance(trees, shape.nFeatures),
  });
}

function joinOnce(trees: readonly TreeNodes[]): () => TreeTable {
  let joined: TreeTable | null = null;
  return () => (joined ??= joinTrees(trees));
}

const forestShape = (data: TrainingData, params: ParamValues): ForestShape => ({
  nFeatures: data.X.nColumns,
  leafWidth: Math.max(1, data.nClasses),
  nTrees: Number(params['n_estimators']),
});

function checkOutOfBag(params: ParamValues): void {
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

/** Some seconds of work for one thread: seldom enough that peers do not wait for each other noticeably. */
const CELLS_PER_ROUND = 2 ** 31;
/** Levels that a tree without a limit is taken to have. */
const USUAL_DEPTH = 20;

function treesPerRound(binned: BinnedMatrix, params: ParamValues, teamSize: number): number {
  const depth = Math.min(USUAL_DEPTH, Number(params['max_depth'] ?? USUAL_DEPTH));
  const cells = binned.nRows * depth * Math.ceil(Math.sqrt(binned.nFeatures));
  return Math.max(4, Math.ceil(CELLS_PER_ROUND / cells)) * teamSize;
}

function* reported(
  growing: Generator<ForestStep, TreeNodes[], void>,
  shape: ForestShape,
): Generator<Progress, TreeNodes[], void> {
  for (;;) {
    const step = growing.next();
    if (step.done === true) return step.value;
    const { done, complete } = step.value;
    const progress: Progress = { stage: 'train', done, total: shape.nTrees };
    yield complete === null ? progress : { ...progress, checkpoint: () => forestCheckpoint(complete, shape) };
  }
}

function* judged(judging: Generator<void, number, void>, nTrees: number): Generator<Progress, void, void> {
  const progress: Progress = { stage: 'train', done: nTrees, total: nTrees };
  for (let step = judging.next(); ; step = judging.next()) {
    if (step.done !== true) yield progress;
    else if (!Number.isFinite(step.value)) return;
    else return yield { ...progress, metrics: [{ key: 'oob_score', value: step.value, step: nTrees }] };
  }
}
