import { choleskySteps } from '../../numeric/cholesky.ts';
import type { Progress } from '../estimator.ts';
import { normalEquations } from './normal-equations.ts';
import type { LinearProblem, LinearSolution } from './problem.ts';

/**
 * Ridge and least squares by the normal equations. Among collinear features without a penalty the later ones
 * get coefficient 0. Cost: nRows × nFeatures² + nFeatures³ / 3.
 */
export function* solveByCholesky(problem: LinearProblem): Generator<Progress, LinearSolution, void> {
  const { gram, moment } = yield* normalEquations(problem);
  const n = moment.length;
  for (let j = 0; j < n; j += 1) gram.values[j * n + j]! += problem.l2;
  let column = 0;
  for (const _ of choleskySteps(gram, moment)) yield { stage: 'train', done: (column += 1), total: n };
  return { coefficients: moment, iterations: 1, converged: true };
}
