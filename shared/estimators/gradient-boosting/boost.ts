import type { Rng } from '../../random/generator.ts';
import type { ParamValues, Progress, TrainingData } from '../estimator.ts';
import type { BinnedMatrix } from '../trees/binning.ts';
import type { TreeNodes } from '../trees/tree-nodes.ts';
import { createQuantised, quantise, type Derivatives } from './gradients.ts';
import { createLeafwiseGrower } from './grow-leafwise.ts';
import { lossFor } from './loss.ts';

export interface Boosted {
  /** nScores: where every score starts. */
  readonly baseline: Float64Array;
  /** Round by round, in each round one tree a score. */
  readonly trees: TreeNodes[];
}

/** Cells read between two reports: some 20 ms. */
const CELLS_PER_STEP = 1 << 22;
/** Rounds whose loss is reported, so that the curve costs little. */
const LOSS_POINTS = 25;

/** Fits tree after tree to the derivatives of the loss; sums in row order, so the same seed gives the same bytes. */
export function* boost(
  data: TrainingData,
  params: ParamValues,
  binned: BinnedMatrix,
  rng: Rng,
): Generator<Progress, Boosted, void> {
  const { nRows } = data.X;
  const nRounds = Number(params['max_iter']);
  const loss = lossFor(data);
  const baseline = loss.baseline();
  const scores = startScores(nRows, baseline);
  const derivatives: Derivatives = { gradients: new Float64Array(nRows), hessians: new Float64Array(nRows) };
  const quantised = createQuantised(nRows);
  const grower = createLeafwiseGrower(binned, leafwiseParams(params));
  const draw = rowSampler(nRows, Number(params['subsample']));
  const lossEvery = Math.ceil(nRounds / LOSS_POINTS);
  const trees: TreeNodes[] = [];
  for (let round = 0; round < nRounds; round++) {
    const included = draw(rng.fork(round));
    loss.beginRound(scores);
    for (let k = 0; k < loss.nScores; k++) {
      loss.derive(k, derivatives);
      quantise(derivatives, included, quantised);
      yield { stage: 'train', done: round, total: nRounds };
      grower.begin(quantised);
      while (!grower.step(CELLS_PER_STEP)) yield { stage: 'train', done: round, total: nRounds };
      trees.push(grower.take(leafUpdate(derivatives, included, params, scores, k, loss.nScores)));
    }
    const report = (round + 1) % lossEvery === 0 || round === nRounds - 1;
    yield {
      stage: 'train',
      done: round + 1,
      total: nRounds,
      ...(report ? { metrics: [{ key: 'train_loss', value: loss.mean(scores), step: round + 1 }] } : {}),
    };
  }
  return { baseline, trees };
}

function startScores(nRows: number, baseline: Float64Array): Float64Array {
  const scores = new Float64Array(nRows * baseline.length);
  for (let i = 0; i < scores.length; i++) scores[i] = baseline[i % baseline.length]!;
  return scores;
}

const leafwiseParams = (params: ParamValues) => ({
  maxLeaves: Number(params['max_leaf_nodes']),
  maxDepth: Number(params['max_depth'] ?? Infinity),
  minSamplesLeaf: Number(params['min_samples_leaf']),
  l2: Number(params['l2_regularization']),
});

/** Which rows a round learns from (nRows of 0 or 1), each with the given chance; null = all. */
function rowSampler(nRows: number, share: number): (rng: Rng) => Uint8Array | null {
  if (share >= 1) return () => null;
  const included = new Uint8Array(nRows);
  return (rng) => {
    for (let row = 0; row < nRows; row++) included[row] = +(rng.uniform() < share);
    return included;
  };
}

/** A leaf's Newton step −G/(H + λ), shrunk by the learning rate; adds it to the scores of all its rows. */
function leafUpdate(
  { gradients, hessians }: Derivatives,
  included: Uint8Array | null,
  params: ParamValues,
  scores: Float64Array,
  k: number,
  nScores: number,
): (order: Int32Array, start: number, end: number) => number {
  const rate = Number(params['learning_rate']);
  const l2 = Number(params['l2_regularization']);
  return (order, start, end) => {
    let gradient = 0;
    let hessian = 0;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const counts = included === null ? 1 : included[row]!;
      gradient += counts * gradients[row]!;
      hessian += counts * hessians[row]!;
    }
    const value = hessian + l2 > 0 ? (-rate * gradient) / (hessian + l2) : 0;
    for (let i = start; i < end; i++) scores[order[i]! * nScores + k]! += value;
    return value;
  };
}
