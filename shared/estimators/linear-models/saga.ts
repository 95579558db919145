import { loadKernels } from '../../numeric/kernels.ts';
import { log } from '../../numeric/exp-log.ts';
import type { Rng } from '../../random/generator.ts';
import { shuffle } from '../../random/sampling.ts';
import type { ModelState, Team } from '../estimator.ts';
import { finiteTensor } from '../model-state.ts';
import type { RowProgress, RowResult } from './row-progress.ts';
import { createSagaState, type SagaProblem } from './saga-state.ts';
import { sagaKernel, type SagaKernels } from './saga-kernel.ts';
import { finishEpoch, sagaSteps, type SagaState, type SagaStep, type SagaSteps } from './saga-steps.ts';
import { SAGA } from './saga.wasm.ts';

/** The value of the feature that stands for the intercept: less than 1, so that it does not halve the steps. */
const BIAS = 0.25;
/** Rows × classes × values between two reports: some ten milliseconds. */
const WORK = 2_000_000;
/** The objective may rise this much from epoch to epoch before the step counts as too long. */
const RISE = 1.02;
/** Epochs after which the exact slopes are looked at again, whatever those last seen say. */
const LOOK_AGAIN = 3;
const ROWS_PER_LOOK = 16_384;

/** Shares that are rounded to 0 still have a finite loss. */
const LEAST_SHARE = 1e-300;

/** What is carried from epoch to epoch beside the state. */
interface Search {
  iteration: number;
  /** The length of a step. */
  step: number;
  value: number;
  converged: boolean;
  /** A look that was not the last one makes the next wait until the slopes last seen are half as large, or some epochs. */
  lookBelow: number;
  lookFrom: number;
}

/**
 * Multinomial or binary logistic loss with elastic net by SAGA (Defazio, Bach and Lacoste-Julien, NIPS
 * 2014): every row in a fresh order each epoch, step 1/L, features brought up to date when a row has them.
 * Stops when no entry of the exact (sub)gradient is larger than the tolerance. Single-threaded; same
 * bytes with and without kernels. Cost per epoch: stored values × nVectors.
 */
export function* minimizeSaga(
  problem: SagaProblem,
  rng: Rng,
  team: Team,
  resume?: ModelState,
): Generator<RowProgress, RowResult, void> {
  const state = createSagaState(problem, BIAS, team);
  const kernels = team.memory === null ? null : loadKernels<SagaKernels>(SAGA, team.memory);
  const run = kernels === null ? sagaSteps(state) : sagaKernel(state, kernels);
  const bias = problem.fitIntercept ? BIAS : 0;
  const search = resume === undefined ? begin(problem, bias) : resumed(state, resume);
  if (resume === undefined)
    yield* problem.start === null ? lookFromZero(state, bias) : look(state, run, search, bias);
  let best = state.weights.slice();
  while (search.iteration < problem.maxIterations && !search.converged) {
    const step = { size: search.step, shrink: search.step * problem.l1, bias };
    shuffle(inOrder(state.order), rng.fork(search.iteration));
    yield* epoch(state, run, search, step, 1 - step.size * problem.l2);
    search.iteration += 1;
    const value = objective(problem, state);
    if (!(value <= search.value * RISE)) {
      search.step /= 2;
      state.weights.set(best);
      state.residuals.fill(0);
      state.gradients.fill(0);
      yield* look(state, run, search, bias);
      continue;
    }
    best = state.weights.slice();
    search.value = value;
    const slope = largestSlope(problem, state, bias);
    const due = slope <= search.lookBelow || search.iteration >= search.lookFrom;
    if (slope <= problem.tolerance && due) {
      yield* look(state, run, search, bias);
      search.converged = largestSlope(problem, state, bias) <= problem.tolerance;
      search.lookBelow = slope / 2;
      search.lookFrom = search.iteration + LOOK_AGAIN;
    }
    yield { iteration: search.iteration, within: 0, value, checkpoint: () => checkpoint(state, search) };
  }
  return { x: solution(state, bias), iterations: search.iteration, converged: search.converged };
}

/** An epoch of steps of length 0 in row order: brings each row's gradient, and so their mean, up to date. */
const look = (
  state: SagaState,
  run: SagaSteps,
  search: Search,
  bias: number,
): Generator<RowProgress, void, void> => {
  inOrder(state.order);
  return epoch(state, run, search, { size: 0, shrink: 0, bias }, 1);
};

/** The same where all weights are 0, so that all classes are equally likely: one pass whatever their number. */
function* lookFromZero(state: SagaState, bias: number): Generator<RowProgress, void, void> {
  const { nRows, nFeatures, nVectors, stride, starts, columns, values, y, rowWeights } = state;
  const { gradients, residuals, shares } = state;
  const chance = nVectors === 1 ? 0.5 : 1 / nVectors;
  const totals = new Float64Array(nFeatures + 1);
  for (let row = 0; row < nRows; row += 1) {
    if (row % ROWS_PER_LOOK === 0) yield { iteration: 0, within: row / nRows, value: null };
    const weight = rowWeights[row]!;
    const own = nVectors === 1 ? 0 : y[row]!;
    const isOwn = nVectors > 1 || y[row] === 1;
    shares[row] = chance;
    for (let k = 0; k < nVectors; k += 1)
      residuals[row * nVectors + k] = weight * (isOwn && k === own ? chance - 1 : chance);
    for (let i = starts[row]!, end = starts[row + 1]!; i < end; i += 1) {
      const moved = weight * values[i]!;
      totals[columns[i]!]! += moved;
      if (isOwn) gradients[columns[i]! * stride + own]! -= moved;
    }
    totals[nFeatures]! += weight * bias;
    if (isOwn) gradients[nFeatures * stride + own]! -= weight * bias;
  }
  for (let j = 0; j <= nFeatures; j += 1)
    for (let k = 0; k < nVectors; k += 1)
      gradients[j * stride + k] = (gradients[j * stride + k]! + chance * totals[j]!) / nRows;
}

