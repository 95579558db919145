import { exp } from '../../numeric/exp-log.ts';
import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { sigmoid } from '../../numeric/softmax.ts';
import type { Rng } from '../../random/generator.ts';

/** One dense layer: output = input × kernel + bias. */
export interface Layer {
  readonly nIn: number;
  readonly nOut: number;
  /** nIn × nOut, row-major. */
  readonly kernel: Float32Array;
  /** nOut. */
  readonly bias: Float32Array;
}

/** Layers in order; an activation between them, none after the last. */
export type Network = readonly Layer[];

export const activations = ['relu', 'tanh', 'sigmoid'] as const;
export type Activation = (typeof activations)[number];

/**
 * A network with zero biases and kernels drawn from U(−√(6/(nIn+nOut)), …) (Glorot and Bengio 2010).
 * `sizes`: features, hidden units by layer, outputs. Same generator, same bytes.
 */
export function drawNetwork(sizes: readonly number[], rng: Rng): Network {
  return sizes.slice(1).map((nOut, index) => {
    const nIn = sizes[index]!;
    const limit = Math.sqrt(6 / (nIn + nOut));
    const kernel = new Float32Array(nIn * nOut);
    for (let i = 0; i < kernel.length; i += 1) kernel[i] = (2 * rng.uniform() - 1) * limit;
    return { nIn, nOut, kernel, bias: new Float32Array(nOut) };
  });
}

/** Units of every layer: features, hidden, outputs. */
export const sizesOf = (network: Network): number[] => [
  network[0]!.nIn,
  ...network.map((layer) => layer.nOut),
];

/**
 * Scores of every row: nRows × outputs, row-major. The weights are single precision, the sums double and
 * in one fixed order, so every host gives the same bits. Cost: nRows × weights; of the first layer only
 * the weights of stored values.
 */
export function forward(network: Network, X: FeatureMatrix, activation: Activation = 'relu'): Float64Array {
  const nOutputs = network.at(-1)!.nOut;
  const scores = new Float64Array(X.nRows * nOutputs);
  const outputs = network.map((layer) => new Float64Array(layer.nOut));
  for (let row = 0; row < X.nRows; row += 1) {
    applyToRow(network[0]!, X, row, outputs[0]!);
    for (let index = 1; index < network.length; index += 1) {
      activate[activation](outputs[index - 1]!);
      applyLayer(network[index]!, outputs[index - 1]!, 0, outputs[index]!);
    }
    scores.set(outputs.at(-1)!, row * nOutputs);
  }
  return scores;
}

function applyToRow(layer: Layer, X: FeatureMatrix, row: number, output: Float64Array): void {
  if (!isCsr(X)) return applyLayer(layer, X.values, row * X.nColumns, output);
  output.set(layer.bias);
  for (let at = X.starts[row]!; at < X.starts[row + 1]!; at += 1)
    addScaled(layer, X.columns[at]!, X.values[at]!, output);
}

/** `input` from its place `from` on. */
function applyLayer(layer: Layer, input: Float64Array, from: number, output: Float64Array): void {
  const { nIn, nOut, bias } = layer;
  for (let j = 0; j < nOut; j += 1) output[j] = bias[j]!;
  // Half of what comes out of a ReLU is zero, and so are most one-hot inputs.
  for (let i = 0; i < nIn; i += 1) {
    const value = input[from + i]!;
    if (value !== 0) addScaled(layer, i, value, output);
  }
}

function addScaled({ nOut, kernel }: Layer, input: number, value: number, output: Float64Array): void {
  const base = input * nOut;
  for (let j = 0; j < nOut; j += 1) output[j]! += value * kernel[base + j]!;
}

const activate: Record<Activation, (values: Float64Array) => void> = {
  relu(values) {
    for (let i = 0; i < values.length; i += 1) if (values[i]! < 0) values[i] = 0;
  },
  tanh(values) {
    for (let i = 0; i < values.length; i += 1) values[i] = 1 - 2 / (exp(2 * values[i]!) + 1);
  },
  sigmoid(values) {
    for (let i = 0; i < values.length; i += 1) values[i] = sigmoid(values[i]!);
  },
};
