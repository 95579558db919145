import type { Optimizer, Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { TensorflowContext } from '../estimator.ts';
import type { Network } from './network.ts';

type Tf = TensorflowContext['tf'];

/** Rows as tfjs takes them. */
export interface Batch {
  readonly nRows: number;
  /** nRows × nFeatures. */
  readonly inputs: Float32Array;
  /**
   * nRows × nOutputs; classification: the row's weight at its class, 0 elsewhere; regression: the
   * standardised target. Weights of a batch sum to 1.
   */
  readonly targets: Float32Array;
  /** nRows; they sum to 1. */
  readonly weights: Float32Array;
}

export interface TrainingOptions {
  readonly task: 'classification' | 'regression';
  readonly learningRate: number;
  readonly l2: number;
}

/** A network on a tfjs backend, being trained. Holds device memory until `dispose`. */
export interface NetworkTrainer {
  /** One Adam step; the loss before it (with the penalty) is added to `takeLoss`, weighed by `share`. */
  step(batch: Batch, share: number): void;
  /** The loss summed since the last call; waits for the device. */
  takeLoss(): Promise<number>;
  /** The loss of rows that are not trained on, without the penalty. */
  loss(batch: Batch): Promise<number>;
  /** Downloads the weights. */
  network(): Promise<Network>;
  dispose(): void;
}

// tfjs takes another epsilon on each backend when none is given, and the losses drift apart.
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Uploads `start` and trains it by Adam (Kingma and Ba 2015). */
export function networkTrainer(tf: Tf, start: Network, options: TrainingOptions): NetworkTrainer {
  const layers = start.map((layer) => ({
    ...layer,
    kernel: ownedVariable(tf, layer.kernel, [layer.nIn, layer.nOut]),
    bias: ownedVariable(tf, layer.bias, [layer.nOut]),
  }));
  const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  const optimizer: Optimizer = tf.train.adam(options.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  let summed = tf.scalar(0);

  const outputs = (inputs: Tensor2D): Tensor2D =>
    layers.reduce((activation, { kernel, bias }, index) => {
      const score = tf.add(tf.matMul(activation, kernel as Tensor2D), bias) as Tensor2D;
      return index < layers.length - 1 ? tf.relu(score) : score;
    }, inputs);
  const batchLoss = (batch: Batch): Scalar => {
    const { inputs, targets, weights } = upload(tf, batch, start);
    const scores = outputs(inputs);
    if (options.task === 'classification')
      return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(scores)))) as Scalar;
    return tf.sum(tf.mul(weights, tf.square(tf.sub(scores, targets)))) as Scalar;
  };
  const penalty = (): Tensor =>
    layers.reduce<Tensor>((sum, { kernel }) => tf.add(sum, tf.sum(tf.square(kernel))), tf.scalar(0));

  return {
    step(batch, share) {
      const next = tf.tidy(() => {
        const objective = (): Scalar => tf.add(batchLoss(batch), tf.mul(penalty(), options.l2 / 2)) as Scalar;
        const cost = optimizer.minimize(objective, true, variables)!;
        return tf.add<Scalar>(summed, tf.mul(cost, share));
      });
      summed.dispose();
      summed = next;
    },
    async takeLoss() {
      const [value] = await summed.data();
      summed.dispose();
      summed = tf.scalar(0);
      return value!;
    },
    async loss(batch) {
      const result = tf.tidy(() => batchLoss(batch));
      const [value] = await result.data();
      result.dispose();
      return value!;
    },
    async network() {
      return Promise.all(
        layers.map(async ({ nIn, nOut, kernel, bias }) => ({
          nIn,
          nOut,
          kernel: await download(kernel),
          bias: await download(bias),
        })),
      );
    },
    dispose() {
      optimizer.dispose();
      summed.dispose();
      for (const variable of variables) variable.dispose();
    },
  };
}

/** A copy: the cpu backend hands out its own array, which training goes on writing. */
const download = async (variable: Variable): Promise<Float32Array> =>
  Float32Array.from(await variable.data<'float32'>());

/** `tf.variable` does not own the tensor it is made of. */
function ownedVariable(tf: Tf, values: Float32Array, shape: number[]): Variable {
  const initial = tf.tensor(values.slice(), shape, 'float32');
  const variable = tf.variable(initial);
  initial.dispose();
  return variable;
}

function upload(
  tf: Tf,
  { nRows, inputs, targets, weights }: Batch,
  network: Network,
): { inputs: Tensor2D; targets: Tensor2D; weights: Tensor2D } {
  return {
    inputs: tf.tensor2d(inputs, [nRows, network[0]!.nIn]),
    targets: tf.tensor2d(targets, [nRows, network.at(-1)!.nOut]),
    weights: tf.tensor2d(weights, [nRows, 1]),
  };
}
