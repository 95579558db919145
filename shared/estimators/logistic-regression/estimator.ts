import { minimizeLbfgs } from '../../numeric/lbfgs.ts';
import type { FeatureMatrix } from '../../numeric/csr.ts';
import { sparseRows } from '../../numeric/sparse-rows.ts';
import { classWeightParam } from '../class-weights.ts';
import type { FittedModel, OwnEstimator, ParamValues, Progress, TrainingData } from '../estimator.ts';
import { featureMoments, linearImportance, type Moments } from '../feature-moments.ts';
import type { ParamTable } from '../params.ts';
import { binaryLoss, multinomialLoss, type LossData } from './loss.ts';
import { logisticModel, restoreLogistic } from './model.ts';

const params: ParamTable = [
  {
    name: 'C',
    title: 'Inverse regularization',
    help: 'Smaller values shrink the coefficients more (L2 penalty).',
    type: 'number',
    min: 1e-6,
    max: 1e6,
    default: 1,
    log: true,
  },
  {
    name: 'fit_intercept',
    title: 'Intercept',
    help: 'Whether the score has a constant term, which is not penalized.',
    type: 'boolean',
    default: true,
  },
  classWeightParam,
  {
    name: 'tol',
    title: 'Tolerance',
    help: 'Training stops when no entry of the gradient of the mean loss is larger.',
    type: 'number',
    min: 1e-12,
    max: 0.1,
    default: 1e-6,
    log: true,
  },
  {
    name: 'max_iter',
    title: 'Iterations',
    help: 'Training stops after this many iterations at the latest.',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 500,
  },
];

/**
 * Logistic regression with L2 penalty, binary or multinomial: the objective of scikit-learn's
 * LogisticRegression(penalty='l2', solver='lbfgs'), minimised by L-BFGS in double precision. Cost per
 * iteration: cells that are not zero × nClasses. Same data, same bytes.
 */
export const logisticRegression: OwnEstimator = {
  kind: 'own',
  name: 'logistic-regression',
  title: 'Logistic regression',
  description: 'A weighted sum of the features, turned into probabilities: fast, and easy to explain.',
  tasks: ['classification'],
  params,
  sparse: true,
  parallel: false,
  fit,
  restore: restoreLogistic,
};

function* fit(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
): Generator<Progress, FittedModel, void> {
  const { weights } = data;
  const moments = featureMoments(data.X, weights);
  const fitIntercept = values['fit_intercept'] === true;
  const nVectors = data.nClasses > 2 ? data.nClasses : 1;
  const nFeatures = data.X.nColumns;
  const loss: LossData = {
    X: sparseRows(data.X),
    y: data.y,
    weights,
    totalWeight: moments.totalWeight,
    centers: fitIntercept ? moments.means : new Float64Array(nFeatures),
    penalty: 1 / (Number(values['C']) * moments.totalWeight),
    fitIntercept,
  };
  const maxIterations = Number(values['max_iter']);
  const search = minimizeLbfgs(
    nVectors === 1 ? binaryLoss(loss) : multinomialLoss(loss, nVectors),
    new Float64Array(nVectors * (nFeatures + 1)),
    {
      tolerance: Number(values['tol']),
      maxIterations,
      preconditioner: preconditioner(loss, moments, nVectors),
    },
  );
  let step = search.next();
  for (; step.done !== true; step = search.next()) {
    const { iteration, value } = step.value;
    const metrics = [{ key: 'loss', value, step: iteration }];
    yield { stage: 'train', done: iteration, total: maxIterations, metrics };
  }
  return modelOf(step.value.x, loss, moments, data.nClasses);
}

/** 1 / second derivative at the start, where every class has the same probability. */
function preconditioner(loss: LossData, moments: Moments, nVectors: number): Float64Array {
  const nFeatures = loss.X.nColumns;
  const nClasses = Math.max(nVectors, 2);
  const curvature = (nClasses - 1) / (nClasses * nClasses);
  const scale = new Float64Array(nVectors * (nFeatures + 1)).fill(1 / curvature);
  for (let i = 0; i < nVectors * nFeatures; i += 1) {
    const j = i % nFeatures;
    const distance = moments.means[j]! - loss.centers[j]!;
    scale[i] = 1 / (curvature * (moments.variances[j]! + distance * distance) + loss.penalty);
  }
  return scale;
}

/** Moves the intercepts from the centred features to the features as they are. */
function modelOf(x: Float64Array, loss: LossData, moments: Moments, nClasses: number): FittedModel {
  const nFeatures = loss.X.nColumns;
  const nVectors = x.length / (nFeatures + 1);
  const coefficients = x.slice(0, nVectors * nFeatures);
  const intercepts = x.slice(nVectors * nFeatures);
  for (let i = 0; i < coefficients.length; i += 1)
    intercepts[Math.floor(i / nFeatures)]! -= coefficients[i]! * loss.centers[i % nFeatures]!;
  const importance = linearImportance(coefficients, moments.variances);
  return logisticModel({ nClasses, coefficients, intercepts, importance });
}
