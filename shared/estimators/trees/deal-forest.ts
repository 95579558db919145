import type {
  Dealing,
  DealtFit,
  FitContext,
  ModelState,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { adoptBins, type BinnedMatrix } from './binning.ts';
import { forestCheckpoint, joinForestCheckpoints, readForestCheckpoint } from './forest-checkpoint.ts';
import { binForest, checkOutOfBag, forestShape, planForest, type ForestKind } from './plan-forest.ts';
import type { TreeTargets } from './plan-trees.ts';

/** What a thread needs to grow trees: a byte for each cell instead of the eight of the data. */
interface ForestCopy {
  readonly binned: BinnedMatrix;
  readonly targets: TreeTargets;
}

/** A forest over threads that share no memory: a part is a tree, and tree t is the same whoever grows it. */
export const dealtForest = (kind: ForestKind): DealtFit => ({
  prepare: (data, params, context) => prepareCopy(data as TrainingData, params, context),
  open: (copy, params, context) => openCopy(copy as ForestCopy, params, context, kind),
  join: joinForestCheckpoints,
});

function* prepareCopy(
  data: TrainingData,
  params: ParamValues,
  context: FitContext,
): Generator<Progress, Dealing, void> {
  checkOutOfBag(params);
  const shape = forestShape(data.X.nColumns, data, params);
  const nDone = context.resume === undefined ? 0 : readForestCheckpoint(context.resume, shape).length;
  const { byColumn, binCounts, edges, ...sizes } = yield* binForest(data, params, context);
  const { y, weights, nClasses, classWeights } = data;
  // Copies, since a message would take all of the memory that a view lies in.
  const binned = { ...sizes, byColumn: byColumn.slice(), binCounts: binCounts.slice(), edges: edges.slice() };
  const targets: TreeTargets = {
    y: y.slice(),
    weights: weights?.slice() ?? null,
    nClasses,
    ...(classWeights === undefined ? {} : { classWeights: classWeights.slice() }),
  };
  const copy: ForestCopy = { binned, targets };
  return { copy, nParts: shape.nTrees, nDone };
}

function openCopy(
  { binned, targets }: ForestCopy,
  params: ParamValues,
  context: FitContext,
  kind: ForestKind,
): (from: number, to: number) => ModelState {
  const shape = forestShape(binned.nFeatures, targets, params);
  const { grower, draw } = planForest(adoptBins(binned, context.team), targets, params, context, kind);
  const grow = (tree: number) => {
    const { draws, rng } = draw(context.rng.fork(tree));
    grower.begin(draws, rng);
    while (!grower.step(Infinity));
    return grower.take();
  };
  return (from, to) =>
    forestCheckpoint(
      Array.from({ length: to - from }, (_, i) => grow(from + i)),
      shape,
    );
}
