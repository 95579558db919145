import { log } from '../../numeric/exp-log.ts';

/**
 * What a calibrator looks at: the probability itself, or log(p / (1 − p)), which for models of a linear score is
 * that score.
 */
export type ScoreScale = 'probability' | 'log-odds';

/** Stands in for a probability of 0, whose logarithm is not finite. */
const LEAST = 1e-300;

/** The score of one class in every row of `outputs` (nRows × nClasses probabilities). */
export function scoresOf(
  outputs: Float64Array,
  nClasses: number,
  k: number,
  scale: ScoreScale,
): Float64Array {
  const scores = new Float64Array(outputs.length / nClasses);
  for (let row = 0; row < scores.length; row += 1) {
    const p = outputs[row * nClasses + k]!;
    scores[row] = scale === 'probability' ? p : logOdds(p, restOf(outputs, row * nClasses, nClasses, k));
  }
  return scores;
}

/** Summed rather than 1 − p, which has few digits near 1. */
function restOf(outputs: Float64Array, from: number, nClasses: number, k: number): number {
  let rest = 0;
  for (let j = 0; j < nClasses; j += 1) if (j !== k) rest += outputs[from + j]!;
  return rest;
}

const logOdds = (p: number, rest: number): number => log(Math.max(p, LEAST)) - log(Math.max(rest, LEAST));
