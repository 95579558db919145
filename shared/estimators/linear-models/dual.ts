import { log } from '../../numeric/exp-log.ts';
import { loadKernels } from '../../numeric/kernels.ts';
import type { Rng } from '../../random/generator.ts';
import { shuffle } from '../../random/sampling.ts';
import type { ModelState, Team } from '../estimator.ts';
import { finiteTensor } from '../model-state.ts';
import { dualKernel, type DualKernels } from './dual-kernel.ts';
import { createDualState, type DualProblem } from './dual-state.ts';
import { dualSteps, type DualState, type DualStep, type DualSteps } from './dual-steps.ts';
import { DUAL } from './dual.wasm.ts';
import type { RowProgress, RowResult } from './row-progress.ts';

/** How far a row moves the intercepts beside its own scores: little, since all rows move them. */
const INTERCEPT_STEP = 1 / 16;
/** How fast the mean residual moves the intercepts: it is known exactly, so its steps may be long. */
const INTERCEPT_DRIFT = 0.5;
/** Less than all of a row's way, since the rows behind it go the same way. */
const RELAXATION = 0.85;
const LEAST_RELAXATION = 0.05;
/** Epochs without a shorter way than before, after which steps are halved. */
const PATIENCE = 12;
/**
 * How much larger the exact slope at the end of an epoch is than the way that the weights went in it, × L2:
 * on texts, before a look has told.
 */
const SLOPE_PER_WAY = 50;
/** Rows × classes × values between two reports: some ten milliseconds. */
const WORK = 4_000_000;
/** Shares that are rounded to 0 still have a finite loss. */
const LEAST_SHARE = 1e-300;

/** What is carried from epoch to epoch beside the state. */
interface Search {
  iteration: number;
  relaxation: number;
  /** The least way of an epoch: the largest change of a weight, × L2 ÷ relaxation. And epochs since then. */
  leastWay: number;
  stale: number;
  converged: boolean;
  slopePerWay: number;
}

/**
 * Multinomial or binary logistic loss with an L2 penalty by dual coordinate ascent (Shalev-Shwartz and Zhang,
 * JMLR 2013; Yu, Huang and Lin, Machine Learning 2011): every row in a fresh order each epoch, by a Newton step on
 * all its classes at once; the weights follow from the residuals, so that a step touches one table only. The
 * intercepts have no penalty and so no dual form: they take the steps of SAGA. Stops when no entry of the
 * exact gradient is larger than the tolerance. Single-threaded; same bytes with and without kernels. Cost per
 * epoch: stored values × nVectors.
 */
export function* minimizeDual(
  problem: DualProblem,
  rng: Rng,
  team: Team,
  resume?: ModelState,
): Generator<RowProgress, RowResult, void> {
  const interceptStep = problem.fitIntercept ? INTERCEPT_STEP : 0;
  const state = createDualState(problem, interceptStep, team);
  const kernels = team.memory === null ? null : loadKernels<DualKernels>(DUAL, team.memory);
  const run = kernels === null ? dualSteps(state) : dualKernel(state, kernels);
  const kappa = 1 / (problem.l2 * state.nRows);
  const interceptDrift = problem.fitIntercept ? INTERCEPT_DRIFT / state.nRows : 0;
  const step: DualStep = { mode: 'step', relaxation: RELAXATION, kappa, interceptStep, interceptDrift };
  const search = resume === undefined ? begin() : resumed(state, resume);
  if (resume === undefined && problem.start !== null) yield* beginAt(problem.start, state, run, step);
  while (search.iteration < problem.maxIterations && !search.converged) {
    const before = state.weights.slice();
    shuffle(inOrder(state.order), rng.fork(search.iteration));
    yield* epoch(state, run, search.iteration, { ...step, relaxation: search.relaxation });
    search.iteration += 1;
    const value = objective(problem, state);
    const way = (problem.l2 * largestChange(before, state.weights)) / search.relaxation;
    slowDown(search, way);
    if (way * search.slopePerWay <= problem.tolerance) {
      yield* look(state, run, search.iteration, { ...step, mode: 'look' });
      const slope = largestSlope(problem, state);
      search.converged = slope <= problem.tolerance;
      search.slopePerWay = way > 0 ? slope / way : 1;
    }
    yield { iteration: search.iteration, within: 0, value, checkpoint: () => checkpoint(state, search) };
  }
  return { x: solution(state), iterations: search.iteration, converged: search.converged };
}

/** Steps that are too long go to and fro. */
function slowDown(search: Search, way: number): void {
  search.stale = way < search.leastWay ? 0 : search.stale + 1;
  search.leastWay = Math.min(search.leastWay, way);
  if (search.stale < PATIENCE) return;
  search.relaxation = Math.max(LEAST_RELAXATION, search.relaxation / 2);
  search.stale = 0;
  search.leastWay = way;
}

