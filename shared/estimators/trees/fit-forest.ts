import type { FitContext, FittedModel, ParamValues, Progress, TrainingData } from '../estimator.ts';
import { averagedTreesModel } from './averaged-trees.ts';
import type { BinnedMatrix } from './binning.ts';
import { createEnsemble } from './ensemble.ts';
import { forestCheckpoint, readForestCheckpoint, type ForestShape } from './forest-checkpoint.ts';
import { growForest, type ForestStep } from './grow-forest.ts';
import { meanGainImportance } from './importance.ts';
import { outOfBagScore } from './out-of-bag.ts';
import {
  binForest,
  checkOutOfBag,
  drawerOf,
  forestShape,
  planForest,
  type ForestKind,
} from './plan-forest.ts';
import { joinTrees, type TreeTable } from './tree-table.ts';
import type { TreeNodes } from './tree-nodes.ts';

/**
 * Fits a forest; same seed, same bytes, for any team size, with kernels or without, and resumed after
 * any checkpoint.
 * @throws AppError `param-invalid` for an out-of-bag score without bootstrap; `model-invalid` for a
 * checkpoint of another fit.
 */
export function* fitForest(
  data: TrainingData,
  params: ParamValues,
  context: FitContext,
  kind: ForestKind,
): Generator<Progress, FittedModel, void> {
  checkOutOfBag(params);
  const { rng, team, resume } = context;
  const shape = forestShape(data.X.nColumns, data, params);
  const grown = resume === undefined ? [] : readForestCheckpoint(resume, shape);
  const trees =
    grown.length === shape.nTrees ? grown : yield* growRest(grown, shape, data, params, context, kind);
  const table = joinOnce(trees);
  // The trees lie in the team's memory, which ends with the fit; the models of other peers are dropped.
  if (team.index === 0) table();
  if (params['oob_score'] === true) {
    const draw = drawerOf(data.X.nRows, params, context);
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

function* growRest(
  grown: readonly TreeNodes[],
  shape: ForestShape,
  data: TrainingData,
  params: ParamValues,
  context: FitContext,
  kind: ForestKind,
): Generator<Progress, readonly TreeNodes[], void> {
  const { rng, team } = context;
  const binned = yield* binForest(data, params, context);
  const forest = {
    ...planForest(binned, data, params, context, kind),
    nTrees: shape.nTrees,
    treesPerRound: treesPerRound(binned, params, team.size),
  };
  return yield* reported(growForest(forest, grown, rng, team), shape);
}

function joinOnce(trees: readonly TreeNodes[]): () => TreeTable {
  let joined: TreeTable | null = null;
  return () => (joined ??= joinTrees(trees));
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
