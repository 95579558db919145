import type { ModelState, Progress } from '../estimator.ts';
import { configInteger, finiteTensor } from '../model-state.ts';
import { columnSlopes } from './column-slopes.ts';
import { gramSlopes } from './gram-slopes.ts';
import { normalEquations, takesNormalEquations } from './normal-equations.ts';
import type { LinearProblem, LinearSolution } from './problem.ts';

/** Visited values between two reports: some ten milliseconds. */
const WORK = 5_000_000;

/**
 * Lasso and elastic net by coordinate descent over all features, then over those that are not zero until these
 * rest, and so on (Friedman, Hastie and Tibshirani, Journal of Statistical Software 33, 2010). Stops when a
 * visit of all features finds no slope larger than `tolerance`, in units of feature and target.
 */
export function* solveByCoordinates(
  problem: LinearProblem,
  resume: ModelState | undefined,
): Generator<Progress, LinearSolution, void> {
  const { data, l1, l2, squares, tolerance, maxIterations, yScale } = problem;
  const nFeatures = data.X.nColumns;
  const slopes = takesNormalEquations(problem)
    ? gramSlopes(yield* normalEquations(problem))
    : columnSlopes(problem);
  const w = new Float64Array(nFeatures);
  let [iteration, all, largest] = [0, true, Infinity];
  if (resume !== undefined) {
    w.set(finiteTensor(resume, 'coefficients', Float64Array, [nFeatures]));
    slopes.carried.set(finiteTensor(resume, 'carried', Float64Array, [slopes.carried.length]));
    iteration = configInteger(resume, 'iteration', 0, maxIterations);
    all = resume.config['all'] === true;
  } else if (problem.start !== null) problem.start.forEach((value, j) => visit(j, value - w[j]!));

  function visit(j: number, change: number): void {
    w[j] = w[j]! + change;
    slopes.move(j, change);
  }
  /** Moves a coefficient to where its own slope ends; returns how large that was. */
  const settle = (j: number): number => {
    const curvature = squares[j]! + l2;
    if (!(curvature > 0) || !(squares[j]! > 0)) return 0;
    const pull = slopes.at(j) + squares[j]! * w[j]!;
    const target = (pull > l1 ? pull - l1 : pull < -l1 ? pull + l1 : 0) / curvature;
    const change = target - w[j]!;
    if (change === 0) return 0;
    visit(j, change);
    return (Math.abs(change) * curvature) / (Math.sqrt(squares[j]!) * yScale);
  };
  const perFeature = Math.max(
    1,
    data.X.values.length / nFeatures,
    takesNormalEquations(problem) ? nFeatures : 0,
  );
  const block = Math.max(1, Math.floor(WORK / perFeature));
  while (iteration < maxIterations) {
    largest = 0;
    for (let j = 0; j < nFeatures; j += 1) {
      if (all || w[j] !== 0) largest = Math.max(largest, settle(j));
      if (j % block === block - 1) yield { stage: 'train', done: iteration, total: maxIterations };
    }
    iteration += 1;
    const rests = largest <= tolerance;
    if (all && rests) break;
    all = rests;
    yield {
      stage: 'train',
      done: iteration,
      total: maxIterations,
      metrics: [{ key: 'slope', value: largest, step: iteration }],
      checkpoint: () => ({
        config: { iteration, all },
        tensors: [
          { name: 'coefficients', shape: [nFeatures], data: w.slice() },
          { name: 'carried', shape: [slopes.carried.length], data: slopes.carried.slice() },
        ],
      }),
    };
  }
  return { coefficients: w, iterations: iteration, converged: all && largest <= tolerance };
}
