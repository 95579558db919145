import { AppError } from '../../errors/app-error.ts';
import { permutation, shuffle } from '../../random/sampling.ts';
import type {
  FittedModel,
  ParamValues,
  Progress,
  TensorflowContext,
  TensorflowEstimator,
  TrainingData,
} from '../estimator.ts';
import type { ParamTable } from '../params.ts';
import { batchOf, targetScaleOf } from './batches.ts';
import { networkModel, restoreNetwork } from './model.ts';
import { drawNetwork, type Network } from './network.ts';
import { networkTrainer, type NetworkTrainer } from './training.ts';

const params: ParamTable = [
  {
    name: 'hidden_layers',
    title: 'Hidden layers',
    help: 'Units of each hidden layer, from the input on.',
    type: 'choice',
    choices: ['16', '32', '64', '128', '32,16', '64,32', '128,64', '64,64,32'],
    default: '64,32',
  },
  {
    name: 'epochs',
    title: 'Epochs',
    help: 'Passes over the training rows, at most.',
    type: 'integer',
    min: 1,
    max: 5000,
    default: 60,
  },
  {
    name: 'batch_size',
    title: 'Batch size',
    help: 'Rows of one training step; empty chooses by the number of rows.',
    type: 'integer',
    min: 1,
    max: 65_536,
    default: null,
    nullable: true,
    log: true,
  },
  {
    name: 'learning_rate',
    title: 'Learning rate',
    help: 'Step size of Adam.',
    type: 'number',
    min: 1e-6,
    max: 1,
    default: 0.002,
    log: true,
  },
  {
    name: 'l2',
    title: 'Weight penalty',
    help: 'Factor of half the squared weights in the loss.',
    type: 'number',
    min: 0,
    max: 10,
    default: 1e-4,
  },
  {
    name: 'early_stopping',
    title: 'Early stopping',
    help: 'Keep a tenth of the rows aside, stop when their loss no longer falls, and keep the best weights.',
    type: 'boolean',
    default: true,
  },
  {
    name: 'patience',
    title: 'Patience',
    help: 'Epochs to wait for a lower loss before stopping early.',
    type: 'integer',
    min: 1,
    max: 1000,
    default: 8,
  },
];

/**
 * A dense network with ReLU, trained by tfjs on whichever backend is handed in: softmax and
 * cross-entropy for classes, squared error on the standardised target for numbers. Start, validation
 * rows and batches come from the generator; across backends predictions agree to 1e-4. Predictions are
 * an own forward pass that needs no tfjs. Cost: epochs × nRows × weights.
 */
export const neuralNetwork: TensorflowEstimator = {
  kind: 'tensorflow',
  name: 'neural-network',
  title: 'Neural network',
  description: 'Layers of weighted sums: finds smooth patterns and interactions, wants scaled features.',
  tasks: ['classification', 'regression'],
  params,
  sparse: false,
  fit,
  restore: restoreNetwork,
};

/** Units of every layer: features, hidden, outputs. */
function layerSizes(data: TrainingData, values: ParamValues): number[] {
  const hidden = String(values['hidden_layers']).split(',').map(Number);
  return [data.X.nColumns, ...hidden, Math.max(1, data.nClasses)];
}

/** Below this many rows none can be spared for early stopping. */
const MIN_ROWS_TO_VALIDATE = 50;
const VALIDATION_SHARE = 0.1;

async function* fit(
  data: TrainingData,
  values: ParamValues,
  { rng, tf }: TensorflowContext,
): AsyncGenerator<Progress, FittedModel, void> {
  const target = targetScaleOf(data);
  const { training, validation } = partRows(data.X.nRows, values, permutation(data.X.nRows, rng.fork(0)));
  const trainer = networkTrainer(tf, drawNetwork(layerSizes(data, values), rng.fork(1)), {
    task: target === null ? 'classification' : 'regression',
    learningRate: Number(values['learning_rate']),
    l2: Number(values['l2']),
  });
  try {
    const held = validation.length === 0 ? null : batchOf(data, target, validation);
    const epochs = Number(values['epochs']);
    const batchSize = Number(values['batch_size'] ?? automaticBatchSize(training.length));
    let best: { loss: number; epoch: number; network: Network } | null = null;
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      const order = shuffle(training.slice(), rng.fork(1 + epoch));
      const loss = await trainEpoch(trainer, data, target, order, batchSize);
      requireFinite(loss, epoch);
      const metrics = [{ key: 'loss', value: loss, step: epoch }];
      if (held !== null) {
        const value = await trainer.loss(held);
        requireFinite(value, epoch);
        metrics.push({ key: 'val_loss', value, step: epoch });
        if (best === null || value < best.loss)
          best = { loss: value, epoch, network: await trainer.network() };
      }
      yield { stage: 'train', done: epoch, total: epochs, metrics };
      if (best !== null && epoch - best.epoch >= Number(values['patience'])) break;
    }
    return networkModel(best?.network ?? (await trainer.network()), target);
  } finally {
    trainer.dispose();
  }
}

/** About 40 steps an epoch: few rows need small batches to move at all, many rows large ones to be quick. */
function automaticBatchSize(nRows: number): number {
  let size = 16;
  while (size < 256 && size * 40 < nRows) size *= 2;
  return size;
}

function partRows(
  nRows: number,
  values: ParamValues,
  order: Int32Array,
): { training: Int32Array; validation: Int32Array } {
  const spared = values['early_stopping'] === true && nRows >= MIN_ROWS_TO_VALIDATE;
  const nValidation = spared ? Math.ceil(nRows * VALIDATION_SHARE) : 0;
  return {
    training: order.subarray(nValidation).toSorted(),
    validation: order.subarray(0, nValidation).toSorted(),
  };
}

/** The mean loss of the epoch's batches, weighed by the rows' weights. */
async function trainEpoch(
  trainer: NetworkTrainer,
  data: TrainingData,
  target: ReturnType<typeof targetScaleOf>,
  order: Int32Array,
  batchSize: number,
): Promise<number> {
  let total = 0;
  for (let from = 0; from < order.length; from += batchSize) {
    const batch = batchOf(data, target, order.subarray(from, from + batchSize));
    trainer.step(batch, batch.total);
    total += batch.total;
  }
  return (await trainer.takeLoss()) / total;
}

function requireFinite(loss: number, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new AppError('value-not-finite', {
    detail: `The loss of the neural network is no longer a finite number after epoch ${epoch}: training diverged.`,
    remedy: 'Lower the learning rate, or scale the features and clip their outliers.',
    pointer: '/estimator/params/learning_rate',
  });
}
