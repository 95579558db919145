import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { softmaxInPlace } from '../../numeric/softmax.ts';
import type { FittedModel, ModelState, TextShape } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION } from '../model-state.ts';
import { networkModel, readNetwork, type DenseModel } from '../neural-network/model.ts';
import { forward } from '../neural-network/network.ts';
import { frontShapes, textUnits } from './graph.ts';

/** Everything a network for texts predicts by. */
export interface TextModel {
  readonly shape: TextShape;
  /** Column of the first token; those of the others follow. */
  readonly firstToken: number;
  readonly nFeatures: number;
  /** The words; with filters their kernel and bias. Shapes as `frontShapes` has them. */
  readonly front: readonly Float32Array[];
  readonly dense: DenseModel;
}

const NAMES = ['words', 'filters', 'filterBias'];
/** A text of more tokens than this is none that the step could have made. */
const MAX_LENGTH = 4096;
const MAX_WIDTH = 64;

export function textModel(model: TextModel): FittedModel {
  const { network, activation, target } = model.dense;
  const nOutputs = network.at(-1)!.nOut;
  return {
    nFeatures: model.nFeatures,
    nOutputs,
    predict(X) {
      const scores = forward(network, unitsOf(model, X), activation);
      if (target !== null) return scores.map((score) => target.mean + target.std * score);
      for (let row = 0; row < X.nRows; row += 1) softmaxInPlace(scores, row * nOutputs, nOutputs);
      return scores;
    },
    importance: () => null,
    state: () => stateOf(model),
  };
}

/** What the dense layers are given, row by row; sums in double precision and in a fixed order. */
function unitsOf(model: TextModel, X: FeatureMatrix) {
  const nColumns = model.dense.network[0]!.nIn;
  const values = new Float64Array(X.nRows * nColumns);
  const { length } = model.shape;
  const input = new Float64Array(X.nColumns);
  const embed = embedder(model);
  for (let row = 0; row < X.nRows; row += 1) {
    readTextRow(X, row, model.firstToken, length, input);
    const units = values.subarray(row * nColumns, (row + 1) * nColumns);
    embed(input.subarray(0, length), units);
    units.set(input.subarray(length), textUnits(model.shape));
  }
  return { nRows: X.nRows, nColumns, values };
}

/** A row as the graph takes it: its tokens, then its other features. */
export function readTextRow(
  X: FeatureMatrix,
  row: number,
  firstToken: number,
  length: number,
  into: Float64Array | Float32Array,
): void {
  const put = (column: number, value: number): void => {
    const behind = column - firstToken;
    if (behind >= 0 && behind < length) into[behind] = value;
    else into[length + (behind < 0 ? column : column - length)] = value;
  };
  into.fill(0);
  if (isCsr(X))
    for (let at = X.starts[row]!; at < X.starts[row + 1]!; at += 1) put(X.columns[at]!, X.values[at]!);
  else
    for (let column = 0; column < X.nColumns; column += 1) put(column, X.values[row * X.nColumns + column]!);
}

type Embed = (tokens: Float64Array, units: Float64Array) => void;

function embedder({ shape, front }: TextModel): Embed {
  const { filters, vocabulary } = shape;
  // A token that the model does not know is none.
  const known = (token: number): number => (token >= 1 && token <= vocabulary ? token : 0);
  if (filters === null) return (tokens, units) => average(tokens.map(known), units, shape, front[0]!);
  return (tokens, units) => convolve(tokens.map(known), units, shape, filters, front);
}

function average(
  tokens: Float64Array,
  units: Float64Array,
  { dimensions }: TextShape,
  words: Float32Array,
): void {
  let count = 0;
  for (const token of tokens) {
    if (token === 0) continue;
    count += 1;
    for (let d = 0; d < dimensions; d += 1) units[d]! += words[token * dimensions + d]!;
  }
  for (let d = 0; d < dimensions; d += 1) units[d]! /= Math.max(1, count);
}

function convolve(
  tokens: Float64Array,
  units: Float64Array,
  { length, dimensions }: TextShape,
  { count, width }: NonNullable<TextShape['filters']>,
  [words, kernel, bias]: readonly Float32Array[],
): void {
  const found = new Float64Array(count);
  const before = Math.floor((width - 1) / 2);
  for (let place = 0; place < length; place += 1) {
    if (tokens[place] === 0) continue;
    found.set(bias!);
    for (let k = 0; k < width; k += 1) {
      const token = tokens[place + k - before] ?? 0;
      if (token === 0) continue;
      for (let d = 0; d < dimensions; d += 1) {
        const value = words![token * dimensions + d]!;
        const from = (k * dimensions + d) * count;
        for (let f = 0; f < count; f += 1) found[f]! += value * kernel![from + f]!;
      }
    }
    // ReLU and the largest are one: units start at zero.
    for (let f = 0; f < count; f += 1) if (found[f]! > units[f]!) units[f] = found[f]!;
  }
}

function stateOf({ shape, firstToken, nFeatures, front, dense }: TextModel): ModelState {
  const { config, tensors } = networkModel(dense).state();
  const { length, vocabulary, dimensions, filters } = shape;
  const shapes = frontShapes(shape);
  return {
    config: {
      ...config,
      length,
      vocabulary,
      dimensions,
      filters: filters?.count ?? 0,
      filterWidth: filters?.width ?? 0,
      firstToken,
      nFeatures,
    },
    tensors: [...front.map((data, at) => ({ name: NAMES[at]!, shape: shapes[at]!, data })), ...tensors],
  };
}

/** @throws AppError `model-invalid`; sizes are only believed as far as the tensors bear them out. */
export function restoreTextNetwork(state: ModelState): FittedModel {
  const integer = (key: string, min: number, max: number): number => configInteger(state, key, min, max);
  const count = integer('filters', 0, MAX_DIMENSION);
  const shape: TextShape = {
    length: integer('length', 1, MAX_LENGTH),
    vocabulary: integer('vocabulary', 1, MAX_DIMENSION),
    dimensions: integer('dimensions', 1, MAX_DIMENSION),
    filters: count === 0 ? null : { count, width: integer('filterWidth', 1, MAX_WIDTH) },
  };
  const nFeatures = integer('nFeatures', shape.length, MAX_DIMENSION);
  const firstToken = integer('firstToken', 0, nFeatures - shape.length);
  const shapes = frontShapes(shape);
  const front = shapes.map((dims, at) => finiteTensor(state, NAMES[at]!, Float32Array, dims));
  const own = NAMES.slice(0, shapes.length);
  const dense = readNetwork({ ...state, tensors: state.tensors.filter(({ name }) => !own.includes(name)) });
  const expected = textUnits(shape) + nFeatures - shape.length;
  if (dense.network[0]!.nIn !== expected)
    throw invalidModel('/estimator/config/sizes', `the dense layers must start with ${expected} units.`);
  return textModel({ shape, firstToken, nFeatures, front, dense });
}
