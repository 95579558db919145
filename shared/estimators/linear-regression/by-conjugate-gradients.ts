import { addRow, dotRow, sparseRows, type SparseRows } from '../../numeric/sparse-rows.ts';
import type { ModelState, Progress } from '../estimator.ts';
import { configInteger, finiteTensor } from '../model-state.ts';
import type { LinearProblem, LinearSolution } from './problem.ts';

/** Products between two reports: some ten milliseconds. */
const WORK = 5_000_000;
const CARRIED = ['coefficients', 'rest', 'direction'] as const;

/**
 * Ridge and least squares on sparse or many features by conjugate gradients with a diagonal preconditioner
 * (Golub and Van Loan, Matrix Computations, 11.5.2). Stops when no slope, in units of feature and target, is
 * larger than `tolerance`. Cost per step: twice the stored values.
 */
export function* solveByConjugateGradients(
  problem: LinearProblem,
  resume: ModelState | undefined,
): Generator<Progress, LinearSolution, void> {
  const { data, l2, squares, tolerance, maxIterations, yScale } = problem;
  const rows = sparseRows(data.X);
  const nFeatures = rows.nColumns;
  const scale = squares.map((square) => (square + l2 > 0 ? 1 / (square + l2) : 0));
  const x = problem.start?.slice() ?? new Float64Array(nFeatures);
  const carried = {
    coefficients: x,
    rest: new Float64Array(nFeatures),
    direction: new Float64Array(nFeatures),
  };
  const { rest, direction } = carried;
  let iteration = 0;
  if (resume === undefined) {
    rest.set(yield* slopes(rows, problem, x, 1));
    for (let j = 0; j < nFeatures; j += 1) direction[j] = scale[j]! * rest[j]!;
  } else {
    for (const name of CARRIED) carried[name].set(finiteTensor(resume, name, Float64Array, [nFeatures]));
    iteration = configInteger(resume, 'iteration', 0, maxIterations);
  }
  const unit = squares.map((square) => Math.sqrt(square > 0 ? square : 1) * yScale);
  const arrived = (): boolean => rest.every((slope, j) => Math.abs(slope) <= tolerance * unit[j]!);
  while (iteration < maxIterations && !arrived()) {
    const moved = yield* slopes(rows, problem, direction, 0);
    const before = weighted(rest, scale, rest);
    // `moved` is minus the product with the system.
    const length = before / -weighted(direction, null, moved);
    if (!Number.isFinite(length)) break;
    for (let j = 0; j < nFeatures; j += 1) {
      x[j] = x[j]! + length * direction[j]!;
      rest[j] = rest[j]! + length * moved[j]!;
    }
    const turn = weighted(rest, scale, rest) / before;
    for (let j = 0; j < nFeatures; j += 1) direction[j] = scale[j]! * rest[j]! + turn * direction[j]!;
    iteration += 1;
    yield {
      stage: 'train',
      done: iteration,
      total: maxIterations,
      checkpoint: () => ({
        config: { iteration },
        tensors: CARRIED.map((name) => ({ name, shape: [nFeatures], data: carried[name].slice() })),
      }),
    };
  }
  return { coefficients: x, iterations: iteration, converged: arrived() };
}

/** Minus the slopes of the objective at `x`, for a target that is taken `share` times. */
function* slopes(
  rows: SparseRows,
  { data: { y, weights }, centers, yCenter, l2, moments }: LinearProblem,
  x: Float64Array,
  share: 0 | 1,
): Generator<Progress, Float64Array, void> {
  const out = new Float64Array(rows.nColumns);
  const shift = weighted(centers, null, x);
  const block = Math.max(1, Math.floor((WORK * rows.nRows) / (1 + rows.values.length)));
  let sum = 0;
  for (let row = 0; row < rows.nRows; row += 1) {
    const error = share * (y[row]! - yCenter) + shift - dotRow(rows, row, x, 0, 0);
    const part = (weights === null ? error : weights[row]! * error) / moments.totalWeight;
    sum += part;
    addRow(rows, row, part, out, 0);
    if (row % block === block - 1) yield { stage: 'train', done: 0, total: 0 };
  }
  for (let j = 0; j < out.length; j += 1) out[j] = out[j]! - sum * centers[j]! - l2 * x[j]!;
  return out;
}

function weighted(a: Float64Array, scale: Float64Array | null, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (scale === null ? a[j]! : scale[j]! * a[j]!) * b[j]!;
  return sum;
}
