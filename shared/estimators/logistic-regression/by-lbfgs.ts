import { minimizeLbfgs, type LbfgsState } from '../../numeric/lbfgs.ts';
import type { ModelState, Progress } from '../estimator.ts';
import { lbfgsCheckpoint, lbfgsFrom } from '../linear-models/lbfgs-checkpoint.ts';
import { binaryLoss, multinomialLoss, type LossData } from './loss.ts';
import { lossData, type LogisticProblem, type LogisticSolution } from './problem.ts';

/** By L-BFGS in double precision, on all rows at once. Cost per iteration: cells that are not zero × nVectors. */
export function* solveByLbfgs(
  problem: LogisticProblem,
  resume: ModelState | undefined,
): Generator<Progress, LogisticSolution, void> {
  const { nVectors, l1, tolerance, maxIterations } = problem;
  const nFeatures = problem.data.X.nColumns;
  const size = nVectors * (nFeatures + 1);
  const loss = lossData(problem);
  const search = minimizeLbfgs(
    nVectors === 1 ? binaryLoss(loss) : multinomialLoss(loss, nVectors),
    problem.start === null ? new Float64Array(size) : shifted(problem.start, loss, 1),
    {
      tolerance,
      maxIterations,
      preconditioner: preconditioner(loss, problem),
      ...(l1 > 0 ? { l1: new Float64Array(size).fill(l1, 0, nVectors * nFeatures) } : {}),
      ...(resume === undefined ? {} : { resume: lbfgsFrom(resume, size) }),
    },
  );
  let done = 0;
  for (;;) {
    const step = search.next();
    if (step.done === true) {
      const { x, iterations, converged } = step.value;
      return { x: shifted(x, loss, -1), iterations, converged };
    }
    if (step.value === undefined) {
      yield { stage: 'train', done, total: maxIterations };
      continue;
    }
    const { iteration, value, state } = step.value;
    done = iteration;
    const metrics = [{ key: 'loss', value, step: iteration }];
    yield {
      stage: 'train',
      done,
      total: maxIterations,
      metrics,
      checkpoint: () => lbfgsCheckpoint(state() satisfies LbfgsState),
    };
  }
}

/** 1 / second derivative at the start, where every class has the same probability. */
function preconditioner(loss: LossData, { moments, nVectors }: LogisticProblem): Float64Array {
  const nFeatures = loss.X.nColumns;
  const nClasses = Math.max(nVectors, 2);
  const curvature = (nClasses - 1) / (nClasses * nClasses);
  const scale = new Float64Array(nVectors * (nFeatures + 1)).fill(1 / curvature);
  for (let i = 0; i < nVectors * nFeatures; i += 1) {
    const j = i % nFeatures;
    const distance = moments.means[j]! - loss.centers[j]!;
    const second = curvature * (moments.variances[j]! + distance * distance) + loss.penalty;
    // A constant feature has no curvature without a penalty, and its gradient is 0.
    scale[i] = second > 0 ? 1 / second : 1;
  }
  return scale;
}

/** Moves the intercepts from the features as they are to the centred ones (sign 1), or back (−1). */
function shifted(x: Float64Array, { centers }: LossData, sign: 1 | -1): Float64Array {
  const nFeatures = centers.length;
  const nCoefficients = (x.length / (nFeatures + 1)) * nFeatures;
  const moved = x.slice();
  for (let i = 0; i < nCoefficients; i += 1) {
    const at = nCoefficients + Math.floor(i / nFeatures);
    moved[at] = moved[at]! + sign * x[i]! * centers[i % nFeatures]!;
  }
  return moved;
}
