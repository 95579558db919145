import { drawNetwork } from '../../shared/estimators/neural-network/network.ts';
import {
  networkTrainer,
  type Batch,
  type NetworkTrainer,
} from '../../shared/estimators/neural-network/training.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Tf } from './backend.ts';

/** Units by layer, from features to outputs, and rows of a step. */
export interface ProbeShape {
  readonly sizes: readonly number[];
  readonly batchSize: number;
}

export const defaultProbeShape: ProbeShape = { sizes: [20, 64, 32, 2], batchSize: 128 };

const CHECK_STEPS = 5;
const OPTIONS = { task: 'classification', learningRate: 0.01, l2: 1e-4 } as const;

/**
 * The loss after a few training steps of a small fixed network on the current backend: a backend whose
 * loss differs from the cpu's computes something else, and must not train. The first steps also compile
 * what the backend has to compile.
 */
export async function probeLoss(tf: Tf): Promise<number> {
  return withTrainer(tf, defaultProbeShape, async (trainer, batch) => {
    for (let step = 0; step < CHECK_STEPS; step += 1) trainer.step(batch, 1);
    await trainer.takeLoss();
    return trainer.loss(batch);
  });
}

/** Steps a second of a network of this shape; takes about `budgetMs`, and at least one step. */
export async function probeSpeed(tf: Tf, shape: ProbeShape, budgetMs: number): Promise<number> {
  return withTrainer(tf, shape, async (trainer, batch) => {
    trainer.step(batch, 1);
    await trainer.takeLoss();
    const start = performance.now();
    let steps = 0;
    let elapsedMs = 0;
    for (let round = 1; elapsedMs < budgetMs; round *= 2) {
      for (let step = 0; step < round; step += 1) trainer.step(batch, 1);
      // Steps only queue up on a GPU; the time is over when the loss has arrived.
      await trainer.takeLoss();
      steps += round;
      elapsedMs = performance.now() - start;
    }
    return (steps * 1000) / elapsedMs;
  });
}

async function withTrainer<T>(
  tf: Tf,
  shape: ProbeShape,
  use: (trainer: NetworkTrainer, batch: Batch) => Promise<T>,
): Promise<T> {
  const trainer = networkTrainer(tf, drawNetwork(shape.sizes, createRng(1)), OPTIONS);
  try {
    return await use(trainer, drawBatch(shape));
  } finally {
    trainer.dispose();
  }
}

/** Rows whose class is the sign of their first feature. */
function drawBatch({ sizes, batchSize }: ProbeShape): Batch {
  const rng = createRng(2);
  const nFeatures = sizes[0]!;
  const nOutputs = sizes.at(-1)!;
  const inputs = Float32Array.from({ length: batchSize * nFeatures }, () => rng.normal());
  const targets = new Float32Array(batchSize * nOutputs);
  for (let row = 0; row < batchSize; row += 1) {
    const own = inputs[row * nFeatures]! > 0 ? Math.min(1, nOutputs - 1) : 0;
    targets[row * nOutputs + own] = 1 / batchSize;
  }
  return { nRows: batchSize, inputs, targets, weights: new Float32Array(batchSize).fill(1 / batchSize) };
}
