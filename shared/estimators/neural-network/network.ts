import type { Matrix } from '../../numeric/matrix.ts';
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

/** Layers in order; ReLU between them, none after the last. */
export type Network = readonly Layer[];

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

/**
 * Scores of every row: nRows × outputs, row-major. The weights are single precision, the sums double and
 * in one fixed order, so every host gives the same bits. Cost: nRows × weights.
 */
export function forward(network: Network, X: Matrix): Float64Array {
  const nOutputs = network.at(-1)!.nOut;
  const scores = new Float64Array(X.nRows * nOutputs);
  const activations = network.map((layer) => new Float64Array(layer.nOut));
  for (let row = 0; row < X.nRows; row += 1) {
    let input = X.values.subarray(row * X.nColumns, (row + 1) * X.nColumns);
    network.forEach((layer, index) => {
      const output = activations[index]!;
      applyLayer(layer, input, output);
      if (index < network.length - 1) rectify(output);
      input = output;
    });
    scores.set(input, row * nOutputs);
  }
  return scores;
}

function applyLayer({ nIn, nOut, kernel, bias }: Layer, input: Float64Array, output: Float64Array): void {
  output.set(bias);
  for (let i = 0; i < nIn; i += 1) {
    const value = input[i]!;
    // Half of what comes out of a ReLU is zero, and so are most one-hot inputs.
    if (value === 0) continue;
    const base = i * nOut;
    for (let j = 0; j < nOut; j += 1) output[j]! += value * kernel[base + j]!;
  }
}

function rectify(values: Float64Array): void {
  for (let i = 0; i < values.length; i += 1) if (values[i]! < 0) values[i] = 0;
}
