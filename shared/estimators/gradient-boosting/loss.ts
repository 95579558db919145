import { log } from '../../numeric/exp-log.ts';
import { sigmoid, softmaxInPlace, softplus } from '../../numeric/softmax.ts';
import type { TrainingData } from '../estimator.ts';
import type { Derivatives } from './gradients.ts';

/** A loss over scores (nRows × nScores, row-major), to second order. */
export interface Loss {
  readonly nScores: number;
  /** nScores: the constant that fits best. */
  baseline(): Float64Array;
  /** Looks at the scores once a round, before `derive` is asked for each score. */
  beginRound(scores: Float64Array): void;
  /** Gradients and hessians by score `k`, times the rows' weights. */
  derive(k: number, out: Derivatives): void;
  /** The weighted mean loss at these scores. */
  mean(scores: Float64Array): number;
}

export function lossFor(data: TrainingData): Loss {
  const rows = { y: data.y, weights: data.weights ?? new Float64Array(data.y.length).fill(1) };
  if (data.nClasses === 0) return squaredError(rows);
  return data.nClasses === 2 ? logistic(rows) : multinomial(rows, data.nClasses);
}

interface Rows {
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

/** ½ (score − y)². */
function squaredError({ y, weights }: Rows): Loss {
  let current: Float64Array = y;
  return {
    nScores: 1,
    baseline: () => Float64Array.of(weightedMean(weights, (row) => y[row]!)),
    beginRound: (scores) => {
      current = scores;
    },
    derive: (_k, out) => {
      for (let row = 0; row < y.length; row++) {
        out.gradients[row] = weights[row]! * (current[row]! - y[row]!);
        out.hessians[row] = weights[row]!;
      }
    },
    mean: (scores) => weightedMean(weights, (row) => 0.5 * (scores[row]! - y[row]!) ** 2),
  };
}

/** log(1 + e^score) − y × score, for y of 0 or 1. */
function logistic({ y, weights }: Rows): Loss {
  let current: Float64Array = y;
  return {
    nScores: 1,
    baseline: () => {
      const share = clampShare(weightedMean(weights, (row) => y[row]!));
      return Float64Array.of(log(share / (1 - share)));
    },
    beginRound: (scores) => {
      current = scores;
    },
    derive: (_k, out) => {
      for (let row = 0; row < y.length; row++) {
        const p = sigmoid(current[row]!);
        out.gradients[row] = weights[row]! * (p - y[row]!);
        out.hessians[row] = weights[row]! * p * (1 - p);
      }
    },
    mean: (scores) => weightedMean(weights, (row) => softplus(scores[row]!) - y[row]! * scores[row]!),
  };
}

/** −log softmax(scores)[y]; one tree a class and round. */
function multinomial({ y, weights }: Rows, nClasses: number): Loss {
  const probabilities = new Float64Array(y.length * nClasses);
  const softmax = (scores: Float64Array): void => {
    probabilities.set(scores);
    for (let row = 0; row < y.length; row++) softmaxInPlace(probabilities, row * nClasses, nClasses);
  };
  return {
    nScores: nClasses,
    baseline: () =>
      Float64Array.from({ length: nClasses }, (_, k) =>
        log(clampShare(weightedMean(weights, (row) => +(y[row] === k)))),
      ),
    beginRound: softmax,
    derive: (k, out) => {
      for (let row = 0; row < y.length; row++) {
        const p = probabilities[row * nClasses + k]!;
        out.gradients[row] = weights[row]! * (p - +(y[row] === k));
        out.hessians[row] = weights[row]! * p * (1 - p);
      }
    },
    mean: (scores) => {
      softmax(scores);
      return weightedMean(weights, (row) => -log(Math.max(probabilities[row * nClasses + y[row]!]!, 1e-300)));
    },
  };
}

/** A class without rows still gets a finite score. */
const clampShare = (share: number): number => Math.min(1 - 1e-9, Math.max(1e-9, share));

function weightedMean(weights: Float64Array, value: (row: number) => number): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    total += weights[row]!;
    sum += weights[row]! * value(row);
  }
  return sum / total;
}
