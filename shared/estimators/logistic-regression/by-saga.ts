import type { FitContext, Progress } from '../estimator.ts';
import { minimizeSaga } from '../linear-models/saga.ts';
import { asCsr, type LogisticProblem, type LogisticSolution } from './problem.ts';

/** By SAGA, row by row: for sparse rows. */
export function* solveBySaga(
  problem: LogisticProblem,
  { rng, team, resume }: FitContext,
): Generator<Progress, LogisticSolution, void> {
  const { data, maxIterations } = problem;
  const { y, weights } = data;
  const search = minimizeSaga({ ...problem, X: asCsr(data.X), y, weights }, rng, team, resume);
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
    const { iteration, value, checkpoint } = step.value;
    yield {
      stage: 'train',
      done: iteration,
      total: maxIterations,
      ...(value === null ? {} : { metrics: [{ key: 'loss', value, step: iteration }] }),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }
}
