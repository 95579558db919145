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
import { linearImportance } from '../feature-moments.ts';
import { outcomeMetrics } from '../linear-models/outcome.ts';
import { finiteTensor } from '../model-state.ts';
import { solveByCholesky } from './by-cholesky.ts';
import { solveByConjugateGradients } from './by-conjugate-gradients.ts';
import { solveByCoordinates } from './by-coordinates.ts';
import { linearModel, restoreLinear } from './model.ts';
import { MOST_DIRECT_FEATURES, takesNormalEquations } from './normal-equations.ts';
import { linearParams } from './params.ts';
import { linearProblem, type LinearProblem, type LinearSolution } from './problem.ts';

/**
 * Linear regression, plain or with L2, L1 or elastic net: the objectives of scikit-learn's LinearRegression,
 * Ridge, Lasso and ElasticNet. Dense and few features by their normal equations, else by conjugate gradients;
 * with L1 by coordinate descent. Same data, same bytes.
 */
export const linearRegression: OwnEstimator = {
  kind: 'own',
  name: 'linear-regression',
  title: 'Linear regression',
  description: 'A weighted sum of the features: fast, and easy to explain.',
  tasks: ['regression'],
  params: linearParams,
  sparse: true,
  parallel: false,
  fitBytes,
  continues: { rows: 'all', newClasses: false },
  fit: (data, params, context) => fitLinear(data, params, context, null),
  partialFit(previous, data, params, context) {
    const start = finiteTensor(previous.state(), 'coefficients', Float64Array, [data.X.nColumns]);
    return fitLinear(data, params, context, start);
  },
  restore: restoreLinear,
};

function* fitLinear(
  data: TrainingData<FeatureMatrix>,
  params: ParamValues,
  { resume }: FitContext,
  start: Float64Array | null,
): Generator<Progress, FittedModel, void> {
  const problem = linearProblem(data, params, start);
  const solution = yield* solve(problem, resume);
  yield outcomeMetrics(solution, problem.maxIterations);
  const { coefficients } = solution;
  let intercept = problem.yCenter;
  for (let j = 0; j < coefficients.length; j += 1) intercept -= coefficients[j]! * problem.centers[j]!;
  const importance = linearImportance(coefficients, problem.moments.variances);
  return linearModel(coefficients, Float64Array.of(intercept), importance, problem.moments.means);
}

function solve(
  problem: LinearProblem,
  resume: FitContext['resume'],
): Generator<Progress, LinearSolution, void> {
  if (problem.l1 > 0) return solveByCoordinates(problem, resume);
  return takesNormalEquations(problem)
    ? solveByCholesky(problem)
    : solveByConjugateGradients(problem, resume);
}

/** The products of few features, or the rows once more by columns. */
function fitBytes({ nRows, nFeatures, nValues }: FitShape): number {
  const products = 8 * Math.min(nFeatures, MOST_DIRECT_FEATURES) ** 2;
  return products + 24 * nValues + 24 * nRows + 96 * (nFeatures + 1);
}
