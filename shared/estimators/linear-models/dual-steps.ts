import { exp } from '../../numeric/exp-log.ts';

/**
 * What the steps of dual coordinate ascent work on. K vectors (one for two classes, else one a class), padded
 * to the even `stride`, so that all classes of a feature lie side by side; what pads stays 0.
 */
export interface DualState {
  readonly nRows: number;
  readonly nFeatures: number;
  readonly nVectors: number;
  readonly stride: number;
  /** Compressed rows. */
  readonly starts: Uint32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** nRows: class indices. */
  readonly y: Float64Array;
  /** nRows, their mean is 1. */
  readonly rowWeights: Float64Array;
  /** nRows: how much a step of length 1 of a row moves its own scores, times the weight of the row. */
  readonly stiffness: Float64Array;
  /** nRows: the rows of the epoch in their order. */
  readonly order: Int32Array;
  /** nFeatures × stride: always −κ Σ residuals × row. */
  readonly weights: Float64Array;
  /** stride. */
  readonly intercepts: Float64Array;
  /** nRows × stride: the dual variables, which end as the gradient of each row's loss by its scores. */
  readonly residuals: Float64Array;
  /** stride: Σ residuals. */
  readonly totals: Float64Array;
  /** (nFeatures + 1) × stride: Σ gradient × row of the rows looked at; the last for the intercepts. */
  readonly gradients: Float64Array;
  /** nRows: the probability of the own class when the row was visited. */
  readonly shares: Float64Array;
  /** 4 × stride. */
  readonly scratch: Float64Array;
}

/**
 * `step`: moves residuals and weights. `look`: leaves all as it is and adds up the gradients. `adopt`: the
 * same, and takes the gradients over as residuals.
 */
export type DualMode = 'step' | 'look' | 'adopt';

export interface DualStep {
  readonly mode: DualMode;
  /** The share of each row's way to its optimum that is gone. */
  readonly relaxation: number;
  /** κ: 1 / (L2 penalty × nRows). */
  readonly kappa: number;
  /** The same for intercepts; 0 = none. */
  readonly interceptStep: number;
  /** What intercepts lose beside, at every row, of the sum of all residuals. */
  readonly interceptDrift: number;
}

/** Visits rows `from` … `to` of an epoch. */
export type DualSteps = (from: number, to: number, step: DualStep) => void;

/** The TypeScript form, bit for bit what dual.as.ts does: sums over classes go by even and odd ones. */
export function dualSteps(state: DualState): DualSteps {
  const { stride, scratch, order, weights, gradients } = state;
  const scores = scratch.subarray(0, stride);
  const fresh = scratch.subarray(stride, 2 * stride);
  const shrinks = scratch.subarray(2 * stride, 3 * stride);
  const move = scratch.subarray(3 * stride);
  return (from, to, step) => {
    for (let t = from; t < to; t += 1) {
      const row = order[t]!;
      scoreRow(state, row, scores);
      if (state.nVectors === 1) binaryGradient(state, row, scores, fresh);
      else multinomialGradient(state, row, scores, fresh);
      if (step.mode === 'step') {
        if (state.nVectors === 1) binaryMove(state, row, scores, fresh, move);
        else multinomialMove(state, row, scores, fresh, shrinks, move);
        takeMove(state, row, step, move);
      } else noteGradient(state, row, step, fresh, move);
      addToRow(state, row, step.mode === 'step' ? weights : gradients, move);
    }
  };
}

/** scores = intercepts + row · weights, four values of the row at a time; the sum of a class keeps their order. */
function scoreRow(state: DualState, row: number, scores: Float64Array): void {
  const { stride, starts, columns, values, weights, intercepts } = state;
  scores.set(intercepts);
  const end = starts[row + 1]!;
  let i = starts[row]!;
  for (; i + 4 <= end; i += 4) {
    const v0 = values[i]!;
    const v1 = values[i + 1]!;
    const v2 = values[i + 2]!;
    const v3 = values[i + 3]!;
    let w0 = columns[i]! * stride;
    let w1 = columns[i + 1]! * stride;
    let w2 = columns[i + 2]! * stride;
    let w3 = columns[i + 3]! * stride;
    for (let k = 0; k < stride; k += 1)
      scores[k] =
        scores[k]! + v0 * weights[w0++]! + v1 * weights[w1++]! + v2 * weights[w2++]! + v3 * weights[w3++]!;
  }
  for (; i < end; i += 1) {
    const v = values[i]!;
    for (let k = 0, w = columns[i]! * stride; k < stride; k += 1, w += 1)
      scores[k] = scores[k]! + v * weights[w]!;
  }
}

/** Scores become the probability of the second class; `fresh` is the gradient by the score. */
function binaryGradient(state: DualState, row: number, scores: Float64Array, fresh: Float64Array): void {
  const z = scores[0]!;
  const e = exp(z > 0 ? -z : z);
  const p = z > 0 ? 1 / (1 + e) : e / (1 + e);
  const positive = state.y[row] === 1;
  state.shares[row] = positive ? p : 1 - p;
  scores[0] = p;
  fresh[0] = state.rowWeights[row]! * (p - (positive ? 1 : 0));
}

