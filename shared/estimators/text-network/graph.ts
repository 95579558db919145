import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Rng } from '../../random/generator.ts';
import type { TextShape } from '../estimator.ts';
import { denseScores, flattenNetwork } from '../neural-network/dense-graph.ts';
import { drawNetwork } from '../neural-network/network.ts';
import type { Graph, Tf } from '../neural-network/training.ts';

/** Arrays before those of the dense layers: the words, and with filters their kernel and bias. */
export const frontArrays = ({ filters }: TextShape): number => (filters === null ? 1 : 3);

/** Units that the dense layers are given: what the text becomes, and the other features. */
export const textUnits = ({ dimensions, filters }: TextShape): number => filters?.count ?? dimensions;

/** Weights before those of the dense layers. */
export function frontShapes({ vocabulary, dimensions, filters }: TextShape): number[][] {
  const words = [vocabulary + 1, dimensions];
  return filters === null ? [words] : [words, [filters.width, dimensions, filters.count], [filters.count]];
}

/**
 * Words to vectors, filters over neighbours and the largest answer of each (Kim 2014), or their mean, then
 * dense layers. Inputs: the tokens of a row, 0 = none, then its other features. `sizes`: of the dense layers.
 */
export function textGraph(shape: TextShape, sizes: readonly number[]): Graph {
  const front = frontShapes(shape).map((dims, index) => ({ shape: dims, penalised: index === 1 }));
  const dense = sizes.slice(1).flatMap((nOut, index) => [
    { shape: [sizes[index]!, nOut], penalised: true },
    { shape: [nOut], penalised: false },
  ]);
  const others = sizes[0]! - textUnits(shape);
  return {
    variables: [...front, ...dense],
    inputShape: [shape.length + others],
    inputType: 'float32',
    scores(tf, variables, inputs, dropout) {
      const nRows = inputs.shape[0];
      const tokens = tf.cast(tf.slice(inputs, [0, 0], [nRows, shape.length]), 'int32') as Tensor2D;
      const text = textOf(tf, shape, variables, tokens);
      const rest = tf.slice(inputs, [0, shape.length], [nRows, others]);
      let units = others === 0 ? text : (tf.concat([text, rest], 1) as Tensor2D);
      if (dropout !== null) units = dropout(units) as Tensor2D;
      return denseScores(tf, variables.slice(frontArrays(shape)), units, 'relu', dropout);
    },
  };
}

function textOf(tf: Tf, { filters }: TextShape, variables: readonly Tensor[], tokens: Tensor2D): Tensor2D {
  const there = tf.expandDims(tf.cast(tf.greater(tokens, 0), 'float32'), 2);
  const words = tf.mul<Tensor3D>(lookedUp(tf, variables[0] as Tensor2D, tokens), there);
  if (filters === null) return tf.div(tf.sum(words, 1), tf.maximum(tf.sum(there, 1), 1));
  const found = tf.add(convolved(tf, words, variables[1] as Tensor3D), variables[2]!);
  // What is found beside the text counts for nothing, so that it does not matter how much of that there is.
  return tf.max(tf.mul(tf.relu(found), there), 1);
}

/**
 * The vectors of tokens. The gradient adds up by token; that of `gather` goes through all tokens for each
 * word there is, and the wasm backend has none.
 */
function lookedUp(tf: Tf, words: Tensor2D, tokens: Tensor2D): Tensor {
  const count = tokens.size;
  const look = tf.customGrad((...given: unknown[]) => {
    const [table, save] = given as [Tensor2D, (kept: Tensor[]) => void];
    save([tokens]);
    return {
      value: tf.gather(table, tokens),
      gradFunc: (dy: Tensor, kept: Tensor[]) =>
        tf.scatterND(tf.reshape(kept[0]!, [count, 1]), tf.reshape(dy, [count, words.shape[1]]), words.shape),
    };
  });
  return look(words);
}

/**
 * A convolution over neighbours, as one product of matrices: the gradients of `conv1d` take ten times as long
 * on the cpu backend.
 */
function convolved(tf: Tf, words: Tensor3D, kernel: Tensor3D): Tensor3D {
  const [nRows, length] = words.shape;
  const [width, dimensions, count] = kernel.shape;
  const before = Math.floor((width - 1) / 2);
  const padded = tf.pad(words, [
    [0, 0],
    [before, width - 1 - before],
    [0, 0],
  ]);
  const shifted = Array.from({ length: width }, (_, k) =>
    tf.slice(padded, [0, k, 0], [nRows, length, dimensions]),
  );
  const neighbours = tf.reshape(tf.concat(shifted, 2), [nRows * length, width * dimensions]) as Tensor2D;
  const product = tf.matMul(neighbours, tf.reshape(kernel, [width * dimensions, count]));
  return tf.reshape(product, [nRows, length, count]);
}

/** Vectors of words start small, so that the order of magnitude of a text does not hang on its length. */
const WORD_LIMIT = 0.1;

/** Weights to start from, flat. Same generator, same bytes. */
export function drawTextNetwork(shape: TextShape, sizes: readonly number[], rng: Rng): Float32Array {
  const limits = [WORD_LIMIT, filterLimit(shape), 0];
  const front = frontShapes(shape).map((dims, index) => {
    const values = new Float32Array(dims.reduce((product, size) => product * size, 1));
    for (let i = 0; i < values.length; i += 1) values[i] = (2 * rng.uniform() - 1) * limits[index]!;
    return values;
  });
  const parts = [...front, flattenNetwork(drawNetwork(sizes, rng.fork(0)))];
  const flat = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}

/** As a dense layer's (Glorot and Bengio 2010). */
const filterLimit = ({ filters, dimensions }: TextShape): number =>
  filters === null ? 0 : Math.sqrt(6 / (filters.width * dimensions + filters.width * filters.count));
