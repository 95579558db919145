import { AppError } from '../../errors/app-error.ts';
import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import type {
  FitShape,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { appendRows } from './append-rows.ts';
import type { Metric } from './distance.ts';
import { neighborsModel, type Neighborhood } from './model.ts';
import { neighborsParams } from './params.ts';
import { restoreNeighborhood } from './restore.ts';

/**
 * The nearest training rows decide (Fix and Hodges, 1951), as scikit-learn's KNeighborsClassifier and
 * KNeighborsRegressor; among equally near ones the earlier row. The model is the rows themselves. Cost of a
 * prediction: nRows × nFeatures at worst, with few features about log nRows.
 */
export const nearestNeighbors: OwnEstimator = {
  kind: 'own',
  name: 'k-nearest-neighbors',
  title: 'Nearest neighbors',
  description:
    'Asks the most similar training rows. The model contains the rows, and is slow when there are many.',
  tasks: ['classification', 'regression'],
  params: neighborsParams,
  sparse: true,
  parallel: false,
  keepsRows: true,
  fitBytes,
  continues: { rows: 'new', newClasses: true },
  fit: (data, params) => keepRows(data, params, null),
  partialFit: (previous, data, params) => keepRows(data, params, restoreNeighborhood(previous.state())),
  restore: (state) => neighborsModel(restoreNeighborhood(state)),
};

function* keepRows(
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  before: Neighborhood | null,
): Generator<Progress, FittedModel, void> {
  yield { stage: 'train', done: 0, total: 1 };
  const rows = before === null ? copyOf(data) : joined(before, data);
  return neighborsModel({
    ...rows,
    nClasses: data.nClasses,
    nNeighbors: Number(params['n_neighbors']),
    metric: metricOf(params),
    byDistance: params['weights'] === 'distance',
  });
}

type Rows = Pick<Neighborhood, 'X' | 'y' | 'weights'>;

function copyOf({ X, y, weights }: TrainingData<FeatureMatrix>): Rows {
  const values = X.values.slice();
  return {
    X: isCsr(X) ? { ...X, starts: X.starts.slice(), columns: X.columns.slice(), values } : { ...X, values },
    y: y.slice(),
    weights: weights?.slice() ?? null,
  };
}

function joined(before: Neighborhood, { X, y, weights }: TrainingData<FeatureMatrix>): Rows {
  if (isCsr(before.X) !== isCsr(X) || before.X.nColumns !== X.nColumns)
    throw new AppError('cannot-continue', { detail: 'The rows of the model have other features.' });
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  return {
    X: appendRows(before.X, X),
    y: concat(before.y, y),
    weights:
      before.weights === null && weights === null
        ? null
        : concat(before.weights ?? ones(before.y.length), weights ?? ones(y.length)),
  };
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function metricOf(params: ParamValues): Metric {
  if (params['metric'] === 'cosine') return 'cosine';
  return params['p'] === 1 ? 'manhattan' : 'euclidean';
}

/** The rows once more. */
function fitBytes({ nRows, nValues }: FitShape): number {
  return 12 * nValues + 24 * (nRows + 1);
}
