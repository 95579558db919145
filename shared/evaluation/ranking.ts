import { argsort } from '../statistics/argsort.ts';

/** Rows of one class against the rest, as a threshold goes down over the distinct scores. */
export interface Ranking {
  /** Distinct scores, descending. */
  readonly thresholds: Float64Array;
  /** Weight of the positive rows with a score at or above each threshold. */
  readonly truePositives: Float64Array;
  /** The same of the other rows. */
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Ranks rows by their score for one class; rows of equal score pass the threshold together.
 * `scores` and `y` (class indices) have nRows entries, `weights` too or is null. Cost: one argsort.
 */
export function rank(
  scores: Float64Array,
  y: Float64Array,
  positive: number,
  weights: Float64Array | null,
): Ranking {
  const order = argsort(scores);
  const thresholds = new Float64Array(scores.length);
  const truePositives = new Float64Array(scores.length);
  const falsePositives = new Float64Array(scores.length);
  let hits = 0;
  let misses = 0;
  let used = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i]!;
    const weight = weights === null ? 1 : weights[row]!;
    if (y[row] === positive) hits += weight;
    else misses += weight;
    if (i > 0 && scores[order[i - 1]!] === scores[row]) continue;
    thresholds[used] = scores[row]!;
    truePositives[used] = hits;
    falsePositives[used++] = misses;
  }
  return {
    thresholds: thresholds.subarray(0, used),
    truePositives: truePositives.subarray(0, used),
    falsePositives: falsePositives.subarray(0, used),
    positives: hits,
    negatives: misses,
  };
}
