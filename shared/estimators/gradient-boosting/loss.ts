import { AppError } from '../../errors/app-error.ts';
import { exp, log } from '../../numeric/exp-log.ts';
import { sigmoid, softmaxInPlace, softplus } from '../../numeric/softmax.ts';
import type { Team, TrainingData } from '../estimator.ts';
import type { BoostingSettings } from './settings.ts';
import { ownShare, type SharedArrays } from './team-work.ts';

/** What scores (nRows × nScores, row-major) become in the end. */
export type Link = 'identity' | 'log' | 'probability';

/** A loss over scores, to second order, run by run of rows so that peers can share them out. */
export interface Loss {
  readonly nScores: number;
  readonly link: Link;
  /** Whether every row has the same hessian, so that it counts rows. */
  readonly constantHessian: boolean;
  /** Whether a leaf's value is the median of its residuals instead of a Newton step. */
  readonly medianLeaves: boolean;
  /** nScores: the constant that fits best the rows that `held` (1 = held out) leaves. */
  baseline(held: Uint8Array | null): Float64Array;
  /** Looks at the scores of these rows once a round, before `derive` is asked for each score. */
  begin(scores: Float64Array, from: number, to: number): void;
  /** Gradient and hessian by score `k`, side by side for each row, times the row's weight. */
  derive(k: number, scores: Float64Array, from: number, to: number, out: Float32Array): void;
  /** What kernels read of a loss of classes; null for others, and where the team has no memory for it. */
  readonly memory: LossMemory | null;
  /** The loss of a row, not weighted. */
  rowLoss(scores: Float64Array, row: number): number;
}

export interface LossMemory {
  readonly classes: Int32Array;
  readonly weights: Float64Array | null;
  /** nRows × nClasses with three classes or more. */
  readonly probabilities: Float64Array | null;
}

interface Rows {
  readonly y: Float64Array;
  /** null = all one. */
  readonly weights: Float64Array | null;
}

/**
 * `arrays` are the team's. Every peer asks for the same.
 * @throws AppError `param-invalid` for Poisson on negative targets or nothing but zeros.
 */
export function lossFor(
  data: TrainingData,
  settings: BoostingSettings,
  arrays: SharedArrays,
  team: Team,
): Loss {
  const { y, nClasses } = data;
  const rows: Rows = { y, weights: data.weights };
  if (nClasses > 0) {
    const probabilities = nClasses > 2 ? arrays.f64(y.length * nClasses) : null;
    const memory = team.memory === null ? null : lossMemory(rows, probabilities, arrays, team);
    return probabilities === null
      ? logistic(rows, memory)
      : multinomial(rows, nClasses, probabilities, memory);
  }
  if (settings.loss === 'poisson') return poisson(rows);
  return settings.loss === 'absolute_error' ? absoluteError(rows) : squaredError(rows);
}

/** Each peer copies its rows; they meet before anybody reads. */
function lossMemory(
  { y, weights }: Rows,
  probabilities: Float64Array | null,
  arrays: SharedArrays,
  team: Team,
): LossMemory {
  const classes = arrays.i32(y.length);
  const copied = weights === null ? null : arrays.f64(y.length);
  const { from, to } = ownShare(team, y.length);
  for (let row = from; row < to; row++) {
    classes[row] = y[row]!;
    if (copied !== null) copied[row] = weights![row]!;
  }
  return { classes, weights: copied, probabilities };
}

/** ½ (score − y)². */
function squaredError(rows: Rows): Loss {
  const { y, weights } = rows;
  return {
    nScores: 1,
    link: 'identity',
    constantHessian: weights === null,
    medianLeaves: false,
    memory: null,
    baseline: (held) => Float64Array.of(weightedMean(rows, held, (row) => y[row]!)),
    begin: () => {},
    derive: (_k, scores, from, to, out) => {
      for (let row = from; row < to; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        out[2 * row] = weight * (scores[row]! - y[row]!);
        out[2 * row + 1] = weight;
      }
    },
    rowLoss: (scores, row) => 0.5 * (scores[row]! - y[row]!) ** 2,
  };
}

/** |score − y|. */
function absoluteError(rows: Rows): Loss {
  const { y, weights } = rows;
  return {
    nScores: 1,
    link: 'identity',
    constantHessian: weights === null,
    medianLeaves: true,
    memory: null,
    baseline: (held) => {
      const kept = Int32Array.from(y.keys()).filter((row) => held === null || held[row] === 0);
      return Float64Array.of(
        weightedMedian(
          kept,
          (row) => y[row]!,
          (row) => weights?.[row] ?? 1,
        ),
      );
    },
    begin: () => {},
    derive: (_k, scores, from, to, out) => {
      for (let row = from; row < to; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        out[2 * row] = weight * Math.sign(scores[row]! - y[row]!);
        out[2 * row + 1] = weight;
      }
    },
    rowLoss: (scores, row) => Math.abs(scores[row]! - y[row]!),
  };
}

