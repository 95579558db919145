import { exp } from '../../numeric/exp-log.ts';

/**
 * What the steps of SAGA work on. K vectors (one for two classes, else one a class), padded to the even
 * `stride`, so that all classes of a feature lie side by side; the intercept is the feature behind the last.
 */
export interface SagaState {
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
  /** nRows: the rows of the epoch in their order. */
  readonly order: Int32Array;
  /** (nFeatures + 1) × stride. */
  readonly weights: Float64Array;
  /** (nFeatures + 1) × stride: the mean over the rows of the gradients that were last seen. */
  readonly gradients: Float64Array;
  /** nRows × nVectors: what was last seen of each row, its gradient by its score. */
  readonly residuals: Float64Array;
  /** nFeatures: steps of this epoch after which a feature was last brought up to date. */
  readonly lasts: Int32Array;
  /** nRows + 1: a^m for the shrinking a of one step, and a⁰ + … + a^(m−1). */
  readonly powers: Float64Array;
  readonly sums: Float64Array;
  /** nRows: the probability of the own class when the row was visited. */
  readonly shares: Float64Array;
  /** 3 × stride. */
  readonly scratch: Float64Array;
}

export interface SagaStep {
  readonly size: number;
  /** Step × L1 penalty; 0 = none. */
  readonly shrink: number;
  /** The value of the feature that stands for the intercept; 0 = no intercept. */
  readonly bias: number;
}

/** Runs steps `from` … `to` of an epoch. */
export type SagaSteps = (from: number, to: number, step: SagaStep) => void;

/**
 * The TypeScript form, bit for bit what saga.as.ts does. A feature that rows do not have is brought up to
 * date when one has it again: the mean gradient moved it by m equal steps, which is one formula.
 */
export function sagaSteps(state: SagaState): SagaSteps {
  const { nVectors, stride, weights, gradients, scratch } = state;
  const intercept = state.nFeatures * stride;
  const scores = scratch.subarray(0, stride);
  const move = scratch.subarray(stride, 2 * stride);
  const add = scratch.subarray(2 * stride);
  return (from, to, { size, shrink, bias }) => {
    const share = 1 / state.nRows;
    for (let t = from; t < to; t += 1) {
      const row = state.order[t]!;
      for (let k = 0; k < stride; k += 1) {
        if (bias !== 0 && t > 0)
          weights[intercept + k] = weights[intercept + k]! - size * gradients[intercept + k]!;
        scores[k] = bias === 0 ? 0 : bias * weights[intercept + k]!;
      }
      scoreRow(state, row, t, size, shrink, scores);
      if (nVectors === 1) binaryResidual(state, row, scores, size, share, move, add);
      else multinomialResidual(state, row, scores, size, share, move, add);
      moveWeights(state, row, bias, move, add);
    }
  };
}

function scoreRow(
  state: SagaState,
  row: number,
  t: number,
  size: number,
  shrink: number,
  scores: Float64Array,
): void {
  const { stride, starts, columns, values, weights, gradients, lasts, powers, sums } = state;
  for (let i = starts[row]!, end = starts[row + 1]!; i < end; i += 1) {
    const column = columns[i]!;
    const w = column * stride;
    const m = t - lasts[column]!;
    const v = values[i]!;
    lasts[column] = t;
    if (m > 0 && shrink > 0)
      for (let k = 0; k < stride; k += 1)
        weights[w + k] = shrunken(weights[w + k]!, size * gradients[w + k]!, shrink, m, powers, sums);
    if (m === 0 || shrink > 0) {
      for (let k = 0; k < stride; k += 1) scores[k] = scores[k]! + v * weights[w + k]!;
      continue;
    }
    const p = powers[m]!;
    const s = size * sums[m]!;
    for (let k = 0, at = w; k < stride; k += 2, at += 2) {
      const even = p * weights[at]! - s * gradients[at]!;
      const odd = p * weights[at + 1]! - s * gradients[at + 1]!;
      weights[at] = even;
      weights[at + 1] = odd;
      scores[k] = scores[k]! + v * even;
      scores[k + 1] = scores[k + 1]! + v * odd;
    }
  }
}

function binaryResidual(
  { y, rowWeights, residuals, shares }: SagaState,
  row: number,
  scores: Float64Array,
  size: number,
  share: number,
  move: Float64Array,
  add: Float64Array,
): void {
  const z = scores[0]!;
  const e = exp(z > 0 ? -z : z);
  const p = z > 0 ? 1 / (1 + e) : e / (1 + e);
  const positive = y[row] === 1;
  shares[row] = positive ? p : 1 - p;
  const fresh = rowWeights[row]! * (p - (positive ? 1 : 0));
  const change = fresh - residuals[row]!;
  residuals[row] = fresh;
  move[0] = size * (1 - share) * change;
  add[0] = share * change;
}

