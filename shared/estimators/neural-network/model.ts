import type { FeatureMatrix } from '../../numeric/csr.ts';
import { softmaxInPlace } from '../../numeric/softmax.ts';
import type { Tensor } from '../../numeric/tensor.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { activations, forward, sizesOf, type Activation, type Network } from './network.ts';

/** How the target was standardised for training; regression only. */
export interface TargetScale {
  readonly mean: number;
  readonly std: number;
}

/** Everything a dense network predicts by. */
export interface DenseModel {
  readonly network: Network;
  readonly activation: Activation;
  /** null: classification, the last layer's scores go through softmax. */
  readonly target: TargetScale | null;
}

export function networkModel(model: DenseModel): FittedModel {
  const { network, activation, target } = model;
  const nFeatures = network[0]!.nIn;
  const nOutputs = network.at(-1)!.nOut;
  return {
    nFeatures,
    nOutputs,
    predict(X: FeatureMatrix) {
      const scores = forward(network, X, activation);
      if (target !== null) return scores.map((score) => target.mean + target.std * score);
      for (let row = 0; row < X.nRows; row += 1) softmaxInPlace(scores, row * nOutputs, nOutputs);
      return scores;
    },
    importance: () => null,
    state: () => stateOf(model),
  };
}

const stateOf = ({ network, activation, target }: DenseModel): ModelState => ({
  config: {
    task: target === null ? 'classification' : 'regression',
    activation,
    sizes: sizesOf(network),
  },
  tensors: [...network.flatMap(layerTensors), ...(target === null ? [] : [targetTensor(target)])],
});

const layerTensors = (layer: Network[number], index: number): Tensor[] => [
  { name: `kernel${index}`, shape: [layer.nIn, layer.nOut], data: layer.kernel },
  { name: `bias${index}`, shape: [layer.nOut], data: layer.bias },
];

const targetTensor = ({ mean, std }: TargetScale): Tensor => ({
  name: 'target',
  shape: [2],
  data: Float64Array.of(mean, std),
});

const MAX_LAYERS = 16;

/** @throws AppError `model-invalid`; sizes are only believed as far as the tensors bear them out. */
export const restoreNetwork = (state: ModelState): FittedModel => networkModel(readNetwork(state));

/** @throws AppError as {@link restoreNetwork}. */
export function readNetwork(state: ModelState): DenseModel {
  const sizes = readSizes(state);
  const isRegression = state.config['task'] === 'regression';
  if (!isRegression && state.config['task'] !== 'classification')
    throw invalidModel('/estimator/config/task', '"task" must be classification or regression.');
  const nOutputs = sizes.at(-1)!;
  if (isRegression ? nOutputs !== 1 : nOutputs < 2)
    throw invalidModel('/estimator/config/sizes', `${nOutputs} outputs do not fit the task.`);
  const network = sizes.slice(1).map((nOut, index) => ({
    nIn: sizes[index]!,
    nOut,
    kernel: finiteTensor(state, `kernel${index}`, Float32Array, [sizes[index]!, nOut]),
    bias: finiteTensor(state, `bias${index}`, Float32Array, [nOut]),
  }));
  const names = network.flatMap((_, index) => [`kernel${index}`, `bias${index}`]);
  onlyTensors(state, isRegression ? [...names, 'target'] : names);
  return { network, activation: readActivation(state), target: isRegression ? readTarget(state) : null };
}

const isSize = (size: unknown): size is number =>
  Number.isInteger(size) && (size as number) >= 1 && (size as number) <= MAX_DIMENSION;

function readSizes(state: ModelState): number[] {
  const { sizes } = state.config;
  if (Array.isArray(sizes) && sizes.length >= 2 && sizes.length <= MAX_LAYERS + 1 && sizes.every(isSize))
    return sizes;
  throw invalidModel('/estimator/config/sizes', `"sizes" must be 2 to ${MAX_LAYERS + 1} positive integers.`);
}

/** Packages from before there was a choice do not name theirs. */
function readActivation({ config }: ModelState): Activation {
  const given = Object.hasOwn(config, 'activation') ? config['activation'] : 'relu';
  const known = activations.find((name) => name === given);
  if (known !== undefined) return known;
  throw invalidModel('/estimator/config/activation', `"activation" must be ${activations.join(' or ')}.`);
}

function readTarget(state: ModelState): TargetScale {
  const [mean, std] = finiteTensor(state, 'target', Float64Array, [2]);
  if (!(std! > 0)) throw invalidModel('/tensors/target', 'the standard deviation must be positive.');
  return { mean: mean!, std: std! };
}