/** The least value with half the weight at or below it; the middle of two where the halves meet between them. */
export function weightedMedian(
  rows: Int32Array,
  valueOf: (row: number) => number,
  weightOf: (row: number) => number,
): number {
  const values = Float64Array.from(rows, valueOf);
  const order = Int32Array.from(rows.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  let total = 0;
  for (const row of rows) total += weightOf(row);
  let below = 0;
  for (let i = 0; i < order.length; i++) {
    below += weightOf(rows[order[i]!]!);
    if (2 * below < total) continue;
    const value = values[order[i]!]!;
    return 2 * below === total && i + 1 < order.length ? value / 2 + values[order[i + 1]!]! / 2 : value;
  }
  return 0;
}

/** exp(score) − y × score: half the Poisson deviance, up to a constant. */
function poisson(rows: Rows): Loss {
  const { y, weights } = rows;
  const mean = weightedMean(rows, null, (row) => y[row]!);
  if (!(mean > 0) || y.some((value) => value < 0)) {
    throw new AppError('param-invalid', {
      detail: 'The Poisson loss needs a target that is never negative and not zero everywhere.',
      remedy: 'Use the loss "squared_error" or "absolute_error".',
      pointer: '/estimator/params/loss',
    });
  }
  return {
    nScores: 1,
    link: 'log',
    constantHessian: false,
    medianLeaves: false,
    memory: null,
    baseline: (held) =>
      Float64Array.of(
        log(
          Math.max(
            1e-9,
            weightedMean(rows, held, (row) => y[row]!),
          ),
        ),
      ),
    begin: () => {},
    derive: (_k, scores, from, to, out) => {
      for (let row = from; row < to; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        const rate = exp(scores[row]!);
        out[2 * row] = weight * (rate - y[row]!);
        out[2 * row + 1] = weight * rate;
      }
    },
    rowLoss: (scores, row) => exp(scores[row]!) - y[row]! * scores[row]!,
  };
}

/** log(1 + e^score) − y × score, for y of 0 or 1. */
function logistic(rows: Rows, memory: LossMemory | null): Loss {
  const { y, weights } = rows;
  return {
    nScores: 1,
    link: 'probability',
    constantHessian: false,
    medianLeaves: false,
    memory,
    baseline: (held) => {
      const share = clampShare(weightedMean(rows, held, (row) => y[row]!));
      return Float64Array.of(log(share / (1 - share)));
    },
    begin: () => {},
    derive: (_k, scores, from, to, out) => {
      for (let row = from; row < to; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        const p = sigmoid(scores[row]!);
        out[2 * row] = weight * (p - y[row]!);
        out[2 * row + 1] = weight * p * (1 - p);
      }
    },
    rowLoss: (scores, row) => softplus(scores[row]!) - y[row]! * scores[row]!,
  };
}

/** −log softmax(scores)[y]; one tree a class and round. */
function multinomial(
  rows: Rows,
  nClasses: number,
  probabilities: Float64Array,
  memory: LossMemory | null,
): Loss {
  const { y, weights } = rows;
  const own = new Float64Array(nClasses);
  return {
    nScores: nClasses,
    link: 'probability',
    constantHessian: false,
    medianLeaves: false,
    memory,
    baseline: (held) =>
      Float64Array.from({ length: nClasses }, (_, k) =>
        log(clampShare(weightedMean(rows, held, (row) => +(y[row] === k)))),
      ),
    begin: (scores, from, to) => {
      for (let i = from * nClasses; i < to * nClasses; i++) probabilities[i] = scores[i]!;
      for (let row = from; row < to; row++) softmaxInPlace(probabilities, row * nClasses, nClasses);
    },
    derive: (k, _scores, from, to, out) => {
      for (let row = from; row < to; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        const p = probabilities[row * nClasses + k]!;
        out[2 * row] = weight * (p - +(y[row] === k));
        out[2 * row + 1] = weight * p * (1 - p);
      }
    },
    rowLoss: (scores, row) => {
      for (let k = 0; k < nClasses; k++) own[k] = scores[row * nClasses + k]!;
      softmaxInPlace(own);
      return -log(Math.max(own[y[row]!]!, 1e-300));
    },
  };
}

/** A class without rows still gets a finite score. */
const clampShare = (share: number): number => Math.min(1 - 1e-9, Math.max(1e-9, share));

function weightedMean({ y, weights }: Rows, held: Uint8Array | null, value: (row: number) => number): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    if (held !== null && held[row] === 1) continue;
    const weight = weights === null ? 1 : weights[row]!;
    total += weight;
    sum += weight * value(row);
  }
  return sum / total;
}
