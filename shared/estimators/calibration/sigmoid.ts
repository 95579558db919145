import { log } from '../../numeric/exp-log.ts';
import { sigmoid, softplus } from '../../numeric/softmax.ts';

/** P(hit | score) = 1 / (1 + e^(slope · score + offset)); the slope is negative where higher scores hit more. */
export interface Logistic {
  readonly slope: number;
  readonly offset: number;
}

const MAX_ROUNDS = 200;
/** Ridge on the Hessian, so that it can be inverted where all scores are equal. */
const RIDGE = 1e-12;
const LEAST_STEP = 1e-12;
/** Where the gradient is this small for a row, digits beyond the twelfth are left. */
const FLAT = 1e-13;

/**
 * Platt's scaling: the logistic curve most likely for the hits, which count as (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2)
 * so that few rows make no certainty. Newton's method with a halving line search, in the order of Lin, Lin and
 * Weng, A Note on Platt's Probabilistic Outputs for Support Vector Machines, Machine Learning 68 (2007). Cost: about ten
 * passes over the scores.
 */
export function fitSigmoid(scores: Float64Array, hits: ArrayLike<number>): Logistic {
  const nHits = countHits(hits);
  const targets = smoothTargets(hits, nHits);
  let point: Logistic = { slope: 0, offset: log((hits.length - nHits + 1) / (nHits + 1)) };
  let loss = lossAt(point, scores, targets);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const step = newtonStep(point, scores, targets);
    if (step === null) break;
    const next = lineSearch(point, step, loss, scores, targets);
    if (next === null) break;
    ({ point, loss } = next);
  }
  return point;
}

function countHits(hits: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < hits.length; row += 1) count += hits[row]!;
  return count;
}

function smoothTargets(hits: ArrayLike<number>, nHits: number): Float64Array {
  const high = (nHits + 1) / (nHits + 2);
  const low = 1 / (hits.length - nHits + 2);
  return Float64Array.from({ length: hits.length }, (_, row) => (hits[row] === 1 ? high : low));
}

/** Cross entropy in nats. */
function lossAt({ slope, offset }: Logistic, scores: Float64Array, targets: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const z = slope * scores[row]! + offset;
    sum += targets[row]! * z + softplus(-z);
  }
  return sum;
}

interface Step {
  readonly slope: number;
  readonly offset: number;
  /** Gradient along the step; negative. */
  readonly descent: number;
}

/** null where the gradient has vanished. */
function newtonStep({ slope, offset }: Logistic, scores: Float64Array, targets: Float64Array): Step | null {
  let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0];
  let size = 1;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row]!;
    const p = sigmoid(-(slope * score + offset));
    const curve = p * (1 - p);
    const rest = targets[row]! - p;
    h11 += score * score * curve;
    h22 += curve;
    h21 += score * curve;
    g1 += score * rest;
    g2 += rest;
    size += Math.abs(score);
  }
  if (Math.abs(g1) < FLAT * size && Math.abs(g2) < FLAT * (scores.length + 1)) return null;
  const determinant = h11 * h22 - h21 * h21;
  if (!(determinant > 0)) return null;
  const d1 = -(h22 * g1 - h21 * g2) / determinant;
  const d2 = -(h11 * g2 - h21 * g1) / determinant;
  return { slope: d1, offset: d2, descent: g1 * d1 + g2 * d2 };
}

function lineSearch(
  point: Logistic,
  step: Step,
  loss: number,
  scores: Float64Array,
  targets: Float64Array,
): { point: Logistic; loss: number } | null {
  for (let length = 1; length >= LEAST_STEP; length /= 2) {
    const next = { slope: point.slope + length * step.slope, offset: point.offset + length * step.offset };
    const reached = lossAt(next, scores, targets);
    if (reached < loss + 1e-4 * length * step.descent) return { point: next, loss: reached };
  }
  return null;
}
