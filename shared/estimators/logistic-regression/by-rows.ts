import type { FitContext, Progress } from '../estimator.ts';
import { minimizeDual } from '../linear-models/dual.ts';
import { minimizeSaga } from '../linear-models/saga.ts';
import type { RowProgress, RowResult } from '../linear-models/row-progress.ts';
import { asCsr, type LogisticProblem, type LogisticSolution } from './problem.ts';

/** By SAGA, row by row: for sparse rows. */
export function solveBySaga(
  problem: LogisticProblem,
  { rng, team, resume }: FitContext,
): Generator<Progress, LogisticSolution, void> {
  return reported(minimizeSaga(rowsOf(problem), rng, team, resume), problem.maxIterations);
}

/** By dual coordinate ascent, row by row: for sparse rows with an L2 penalty alone. */
export function solveByDual(
  problem: LogisticProblem,
  { rng, team, resume }: FitContext,
): Generator<Progress, LogisticSolution, void> {
  return reported(minimizeDual(rowsOf(problem), rng, team, resume), problem.maxIterations);
}

const rowsOf = (problem: LogisticProblem) => ({
  ...problem,
  X: asCsr(problem.data.X),
  y: problem.data.y,
  weights: problem.data.weights,
});

function* reported(
  search: Generator<RowProgress, RowResult, void>,
  total: number,
): Generator<Progress, LogisticSolution, void> {
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
    const { iteration, value, checkpoint } = step.value;
    yield {
      stage: 'train',
      done: iteration,
      total,
      ...(value === null ? {} : { metrics: [{ key: 'loss', value, step: iteration }] }),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }
}