function inOrder(order: Int32Array): Int32Array {
  for (let row = 0; row < order.length; row += 1) order[row] = row;
  return order;
}

function* epoch(
  state: SagaState,
  run: SagaSteps,
  { iteration }: Search,
  step: SagaStep,
  decay: number,
): Generator<RowProgress, void, void> {
  const { nRows, powers, sums } = state;
  powers[0] = 1;
  for (let m = 1; m <= nRows; m += 1) {
    powers[m] = powers[m - 1]! * decay;
    sums[m] = sums[m - 1]! + powers[m - 1]!;
  }
  const perRow = ((state.values.length + nRows) / nRows) * state.stride;
  const block = Math.max(1, Math.floor(WORK / perRow));
  for (let from = 0; from < nRows; from += block) {
    run(from, Math.min(nRows, from + block), step);
    yield { iteration, within: from / nRows, value: null };
  }
  finishEpoch(state, nRows, step);
}

/** 1/L for the largest second derivative L that a single row's loss can have. */
function begin({ X, weights, nVectors, l2 }: SagaProblem, bias: number): Search {
  const curvature = nVectors === 1 ? 0.25 : 0.5;
  let largest = 0;
  let total = 0;
  for (let row = 0; row < X.nRows; row += 1) {
    let squares = bias * bias;
    for (let i = X.starts[row]!; i < X.starts[row + 1]!; i += 1) squares += X.values[i]! * X.values[i]!;
    largest = Math.max(largest, squares * (weights?.[row] ?? 1));
    total += weights?.[row] ?? 1;
  }
  const L = (curvature * largest * X.nRows) / total + l2;
  return {
    iteration: 0,
    step: L > 0 ? 1 / L : 1,
    value: Infinity,
    converged: false,
    lookBelow: Infinity,
    lookFrom: 0,
  };
}

function objective(
  { l1, l2 }: SagaProblem,
  { shares, rowWeights, weights, nFeatures, stride }: SagaState,
): number {
  let loss = 0;
  for (let row = 0; row < shares.length; row += 1)
    loss -= rowWeights[row]! * log(Math.max(shares[row]!, LEAST_SHARE));
  let sizes = 0;
  let squares = 0;
  for (let i = 0; i < nFeatures * stride; i += 1) {
    sizes += Math.abs(weights[i]!);
    squares += weights[i]! * weights[i]!;
  }
  return loss / shares.length + l1 * sizes + 0.5 * l2 * squares;
}

/** The largest entry of the subgradient of least size, by the gradients last seen. */
function largestSlope({ l1, l2 }: SagaProblem, state: SagaState, bias: number): number {
  const { weights, gradients, nFeatures, stride } = state;
  let largest = 0;
  for (let i = 0; i < nFeatures * stride; i += 1) {
    const slope = gradients[i]! + l2 * weights[i]!;
    const size =
      weights[i] === 0 ? Math.max(0, Math.abs(slope) - l1) : Math.abs(slope + (weights[i]! > 0 ? l1 : -l1));
    if (!(size <= largest)) largest = size;
  }
  for (let i = nFeatures * stride; i < weights.length; i += 1)
    if (bias !== 0) largest = Math.max(largest, Math.abs(gradients[i]!) / bias);
  return largest;
}

function solution({ weights, nFeatures, nVectors, stride }: SagaState, bias: number): Float64Array {
  const x = new Float64Array(nVectors * (nFeatures + 1));
  for (let j = 0; j < nFeatures; j += 1)
    for (let k = 0; k < nVectors; k += 1) x[k * nFeatures + j] = weights[j * stride + k]!;
  for (let k = 0; k < nVectors; k += 1) x[nVectors * nFeatures + k] = bias * weights[nFeatures * stride + k]!;
  return x;
}

function checkpoint(state: SagaState, search: Search): ModelState {
  const tensor = (name: string, data: Float64Array): ModelState['tensors'][number] => ({
    name,
    shape: [data.length],
    data: data.slice(),
  });
  return {
    config: { ...search, lookBelow: Number.isFinite(search.lookBelow) ? search.lookBelow : null },
    tensors: [
      tensor('weights', state.weights),
      tensor('gradients', state.gradients),
      tensor('residuals', state.residuals),
    ],
  };
}

function resumed(state: SagaState, from: ModelState): Search {
  for (const name of ['weights', 'gradients', 'residuals'] as const)
    state[name].set(finiteTensor(from, name, Float64Array, [state[name].length]));
  const { iteration, step, value, converged, lookBelow = null, lookFrom = 0 } = from.config;
  return {
    iteration: Number(iteration),
    step: Number(step),
    value: Number(value),
    converged: converged === true,
    lookBelow: lookBelow === null ? Infinity : Number(lookBelow),
    lookFrom: Number(lookFrom),
  };
}
