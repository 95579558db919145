import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { permutation, shuffle } from '../../random/sampling.ts';
import type { Rng } from '../../random/generator.ts';
import { AppError } from '../../errors/app-error.ts';
import type { ParamValues, TrainingData } from '../estimator.ts';
import { featureMoments } from '../feature-moments.ts';
import type { DenseModel, TargetScale } from './model.ts';
import { drawNetwork, sizesOf, type Activation, type Network } from './network.ts';

/** All of a dense network's fit that is decided before its first step; the same whatever it is trained on. */
export interface Plan extends EpochPlan {
  readonly start: Network;
  /** Units of every layer: features, hidden, outputs. */
  readonly sizes: readonly number[];
  readonly activation: Activation;
}

/** What is decided whatever the network. */
export interface EpochPlan {
  /** null: classification. */
  readonly target: TargetScale | null;
  readonly learningRate: number;
  readonly l2: number;
  readonly dropout: number;
  readonly epochs: number;
  readonly patience: number;
  readonly batchSize: number;
  /** Ascending. */
  readonly training: Int32Array;
  /** Ascending; empty without early stopping. */
  readonly validation: Int32Array;
  /** Training rows in the order of an epoch, and what else it draws from. */
  order(epoch: number): { rows: Int32Array; rng: Rng };
}

/** Streams of the fit's generator; epoch k draws from EPOCHS + k. */
const SPLIT = 0;
export const START = 1;
const EPOCHS = 1;

/** Start, held-out rows and batches come from the generator. `previous`: what the fit goes on from. */
export function planFit(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
  rng: Rng,
  previous: DenseModel | null = null,
): Plan {
  const start =
    previous === null
      ? drawNetwork(layerSizes(data.X.nColumns, data.nClasses, values), rng.fork(START))
      : widen(requireSame(previous, data), data.nClasses, rng.fork(START));
  return {
    ...planEpochs(data, values, rng, previous === null ? targetScaleOf(data) : previous.target),
    start,
    sizes: sizesOf(start),
    activation: previous?.activation ?? (values['activation'] as Activation),
  };
}

/** Rows kept aside, batches and order; nothing of it depends on the layers. */
export function planEpochs(
  data: Pick<TrainingData<FeatureMatrix>, 'y'>,
  values: ParamValues,
  rng: Rng,
  target: TargetScale | null,
): EpochPlan {
  const parts = partRows(data.y.length, values, permutation(data.y.length, rng.fork(SPLIT)));
  return {
    ...parts,
    target,
    learningRate: Number(values['learning_rate']),
    l2: Number(values['l2']),
    dropout: Number(values['dropout']),
    epochs: Number(values['epochs']),
    patience: Number(values['patience']),
    batchSize: Number(values['batch_size'] ?? automaticBatchSize(parts.training.length)),
    order(epoch) {
      const stream = rng.fork(EPOCHS + epoch);
      return { rows: shuffle(parts.training.slice(), stream), rng: stream.fork(0) };
    },
  };
}

/** Units of every layer: features, hidden, outputs. */
export function layerSizes(nFeatures: number, nClasses: number, values: ParamValues): number[] {
  const hidden = String(values['hidden_layers']).split(',').map(Number);
  return [nFeatures, ...hidden, Math.max(1, nClasses)];
}

/** About 40 steps an epoch: few rows need small batches to move at all, many rows large ones to be quick. */
export function automaticBatchSize(nRows: number): number {
  let size = 16;
  while (size < 256 && size * 40 < nRows) size *= 2;
  return size;
}

/** Weights of a network of these sizes; biases are not counted. */
export const weightsOf = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, nOut, index) => sum + sizes[index]! * nOut, 0);

/** Below this many rows none can be spared for early stopping. */
const MIN_ROWS_TO_VALIDATE = 50;

function partRows(
  nRows: number,
  values: ParamValues,
  order: Int32Array,
): { training: Int32Array; validation: Int32Array } {
  const spared = values['early_stopping'] === true && nRows >= MIN_ROWS_TO_VALIDATE;
  const nValidation = spared ? Math.ceil(nRows * Number(values['validation_fraction'])) : 0;
  return {
    training: order.subarray(nValidation).toSorted(),
    validation: order.subarray(0, nValidation).toSorted(),
  };
}

/** Mean and standard deviation of a regression target (1 when constant); null for classification. */
export function targetScaleOf({ y, weights, nClasses }: TrainingData<FeatureMatrix>): TargetScale | null {
  if (nClasses > 0) return null;
  const { means, variances } = featureMoments({ nRows: y.length, nColumns: 1, values: y }, weights);
  const std = Math.sqrt(variances[0]!);
  return { mean: means[0]!, std: std > 0 ? std : 1 };
}

/** @throws AppError `cannot-continue`. */
function requireSame(previous: DenseModel, { X, nClasses }: TrainingData<FeatureMatrix>): DenseModel {
  const known = previous.network[0]!.nIn;
  if (known === X.nColumns && (previous.target === null) === nClasses > 0) return previous;
  throw new AppError('cannot-continue', {
    detail: `The network was trained for ${known} features and ${previous.target === null ? 'classes' : 'a number'}; the data has ${X.nColumns} features and ${nClasses > 0 ? 'classes' : 'a number'}.`,
  });
}

/** The same network with drawn outputs for the classes that it did not know. */
function widen({ network }: DenseModel, nClasses: number, rng: Rng): Network {
  const last = network.at(-1)!;
  if (nClasses <= last.nOut) return network;
  const drawn = drawNetwork([last.nIn, nClasses], rng)[0]!;
  const kernel = drawn.kernel.map((value, at) => {
    const output = at % nClasses;
    return output < last.nOut ? last.kernel[((at - output) / nClasses) * last.nOut + output]! : value;
  });
  const bias = drawn.bias.map((value, output) => last.bias[output] ?? value);
  return [...network.slice(0, -1), { ...drawn, kernel, bias }];
}

/** Stored values of the row with the most of them; the width of a dense matrix. */
export function longestRow(X: FeatureMatrix): number {
  if (!isCsr(X)) return X.nColumns;
  let longest = 0;
  for (let row = 0; row < X.nRows; row += 1) longest = Math.max(longest, X.starts[row + 1]! - X.starts[row]!);
  return longest;
}
