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
import { dualBytes } from '../linear-models/dual-state.ts';
import { sagaBytes } from '../linear-models/saga-state.ts';
import { outcomeMetrics } from '../linear-models/outcome.ts';
import { solveByLbfgs } from './by-lbfgs.ts';
import { solveByDual, solveBySaga } from './by-rows.ts';
import { restoreLogistic, startOf } from './model.ts';
import { logisticParams } from './params.ts';
import {
  logisticProblem,
  modelOf,
  solverOf,
  type LogisticProblem,
  type LogisticSolution,
} from './problem.ts';

/**
 * Logistic regression, binary or multinomial, with L2, L1 or elastic net: the objective of scikit-learn's
 * LogisticRegression, minimised in double precision by L-BFGS, SAGA or dual ascent until no entry of the gradient of the
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
  const solution = yield* search(problem, String(params['solver']), context);
  yield outcomeMetrics(solution, problem.maxIterations);
  return modelOf(problem, solution.x);
}

function search(
  problem: LogisticProblem,
  solver: string,
  context: FitContext,
): Generator<Progress, LogisticSolution, void> {
  switch (solverOf(problem, solver)) {
    case 'sdca':
      return solveByDual(problem, context);
    case 'saga':
      return solveBySaga(problem, context);
    case 'lbfgs':
      return solveByLbfgs(problem, context.resume);
  }
}

/** L-BFGS keeps ten pairs and a few vectors beside, the others a copy of the rows and of their gradients. */
function fitBytes({ nRows, nFeatures, nValues, nClasses }: FitShape): number {
  const nVectors = nClasses > 2 ? nClasses : 1;
  const vectors = 8 * nVectors * (nFeatures + 1);
  const rows = 12 * nValues + 16 * nRows;
  const byRows = Math.max(
    sagaBytes(nRows, nFeatures, nValues, nVectors),
    dualBytes(nRows, nFeatures, nValues, nVectors),
  );
  return Math.max(32 * vectors + rows, byRows + 6 * vectors + rows);
}
