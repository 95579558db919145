import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { AppError } from '../../errors/app-error.ts';
import type {
  FittedModel,
  FitShape,
  OwnEstimator,
  ParamValues,
  Progress,
  TensorflowContext,
  TrainingData,
} from '../estimator.ts';
import { denseGraph, flattenNetwork, unflattenNetwork } from './dense-graph.ts';
import { layoutOf, sparseFloats } from './layout.ts';
import { fitOwn } from './fit-own.ts';
import { trainGraph, type ReadRows } from './fit-tensorflow.ts';
import { networkModel, readNetwork, restoreNetwork, type DenseModel } from './model.ts';
import { params } from './params.ts';
import { automaticBatchSize, layerSizes, planFit, weightsOf } from './plan.ts';

type Data = TrainingData<FeatureMatrix>;

/**
 * A dense network: softmax and cross-entropy for classes, squared error on the standardised target for
 * numbers, Adam. Start, rows kept aside, batches and dropout come from the generator. It trains on own
 * kernels (same seed, same bytes on every host) or on a tfjs backend, whose predictions agree to 1e-4
 * among backends. Predictions are an own forward pass that needs no tfjs. Defaults differ from
 * scikit-learn's MLPClassifier where small tables want it. Cost: epochs × nRows × weights; of the first
 * layer only those of stored values.
 */
export const neuralNetwork: OwnEstimator = {
  kind: 'own',
  name: 'neural-network',
  title: 'Neural network',
  description: 'Layers of weighted sums: finds smooth patterns and interactions, wants scaled features.',
  tasks: ['classification', 'regression'],
  params,
  sparse: true,
  parallel: false,
  continues: { rows: 'all', newClasses: true },
  fitBytes,
  fit: fitOwn,
  partialFit: (previous, data, values, context) => fitOwn(data, values, context, modelOf(previous)),
  tensorflow: {
    backends: ['wasm', 'webgpu', 'webgl', 'cpu'],
    shape: ({ X, y, nClasses }, values) => ({
      sizes: layerSizes(X.nColumns, nClasses, values),
      batchSize: Number(values['batch_size'] ?? automaticBatchSize(y.length)),
    }),
    /** Below this the own kernels are done before a GPU has been asked. */
    paysFrom: 4e7,
    fit: (data, values, context) => fitTensorflow(data, values, context, null),
    partialFit: (previous, data, values, context) => fitTensorflow(data, values, context, modelOf(previous)),
  },
  restore: restoreNetwork,
};

const modelOf = (previous: FittedModel): DenseModel => readNetwork(previous.state());

async function* fitTensorflow(
  data: Data,
  values: ParamValues,
  context: TensorflowContext,
  previous: DenseModel | null,
): AsyncGenerator<Progress, FittedModel, void> {
  const plan = planFit(data, values, context.rng, previous);
  const { sizes, activation, target, start } = plan;
  const graph = denseGraph(sizes, activation);
  const trained = yield* trainGraph(data, plan, graph, flattenNetwork(start), denseRows(data), context);
  return networkModel({ network: unflattenNetwork(sizes, trained), activation, target });
}

function denseRows({ X }: Data): ReadRows {
  if (isCsr(X))
    throw new AppError('backend-unavailable', {
      detail: 'The compute backends take no sparse features, which text makes.',
      remedy: 'Train on the own engine: leave the backend to choose, or say "own".',
    });
  return (rows) => {
    const inputs = new Float32Array(rows.length * X.nColumns);
    rows.forEach((row, at) =>
      inputs.set(X.values.subarray(row * X.nColumns, (row + 1) * X.nColumns), at * X.nColumns),
    );
    return inputs;
  };
}

/**
 * The workspace of the kernels, the rows' order and copies of the weights for the start, a checkpoint and
 * the model. Nobody knows yet how long the rows of a sparse matrix are.
 */
function fitBytes({ nRows, nFeatures, nClasses }: FitShape, values: ParamValues): number {
  const sizes = layerSizes(nFeatures, nClasses, values);
  const batchSize = Number(values['batch_size'] ?? automaticBatchSize(nRows));
  const options = { sizes, batchSize, dropout: Number(values['dropout']) };
  const floats = Math.max(layoutOf(options, null).length, sparseFloats(options));
  return 4 * floats + 16 + 16 * nRows + 32 * weightsOf(sizes) + 65_536;
}
