import { solveCholesky } from '../../numeric/cholesky.ts';
import { createMatrix, type Matrix } from '../../numeric/matrix.ts';
import type {
  FittedModel,
  ModelState,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { featureMoments, linearImportance } from '../feature-moments.ts';
import { configInteger, finiteTensor, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import type { ParamTable } from '../params.ts';

const params: ParamTable = [
  {
    name: 'alpha',
    title: 'Regularization',
    help: 'Larger values shrink the coefficients more (L2 penalty); 0 is plain least squares.',
    type: 'number',
    min: 0,
    max: 1e9,
    default: 1,
  },
  {
    name: 'fit_intercept',
    title: 'Intercept',
    help: 'Whether the prediction has a constant term, which is not penalized.',
    type: 'boolean',
    default: true,
  },
];

/**
 * Ridge regression: minimises Σ wᵢ (yᵢ − xᵢβ − b)² + α‖β‖², as scikit-learn's Ridge, by the normal
 * equations of the centred features and Cholesky. Among collinear features at α = 0 the later ones get
 * coefficient 0. Cost: nRows × nFeatures² + nFeatures³/3. Same data, same bytes.
 */
export const linearRegression: OwnEstimator = {
  kind: 'own',
  name: 'linear-regression',
  title: 'Linear regression (ridge)',
  description: 'A weighted sum of the features: fast, and easy to explain.',
  tasks: ['regression'],
  params,
  sparse: false,
  parallel: false,
  fit,
  restore,
};

/** Rows between two reports. */
const BLOCK_ROWS = 8192;

function* fit(data: TrainingData, values: ParamValues): Generator<Progress, FittedModel, void> {
  const { X, y, weights } = data;
  const moments = featureMoments(X, weights);
  const fitIntercept = values['fit_intercept'] === true;
  const centers = fitIntercept ? moments.means : new Float64Array(X.nColumns);
  const yCenter = fitIntercept ? weightedMean(y, weights) : 0;
  const gram = createMatrix(X.nColumns, X.nColumns);
  const moment = new Float64Array(X.nColumns);
  for (let from = 0; from < X.nRows; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, X.nRows);
    addNormalEquations(gram, moment, data, centers, yCenter, from, to);
    yield { stage: 'train', done: to, total: X.nRows };
  }
  for (let j = 0; j < X.nColumns; j += 1) gram.values[j * X.nColumns + j]! += Number(values['alpha']);
  solveCholesky(gram, moment);
  let intercept = yCenter;
  for (let j = 0; j < X.nColumns; j += 1) intercept -= moment[j]! * centers[j]!;
  return ridgeModel(moment, Float64Array.of(intercept), linearImportance(moment, moments.variances));
}

function weightedMean(y: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < y.length; row += 1) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * y[row]!;
    total += weight;
  }
  return sum / total;
}

/** gram += Xcᵀ W Xc (lower triangle), moment += Xcᵀ W yc, over rows [from, to). */
function addNormalEquations(
  gram: Matrix,
  moment: Float64Array,
  { X, y, weights }: TrainingData,
  centers: Float64Array,
  yCenter: number,
  from: number,
  to: number,
): void {
  const n = X.nColumns;
  const centred = new Float64Array(n);
  for (let row = from; row < to; row += 1) {
    for (let j = 0; j < n; j += 1) centred[j] = X.values[row * n + j]! - centers[j]!;
    const weight = weights === null ? 1 : weights[row]!;
    const distance = y[row]! - yCenter;
    for (let i = 0; i < n; i += 1) {
      const factor = weight * centred[i]!;
      moment[i]! += factor * distance;
      for (let j = 0; j <= i; j += 1) gram.values[i * n + j]! += factor * centred[j]!;
    }
  }
}

/** `coefficients` and `importance`: nFeatures; `intercept`: 1. */
function ridgeModel(
  coefficients: Float64Array,
  intercept: Float64Array,
  importance: Float64Array,
): FittedModel {
  const nFeatures = coefficients.length;
  return {
    nFeatures,
    nOutputs: 1,
    predict({ nRows, values }) {
      const output = new Float64Array(nRows).fill(intercept[0]!);
      for (let row = 0; row < nRows; row += 1) {
        for (let j = 0; j < nFeatures; j += 1)
          output[row]! += coefficients[j]! * values[row * nFeatures + j]!;
      }
      return output;
    },
    importance: () => importance.slice(),
    state: () => ({
      config: { nFeatures },
      tensors: [
        { name: 'coefficients', shape: [nFeatures], data: coefficients },
        { name: 'intercept', shape: [1], data: intercept },
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

function restore(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  onlyTensors(state, ['coefficients', 'intercept', 'importance']);
  return ridgeModel(
    finiteTensor(state, 'coefficients', Float64Array, [nFeatures]),
    finiteTensor(state, 'intercept', Float64Array, [1]),
    finiteTensor(state, 'importance', Float64Array, [nFeatures]),
  );
}
