import { AppError } from '../../errors/app-error.ts';
import type { FeatureMatrix } from '../../numeric/csr.ts';
import type {
  FittedModel,
  FitShape,
  NetworkShape,
  ParamValues,
  Progress,
  TensorflowContext,
  TensorflowEstimator,
  TextShape,
  TrainingData,
} from '../estimator.ts';
import { unflattenNetwork } from '../neural-network/dense-graph.ts';
import { HELD_OUT_ROWS, trainGraph, type ReadRows } from '../neural-network/fit-tensorflow.ts';
import { automaticBatchSize, planEpochs, START, targetScaleOf } from '../neural-network/plan.ts';
import { drawTextNetwork, frontShapes, textGraph, textUnits } from './graph.ts';
import { readTextRow, restoreTextNetwork, textModel } from './model.ts';
import { params } from './params.ts';

type Data = TrainingData<FeatureMatrix>;

/**
 * A network that reads texts word by word, in order: vectors of words, filters over neighbours, the largest
 * answer of each, and a dense layer (Kim 2014, "Convolutional neural networks for sentence
 * classification"); or the mean of the vectors. Other features join behind the text. Trained by tfjs;
 * predictions are an own forward pass that needs none. Cost: epochs × words × dimensions × filters × width.
 */
export const textNetwork: TensorflowEstimator = {
  kind: 'tensorflow',
  name: 'text-network',
  title: 'Text network',
  description: 'Reads texts word by word, in order: finds phrases where single words do not tell.',
  tasks: ['classification', 'regression'],
  params,
  sparse: true,
  sequences: true,
  backends: ['wasm', 'webgpu', 'webgl', 'cpu'],
  fitBytes,
  shape: (data, values) => shapeOf(data, values).network,
  fit,
  restore: restoreTextNetwork,
};

async function* fit(
  data: Data,
  values: ParamValues,
  context: TensorflowContext,
): AsyncGenerator<Progress, FittedModel, void> {
  const { network, shape, firstToken } = shapeOf(data, values);
  const plan = planEpochs(data, values, context.rng, targetScaleOf(data));
  const start = drawTextNetwork(shape, network.sizes, context.rng.fork(START));
  const longest = network.text!.length;
  const read = textRows(data, firstToken, shape.length, longest);
  const graph = textGraph(network.text!, network.sizes);
  const flat = yield* trainGraph(data, plan, graph, start, read, context);
  let from = 0;
  const front = frontShapes(shape).map((dims) => {
    const length = dims.reduce((product, size) => product * size, 1);
    return flat.slice(from, (from += length));
  });
  return textModel({
    shape,
    firstToken,
    nFeatures: data.X.nColumns,
    front,
    dense: {
      network: unflattenNetwork(network.sizes, flat.subarray(from)),
      activation: 'relu',
      target: plan.target,
    },
  });
}

/** Rows as the graph takes them: the first `read` tokens of the `length` there are room for, then the rest. */
function textRows({ X }: Data, firstToken: number, length: number, read: number): ReadRows {
  const whole = new Float32Array(X.nColumns);
  const width = X.nColumns - length + read;
  return (rows) => {
    const inputs = new Float32Array(rows.length * width);
    rows.forEach((row, at) => {
      readTextRow(X, row, firstToken, length, whole);
      inputs.set(whole.subarray(0, read), at * width);
      inputs.set(whole.subarray(length), at * width + read);
    });
    return inputs;
  };
}

/** Tokens of the longest text: what lies behind them is the same for all, and need not be computed. */
function longestText({ X }: Data, firstToken: number, length: number): number {
  const whole = new Float32Array(X.nColumns);
  let longest = 1;
  for (let row = 0; row < X.nRows && longest < length; row += 1) {
    readTextRow(X, row, firstToken, length, whole);
    const tokens = whole.subarray(0, length);
    longest = Math.max(longest, tokens.findLastIndex((token) => token !== 0) + 1);
  }
  return longest;
}

interface Shapes {
  /** What is trained: as long as the longest text. */
  readonly network: NetworkShape;
  /** What the model is given. */
  readonly shape: TextShape;
  readonly firstToken: number;
}

/** @throws AppError `recipe-invalid` where no step has made tokens of the texts. */
function shapeOf(data: Data, values: ParamValues): Shapes {
  const { X, y, nClasses, levels } = data;
  const firstToken = levels?.findIndex((count) => count > 0) ?? -1;
  if (levels === undefined || firstToken < 0)
    throw new AppError('recipe-invalid', {
      detail: 'The text network reads words in their order, and no step has numbered them.',
      remedy: 'Use the step "sequence" for the text columns instead of "vectorize".',
      pointer: '/prepare',
    });
  let length = 0;
  while (levels[firstToken + length] !== undefined && levels[firstToken + length]! > 0) length += 1;
  const filters = { count: Number(values['filters']), width: Number(values['filter_width']) };
  const shape: TextShape = {
    length,
    vocabulary: levels[firstToken]! - 1,
    dimensions: Number(values['dimensions']),
    filters: values['architecture'] === 'convolution' ? filters : null,
  };
  const hidden = Number(values['hidden_units']);
  const units = textUnits(shape) + X.nColumns - length;
  const sizes = [units, ...(hidden === 0 ? [] : [hidden]), Math.max(1, nClasses)];
  const batchSize = Number(values['batch_size'] ?? automaticBatchSize(y.length));
  const text = { ...shape, length: longestText(data, firstToken, length) };
  return { network: { sizes, batchSize, text }, shape, firstToken };
}

/** The most words that a step numbers. */
const MOST_WORDS = 100_000;
/** Weights, their gradients, both moments, what Adam has in between, the best weights and a checkpoint. */
const COPIES = 12;

/** What tfjs holds at a time, about; where nobody knows how many words there are, as many as there can be. */
function fitBytes({ nRows, nFeatures, nValues, nClasses, nLevels }: FitShape, values: ParamValues): number {
  const [dimensions, filters, width] = ['dimensions', 'filters', 'filter_width'].map((name) =>
    Number(values[name]),
  ) as [number, number, number];
  const hidden = Number(values['hidden_units']);
  const words = nLevels ?? Math.min(MOST_WORDS, nValues) + 1;
  const dense = (filters + dimensions + nFeatures + 1) * (hidden + nClasses + 1) + hidden * (nClasses + 1);
  const weights = words * dimensions + width * dimensions * filters + dense;
  const batchSize = Number(values['batch_size'] ?? automaticBatchSize(nRows));
  const rows = Math.max(batchSize, Math.min(nRows, HELD_OUT_ROWS));
  const activations = rows * nFeatures * (6 * dimensions + 3 * width * dimensions + 6 * filters);
  return 4 * (COPIES * weights + activations) + 16 * nRows;
}
