import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { TensorflowContext } from '../estimator.ts';
import { ADAM, correctedStep } from './adam.ts';
import type { TrainingState } from './epochs.ts';

export type Tf = TensorflowContext['tf'];

/** Rows as tfjs takes them. */
export interface Batch {
  readonly nRows: number;
  /** nRows × whatever the graph reads. */
  readonly inputs: Float32Array | Int32Array;
  /**
   * nRows × nOutputs; classification: 1 at the row's class, 0 elsewhere; regression: the standardised
   * target.
   */
  readonly targets: Float32Array;
  /** nRows; they sum to 1. */
  readonly weights: Float32Array;
  /** What the rows weigh together. */
  readonly total: number;
}

/** A network as tfjs computes it. */
export interface Graph {
  readonly variables: readonly { readonly shape: number[]; readonly penalised: boolean }[];
  /** One row of the inputs, and whether they are indices. */
  readonly inputShape: readonly number[];
  readonly inputType: 'float32' | 'int32';
  /** nRows × nOutputs. `dropout` is applied to hidden activations; null = to none. */
  scores(tf: Tf, variables: readonly Tensor[], inputs: Tensor, dropout: Dropout | null): Tensor2D;
}

export type Dropout = (activation: Tensor) => Tensor;

export interface TrainingOptions {
  readonly task: 'classification' | 'regression';
  readonly nOutputs: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly dropout: number;
}

/** A network on a tfjs backend, being trained. Holds device memory until `dispose`. */
export interface NetworkTrainer {
  /** One step of Adam, number `step` from 1; loss and rights before it are added to `takeSums`. */
  step(batch: Batch, step: number, seed: number): void;
  /** Sums since the last call, by weight of the rows; waits for the device. */
  takeSums(): Promise<{ loss: number; right: number }>;
  /** nRows × nOutputs. */
  scores(batch: Pick<Batch, 'nRows' | 'inputs'>): Promise<Float32Array>;
  /** Downloads weights and moments, in the order of the graph's variables. */
  state(): Promise<Pick<TrainingState, 'weights' | 'first' | 'second'>>;
  dispose(): void;
}

/** Uploads `start` and trains it by Adam (Kingma and Ba 2015). */
export function networkTrainer(
  tf: Tf,
  graph: Graph,
  start: Pick<TrainingState, 'weights' | 'first' | 'second'>,
  options: TrainingOptions,
): NetworkTrainer {
  const [weights, first, second] = [start.weights, start.first, start.second].map((flat) =>
    upload(tf, graph, flat),
  ) as [Variable[], Variable[], Variable[]];
  const everything = [...weights, ...first, ...second];
  let sums: Tensor = tf.zeros([2]);

  const inputsOf = ({ nRows, inputs }: Pick<Batch, 'nRows' | 'inputs'>): Tensor =>
    tf.tensor(inputs, [nRows, ...graph.inputShape], graph.inputType);
  const dropoutBy = (seed: number): Dropout | null =>
    options.dropout === 0 ? null : (activation) => tf.dropout(activation, options.dropout, undefined, seed);
  /** The loss of a batch, and the share that it gets right. */
  const judge = (batch: Batch, dropout: Dropout | null): { loss: Scalar; right: Scalar } => {
    const targets = tf.tensor2d(batch.targets, [batch.nRows, options.nOutputs]);
    const rowWeights = tf.tensor1d(batch.weights);
    const scores = graph.scores(tf, weights, inputsOf(batch), dropout);
    if (options.task === 'regression') {
      const squares = tf.sum(tf.square(tf.sub(scores, targets)), 1);
      return { loss: tf.sum(tf.mul(rowWeights, squares)), right: tf.scalar(0) };
    }
    const surprise = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(scores)), 1));
    const hits = tf.cast(tf.equal(tf.argMax(scores, 1), tf.argMax(targets, 1)), 'float32');
    return { loss: tf.sum(tf.mul(rowWeights, surprise)), right: tf.sum(tf.mul(rowWeights, hits)) };
  };
  const move = (index: number, gradient: Tensor, step: number): void => {
    const [w, m, v] = [weights[index]!, first[index]!, second[index]!];
    const { rate, epsilon } = correctedStep(options.learningRate, step);
    const g = graph.variables[index]!.penalised ? tf.add(gradient, tf.mul(w, options.l2)) : gradient;
    m.assign(tf.add(tf.mul(m, ADAM.beta1), tf.mul(g, 1 - ADAM.beta1)));
    v.assign(tf.add(tf.mul(v, ADAM.beta2), tf.mul(tf.square(g), 1 - ADAM.beta2)));
    w.assign(tf.sub(w, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))));
  };

  return {
    step(batch, step, seed) {
      const next = tf.tidy(() => {
        let right: Scalar | null = null;
        const { value, grads } = tf.variableGrads(() => {
          const judged = judge(batch, dropoutBy(seed));
          right = tf.keep(judged.right);
          return judged.loss;
        }, weights);
        weights.forEach((variable, index) => move(index, grads[variable.name]!, step));
        const added = tf.stack([value, right as unknown as Scalar]);
        (right as unknown as Scalar).dispose();
        return tf.add(sums, tf.mul(added, batch.total));
      });
      sums.dispose();
      sums = next;
    },
    async takeSums() {
      const [loss, right] = await sums.data();
      sums.dispose();
      sums = tf.zeros([2]);
      return { loss: loss!, right: right! };
    },
    async scores(batch) {
      const result = tf.tidy(() => graph.scores(tf, weights, inputsOf(batch), null));
      const values = Float32Array.from(await result.data<'float32'>());
      result.dispose();
      return values;
    },
    async state() {
      const [w, m, v] = await Promise.all([weights, first, second].map(download));
      return { weights: w!, first: m!, second: v! };
    },
    dispose() {
      sums.dispose();
      for (const variable of everything) variable.dispose();
    },
  };
}

/** `tf.variable` does not own the tensor it is made of. */
function upload(tf: Tf, { variables }: Graph, flat: Float32Array): Variable[] {
  let from = 0;
  return variables.map(({ shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const initial = tf.tensor(flat.slice(from, (from += length)), shape, 'float32');
    const variable = tf.variable(initial);
    initial.dispose();
    return variable;
  });
}

/** A copy: the cpu backend hands out its own array, which training goes on writing. */
async function download(variables: readonly Variable[]): Promise<Float32Array> {
  const parts = await Promise.all(variables.map((variable) => variable.data<'float32'>()));
  const flat = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}
