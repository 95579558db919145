import { denseNetwork } from '../../shared/estimators/neural-network/dense-network.ts';
import { denseGraph, flattenNetwork } from '../../shared/estimators/neural-network/dense-graph.ts';
import { judgeRows, noJudgement } from '../../shared/estimators/neural-network/judge.ts';
import { drawNetwork } from '../../shared/estimators/neural-network/network.ts';
import {
  networkTrainer,
  type Batch,
  type NetworkTrainer,
} from '../../shared/estimators/neural-network/training.ts';
import { drawTextNetwork, textGraph, textUnits } from '../../shared/estimators/text-network/graph.ts';
import type { NetworkShape } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Tf } from './backend.ts';

export const defaultShape: NetworkShape = { sizes: [20, 64, 32, 2], batchSize: 128 };

const CHECK_STEPS = 5;
const OPTIONS = { learningRate: 0.01, l2: 1e-4, dropout: 0 } as const;

/**
 * The loss after a few training steps of a small fixed network on the current backend: a backend whose
 * loss differs from the cpu's computes something else, and must not train. The first steps also compile
 * what the backend has to compile.
 */
export async function probeLoss(tf: Tf): Promise<number> {
  return withTrainer(tf, defaultShape, async (trainer, batch) => {
    for (let step = 1; step <= CHECK_STEPS; step += 1) trainer.step(batch, step, 0);
    return (await trainer.takeSums()).loss;
  });
}

/** Steps a second of a network of this shape; takes about `budgetMs`, and at least one step. */
export async function probeSpeed(tf: Tf, shape: NetworkShape, budgetMs: number): Promise<number> {
  return withTrainer(tf, shape, async (trainer, batch) => {
    trainer.step(batch, 1, 0);
    await trainer.takeSums();
    const start = performance.now();
    let steps = 0;
    let elapsedMs = 0;
    for (let round = 1; elapsedMs < budgetMs; round *= 2) {
      for (let step = 1; step <= round; step += 1) trainer.step(batch, steps + step, 0);
      // Steps only queue up on a GPU; the time is over when the loss has arrived.
      await trainer.takeSums();
      steps += round;
      elapsedMs = performance.now() - start;
    }
    return (steps * 1000) / elapsedMs;
  });
}

/** Steps a second of the own kernels. */
export function probeOwnSpeed(shape: NetworkShape, budgetMs: number): number {
  const batch = drawBatch(shape);
  const X = { nRows: batch.nRows, nColumns: shape.sizes[0]!, values: Float64Array.from(batch.inputs) };
  const network = denseNetwork(soloTeam(), X, { ...shape, ...OPTIONS, activation: 'relu' });
  network.load(drawNetwork(shape.sizes, createRng(1)));
  const nClasses = shape.sizes.at(-1)!;
  const data = { y: new Float64Array(batch.nRows), weights: null, nClasses };
  const target = nClasses === 1 ? { mean: 0, std: 1 } : null;
  const rows = Int32Array.from({ length: batch.nRows }, (_, row) => row);
  const scores = { floats: network.floats, ...network.scores, total: batch.nRows };
  const step = (count: number): void => {
    for (let from = 0; from < rows.length; from += network.chunk) {
      const chunk = rows.subarray(from, from + network.chunk);
      network.forward(X, chunk, null);
      judgeRows(scores, data, target, chunk, noJudgement());
      network.backward();
    }
    network.adam(count);
  };
  step(1);
  const start = performance.now();
  let steps = 0;
  while (steps === 0 || performance.now() - start < budgetMs) step(++steps);
  return (steps * 1000) / (performance.now() - start);
}

async function withTrainer<T>(
  tf: Tf,
  shape: NetworkShape,
  use: (trainer: NetworkTrainer, batch: Batch) => Promise<T>,
): Promise<T> {
  const { text, sizes } = shape;
  const weights =
    text === undefined
      ? flattenNetwork(drawNetwork(sizes, createRng(1)))
      : drawTextNetwork(text, sizes, createRng(1));
  const graph = text === undefined ? denseGraph(sizes, 'relu') : textGraph(text, sizes);
  const zeros = new Float32Array(weights.length);
  const start = { weights, first: zeros, second: zeros };
  const nOutputs = shape.sizes.at(-1)!;
  const task = nOutputs === 1 ? 'regression' : 'classification';
  const trainer = networkTrainer(tf, graph, start, { ...OPTIONS, task, nOutputs });
  try {
    return await use(trainer, drawBatch(shape));
  } finally {
    trainer.dispose();
  }
}

/** Rows whose class is the sign of their first feature; of texts, whether their first token is odd. */
function drawBatch({ sizes, batchSize, text }: NetworkShape): Batch {
  const rng = createRng(2);
  const nFeatures = text === undefined ? sizes[0]! : text.length + sizes[0]! - textUnits(text);
  const draw = (at: number): number =>
    text !== undefined && at % nFeatures < text.length ? 1 + rng.integer(text.vocabulary) : rng.normal();
  const nOutputs = sizes.at(-1)!;
  const inputs = Float32Array.from({ length: batchSize * nFeatures }, (_, at) => draw(at));
  const targets = new Float32Array(batchSize * nOutputs);
  for (let row = 0; row < batchSize; row += 1) {
    const first = inputs[row * nFeatures]!;
    const own = (text === undefined ? first > 0 : first % 2 === 1) ? Math.min(1, nOutputs - 1) : 0;
    targets[row * nOutputs + own] = 1;
  }
  const weights = new Float32Array(batchSize).fill(1 / batchSize);
  return { nRows: batchSize, inputs, targets, weights, total: 1 };
}
