import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Activation, Network } from './network.ts';
import type { Graph, Tf } from './training.ts';

/** A dense network as tfjs computes it: a kernel and a bias for each layer. */
export function denseGraph(sizes: readonly number[], activation: Activation): Graph {
  return {
    variables: sizes.slice(1).flatMap((nOut, index) => [
      { shape: [sizes[index]!, nOut], penalised: true },
      { shape: [nOut], penalised: false },
    ]),
    inputShape: [sizes[0]!],
    inputType: 'float32',
    scores: (tf, variables, inputs, dropout) =>
      denseScores(tf, variables, inputs as Tensor2D, activation, dropout),
  };
}

/** Dense layers over `inputs`; a kernel and a bias for each, an activation between them. */
export function denseScores(
  tf: Tf,
  variables: readonly Tensor[],
  inputs: Tensor2D,
  activation: Activation,
  dropout: ((value: Tensor) => Tensor) | null,
): Tensor2D {
  let value = inputs;
  for (let at = 0; at < variables.length; at += 2) {
    value = tf.add(tf.matMul(value, variables[at] as Tensor2D), variables[at + 1]!);
    if (at + 2 === variables.length) break;
    value = tf[activation](value);
    if (dropout !== null) value = dropout(value) as Tensor2D;
  }
  return value;
}

/** Kernels and biases of the layers, one after another. */
export function flattenNetwork(network: Network): Float32Array {
  const parts = network.flatMap(({ kernel, bias }) => [kernel, bias]);
  const flat = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}

/** The layers that {@link flattenNetwork} laid flat. */
export function unflattenNetwork(sizes: readonly number[], flat: Float32Array): Network {
  let from = 0;
  const take = (length: number): Float32Array => flat.slice(from, (from += length));
  return sizes.slice(1).map((nOut, index) => {
    const nIn = sizes[index]!;
    return { nIn, nOut, kernel: take(nIn * nOut), bias: take(nOut) };
  });
}