function multinomialResidual(
  { y, rowWeights, residuals, shares, nVectors }: SagaState,
  row: number,
  scores: Float64Array,
  size: number,
  share: number,
  move: Float64Array,
  add: Float64Array,
): void {
  let max = scores[0]!;
  for (let k = 1; k < nVectors; k += 1) if (scores[k]! > max) max = scores[k]!;
  let sum = 0;
  for (let k = 0; k < nVectors; k += 1) {
    const e = exp(scores[k]! - max);
    scores[k] = e;
    sum += e;
  }
  const own = y[row]!;
  const weight = rowWeights[row]!;
  const kept = size * (1 - share);
  for (let k = 0, at = row * nVectors; k < nVectors; k += 1, at += 1) {
    const p = scores[k]! / sum;
    if (k === own) shares[row] = p;
    const fresh = weight * (k === own ? p - 1 : p);
    const change = fresh - residuals[at]!;
    residuals[at] = fresh;
    move[k] = kept * change;
    add[k] = share * change;
  }
}

function moveWeights(
  { stride, nFeatures, starts, columns, values, weights, gradients }: SagaState,
  row: number,
  bias: number,
  move: Float64Array,
  add: Float64Array,
): void {
  for (let i = starts[row]!, end = starts[row + 1]!; i < end; i += 1) {
    const w = columns[i]! * stride;
    const v = values[i]!;
    for (let k = 0, at = w; k < stride; k += 2, at += 2) {
      weights[at] = weights[at]! - v * move[k]!;
      weights[at + 1] = weights[at + 1]! - v * move[k + 1]!;
      gradients[at] = gradients[at]! + v * add[k]!;
      gradients[at + 1] = gradients[at + 1]! + v * add[k + 1]!;
    }
  }
  if (bias === 0) return;
  for (let k = 0, w = nFeatures * stride; k < stride; k += 1, w += 1) {
    weights[w] = weights[w]! - bias * move[k]!;
    gradients[w] = gradients[w]! + bias * add[k]!;
  }
}

/**
 * A coordinate `m` steps of x ← soft(a x − b, c) on. Of one sign it follows a line, and it changes sign once
 * at most: where, is found by halving.
 */
function shrunken(
  start: number,
  b: number,
  c: number,
  m: number,
  powers: Float64Array,
  sums: Float64Array,
): number {
  let x = start;
  let left = m;
  if (x !== 0) {
    const side = x > 0 ? 1 : -1;
    const pull = side * b + c;
    const size = side * x;
    if (powers[left]! * size - pull * sums[left]! >= 0)
      return side * (powers[left]! * size - pull * sums[left]!);
    let low = 0;
    let high = left;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (powers[middle]! * size - pull * sums[middle]! >= 0) low = middle;
      else high = middle;
    }
    const before = side * (powers[low]! * size - pull * sums[low]!);
    const beyond = powers[1]! * before - b;
    x = beyond > c ? beyond - c : beyond < -c ? beyond + c : 0;
    left -= low + 1;
    if (left === 0) return x;
    if (x !== 0) return powers[left]! * x - (b + (x > 0 ? c : -c)) * sums[left]!;
  }
  if (b > c) return -(b - c) * sums[left]!;
  if (b < -c) return -(b + c) * sums[left]!;
  return 0;
}

/** Brings every feature to the end of an epoch of `steps` steps. */
export function finishEpoch(state: SagaState, steps: number, { size, shrink, bias }: SagaStep): void {
  const { stride, nFeatures, weights, gradients, lasts, powers, sums } = state;
  for (let column = 0; column < nFeatures; column += 1) {
    const m = steps - lasts[column]!;
    for (let k = 0, w = column * stride; k < stride; k += 1, w += 1)
      weights[w] =
        shrink > 0
          ? shrunken(weights[w]!, size * gradients[w]!, shrink, m, powers, sums)
          : powers[m]! * weights[w]! - size * sums[m]! * gradients[w]!;
  }
  lasts.fill(0);
  if (bias === 0) return;
  for (let k = 0, w = nFeatures * stride; k < stride; k += 1, w += 1)
    weights[w] = weights[w]! - size * gradients[w]!;
}