function multinomialGradient(
  { y, rowWeights, shares, nVectors, stride }: DualState,
  row: number,
  scores: Float64Array,
  fresh: Float64Array,
): void {
  if (nVectors < stride) scores[nVectors] = -Infinity;
  let max = scores[0]!;
  for (let k = 1; k < nVectors; k += 1) if (scores[k]! > max) max = scores[k]!;
  let even = 0;
  let odd = 0;
  for (let k = 0; k < stride; k += 2) {
    even += scores[k] = exp(scores[k]! - max);
    odd += scores[k + 1] = exp(scores[k + 1]! - max);
  }
  const factor = 1 / (even + odd);
  const weight = rowWeights[row]!;
  for (let k = 0; k < stride; k += 1) {
    scores[k] = scores[k]! * factor;
    fresh[k] = weight * scores[k]!;
  }
  const own = y[row]!;
  shares[row] = scores[own]!;
  fresh[own] = weight * (scores[own]! - 1);
}

/** One Newton step to where the gradient at the scores that the residuals make is the residuals. */
function binaryMove(
  { residuals, stride, stiffness }: DualState,
  row: number,
  scores: Float64Array,
  fresh: Float64Array,
  move: Float64Array,
): void {
  const p = scores[0]!;
  move[0] = (fresh[0]! - residuals[row * stride]!) / (1 + stiffness[row]! * p * (1 - p));
}

/** The same; the Hessian is diagonal but for a product of vectors, so it is solved by Sherman and Morrison. */
function multinomialMove(
  { residuals, stride, stiffness }: DualState,
  row: number,
  scores: Float64Array,
  fresh: Float64Array,
  shrinks: Float64Array,
  move: Float64Array,
): void {
  const q = stiffness[row]!;
  const old = row * stride;
  let evenWay = 0;
  let oddWay = 0;
  let evenSize = 0;
  let oddSize = 0;
  for (let k = 0; k < stride; k += 2) {
    const p0 = scores[k]!;
    const p1 = scores[k + 1]!;
    const s0 = p0 / (1 + q * p0);
    const s1 = p1 / (1 + q * p1);
    const d0 = fresh[k]! - residuals[old + k]!;
    const d1 = fresh[k + 1]! - residuals[old + k + 1]!;
    evenWay += s0 * d0;
    oddWay += s1 * d1;
    evenSize += s0 * p0;
    oddSize += s1 * p1;
    shrinks[k] = s0;
    shrinks[k + 1] = s1;
    // d / (1 + q p) = d − q s d
    move[k] = d0 - q * (s0 * d0);
    move[k + 1] = d1 - q * (s1 * d1);
  }
  const factor = (q * (evenWay + oddWay)) / (1 - q * (evenSize + oddSize));
  for (let k = 0; k < stride; k += 1) move[k] = move[k]! + factor * shrinks[k]!;
}

/** Moves residuals, their sum and the intercepts; `move` becomes what the weights lose. */
function takeMove(
  { residuals, totals, intercepts, stride }: DualState,
  row: number,
  { relaxation, kappa, interceptStep, interceptDrift }: DualStep,
  move: Float64Array,
): void {
  for (let k = 0, r = row * stride; k < stride; k += 1, r += 1) {
    const change = relaxation * move[k]!;
    residuals[r] = residuals[r]! + change;
    totals[k] = totals[k]! + change;
    intercepts[k] = intercepts[k]! - (interceptStep * change + interceptDrift * totals[k]!);
    move[k] = kappa * change;
  }
}

function noteGradient(
  { residuals, gradients, nFeatures, stride }: DualState,
  row: number,
  { mode }: DualStep,
  fresh: Float64Array,
  move: Float64Array,
): void {
  const intercept = nFeatures * stride;
  for (let k = 0; k < stride; k += 1) {
    gradients[intercept + k] = gradients[intercept + k]! + fresh[k]!;
    move[k] = -fresh[k]!;
    if (mode === 'adopt') residuals[row * stride + k] = fresh[k]!;
  }
}

/** target −= row × move. */
function addToRow(
  { starts, columns, values, stride }: DualState,
  row: number,
  target: Float64Array,
  move: Float64Array,
): void {
  const end = starts[row + 1]!;
  let i = starts[row]!;
  for (; i + 4 <= end; i += 4) {
    const v0 = values[i]!;
    const v1 = values[i + 1]!;
    const v2 = values[i + 2]!;
    const v3 = values[i + 3]!;
    const w0 = columns[i]! * stride;
    const w1 = columns[i + 1]! * stride;
    const w2 = columns[i + 2]! * stride;
    const w3 = columns[i + 3]! * stride;
    for (let k = 0; k < stride; k += 1) {
      const d = move[k]!;
      target[w0 + k] = target[w0 + k]! - v0 * d;
      target[w1 + k] = target[w1 + k]! - v1 * d;
      target[w2 + k] = target[w2 + k]! - v2 * d;
      target[w3 + k] = target[w3 + k]! - v3 * d;
    }
  }
  for (; i < end; i += 1) {
    const v = values[i]!;
    for (let k = 0, w = columns[i]! * stride; k < stride; k += 1, w += 1)
      target[w] = target[w]! - v * move[k]!;
  }
}