const begin = (): Search => ({
  iteration: 0,
  relaxation: RELAXATION,
  leastWay: Infinity,
  stale: 0,
  converged: false,
  slopePerWay: SLOPE_PER_WAY,
});

/**
 * Begins near given weights: residuals are the gradients there, times what makes the weights that follow from
 * them come nearest to the given ones.
 */
function* beginAt(
  start: Float64Array,
  state: DualState,
  run: DualSteps,
  step: DualStep,
): Generator<RowProgress, void, void> {
  const { weights, intercepts, gradients, residuals, totals, nFeatures, nVectors, stride } = state;
  for (let j = 0; j < nFeatures; j += 1)
    for (let k = 0; k < nVectors; k += 1) weights[j * stride + k] = start[k * nFeatures + j]!;
  if (step.interceptStep > 0)
    for (let k = 0; k < nVectors; k += 1) intercepts[k] = start[nVectors * nFeatures + k]!;
  yield* look(state, run, 0, { ...step, mode: 'adopt' });
  let [along, squares] = [0, 0];
  for (let i = 0; i < weights.length; i += 1) {
    const made = -step.kappa * gradients[i]!;
    along += made * weights[i]!;
    squares += made * made;
  }
  const part = squares > 0 ? Math.min(1, Math.max(0, along / squares)) : 0;
  for (let i = 0; i < weights.length; i += 1) weights[i] = -step.kappa * part * gradients[i]!;
  for (let i = 0; i < residuals.length; i += 1) residuals[i] = part * residuals[i]!;
  for (let k = 0; k < stride; k += 1) totals[k] = part * gradients[nFeatures * stride + k]!;
}

/** The sums of the gradients at the weights as they are. */
function look(
  state: DualState,
  run: DualSteps,
  iteration: number,
  step: DualStep,
): Generator<RowProgress, void, void> {
  state.gradients.fill(0);
  inOrder(state.order);
  return epoch(state, run, iteration, step);
}

function inOrder(order: Int32Array): Int32Array {
  for (let row = 0; row < order.length; row += 1) order[row] = row;
  return order;
}

function* epoch(
  { nRows, stride, values }: DualState,
  run: DualSteps,
  iteration: number,
  step: DualStep,
): Generator<RowProgress, void, void> {
  const perRow = ((values.length + nRows) / nRows) * stride;
  const block = Math.max(1, Math.floor(WORK / perRow));
  for (let from = 0; from < nRows; from += block) {
    run(from, Math.min(nRows, from + block), step);
    yield { iteration, within: from / nRows, value: null };
  }
}

function objective({ l2 }: DualProblem, { shares, rowWeights, weights }: DualState): number {
  let loss = 0;
  for (let row = 0; row < shares.length; row += 1)
    loss -= rowWeights[row]! * log(Math.max(shares[row]!, LEAST_SHARE));
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return loss / shares.length + 0.5 * l2 * squares;
}

function largestChange(before: Float64Array, after: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < after.length; i += 1) largest = Math.max(largest, Math.abs(after[i]! - before[i]!));
  return largest;
}

/** The largest entry of the exact gradient of the objective, after a look. */
function largestSlope({ l2, fitIntercept }: DualProblem, { weights, gradients, nRows }: DualState): number {
  let largest = 0;
  for (let i = 0; i < weights.length; i += 1)
    largest = Math.max(largest, Math.abs(gradients[i]! / nRows + l2 * weights[i]!));
  if (fitIntercept)
    for (let i = weights.length; i < gradients.length; i += 1)
      largest = Math.max(largest, Math.abs(gradients[i]! / nRows));
  return largest;
}

function solution({ weights, intercepts, nFeatures, nVectors, stride }: DualState): Float64Array {
  const x = new Float64Array(nVectors * (nFeatures + 1));
  for (let j = 0; j < nFeatures; j += 1)
    for (let k = 0; k < nVectors; k += 1) x[k * nFeatures + j] = weights[j * stride + k]!;
  x.set(intercepts.subarray(0, nVectors), nVectors * nFeatures);
  return x;
}

const KEPT = ['weights', 'intercepts', 'residuals', 'totals'] as const;

function checkpoint(state: DualState, search: Search): ModelState {
  return {
    config: { ...search },
    tensors: KEPT.map((name) => ({ name, shape: [state[name].length], data: state[name].slice() })),
  };
}

function resumed(state: DualState, from: ModelState): Search {
  for (const name of KEPT) state[name].set(finiteTensor(from, name, Float64Array, [state[name].length]));
  const { iteration, relaxation, leastWay, stale, converged, slopePerWay } = from.config;
  return {
    iteration: Number(iteration),
    relaxation: Number(relaxation),
    leastWay: Number(leastWay),
    stale: Number(stale),
    converged: converged === true,
    slopePerWay: Number(slopePerWay),
  };
}
