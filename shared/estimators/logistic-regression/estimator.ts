import type { FeatureMatrix } from '../../numeric/csr.ts';
import type {
  FitContext,
  FitShape,
  FittedModel,
  OwnEstimator,
  ParamValues,
  Progress,
  TrainingData,
} from '../estimator.ts';
import { sagaBytes } from '../linear-models/saga-state.ts';
import { outcomeMetrics } from '../linear-models/outcome.ts';
import { solveByLbfgs } from './by-lbfgs.ts';
import { solveBySaga } from './by-saga.ts';
import { restoreLogistic, startOf } from './model.ts';
import { logisticParams } from './params.ts';
import { logisticProblem, modelOf, takesSaga } from './problem.ts';

/**
 * Logistic regression, binary or multinomial, with L2, L1 or elastic net: the objective of scikit-learn's
 * LogisticRegression, minimised in double precision by L-BFGS or SAGA until no entry of the gradient of the
 * mean loss is larger than `tol`. Same data and seed, same bytes.
 */
export const logisticRegression: OwnEstimator = {
  kind: 'own',
  name: 'logistic-regression',
  title: 'Logistic regression',
  description: 'A weighted sum of the features, turned into probabilities: fast, and easy to explain.',
  tasks: ['classification'],
  params: logisticParams,
  sparse: true,
  parallel: false,
  fitBytes,
  continues: { rows: 'all', newClasses: true },
  fit: (data, params, context) => solve(data, params, context, null),
  partialFit: (previous, data, params, context) => solve(data, params, context, startOf(previous, data)),
  restore: restoreLogistic,
};

function* solve(
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  context: FitContext,
  start: Float64Array | null,
): Generator<Progress, FittedModel, void> {
  const problem = logisticProblem(data, params, start);
  const solution = takesSaga(problem, String(params['solver']))
    ? yield* solveBySaga(problem, context)
    : yield* solveByLbfgs(problem, context.resume);
  yield outcomeMetrics(solution, problem.maxIterations);
  return modelOf(problem, solution.x);
}

/** L-BFGS keeps ten pairs and a few vectors beside, SAGA a copy of the rows and of their gradients. */
function fitBytes({ nRows, nFeatures, nValues, nClasses }: FitShape): number {
  const nVectors = nClasses > 2 ? nClasses : 1;
  const vectors = 8 * nVectors * (nFeatures + 1);
  const rows = 12 * nValues + 16 * nRows;
  return Math.max(32 * vectors + rows, sagaBytes(nRows, nFeatures, nValues, nVectors) + 6 * vectors + rows);
}
