import { log } from '../numeric/exp-log.ts';
import { predictedClass } from './class-scores.ts';
import type { ClassificationEvaluation } from './evaluation.ts';

/**
 * Mean negative log likelihood in nats. Probabilities are clipped to [ε, 1−ε], ε = 2⁻⁵², and each row
 * scaled to sum to 1, as scikit-learn 1.2 does.
 */
export function logLoss(
  y: Float64Array,
  probabilities: Float64Array,
  nClasses: number,
  weights: Float64Array | null,
): number {
  let sum = 0;
  let all = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    let rowSum = 0;
    for (let k = 0; k < nClasses; k++) rowSum += clip(probabilities[row * nClasses + k]!);
    sum -= weight * log(clip(probabilities[row * nClasses + y[row]!]!) / rowSum);
    all += weight;
  }
  return sum / all;
}

const clip = (p: number): number => Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));

/** Mean squared distance between probabilities and outcome, of one class or (null) summed over all. */
export function brierScore(
  y: Float64Array,
  probabilities: Float64Array,
  nClasses: number,
  positive: number | null,
  weights: Float64Array | null,
): number {
  let sum = 0;
  let all = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    for (let k = positive ?? 0; k <= (positive ?? nClasses - 1); k++) {
      const error = probabilities[row * nClasses + k]! - (y[row] === k ? 1 : 0);
      sum += weight * error * error;
    }
    all += weight;
  }
  return sum / all;
}

const CALIBRATION_BINS = 10;

/**
 * Ten equal bins of the probability of the positive class, or of whatever class was predicted when
 * `positive` is null; a probability on an edge belongs to the lower bin. Empty bins are left out.
 */
export function calibrationBins(
  y: Float64Array,
  probabilities: Float64Array,
  nClasses: number,
  positive: number | null,
): ClassificationEvaluation['calibration'] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ sum: 0, hits: 0, count: 0 }));
  for (let row = 0; row < y.length; row++) {
    const judged = positive ?? predictedClass(probabilities, row, nClasses);
    const p = probabilities[row * nClasses + judged]!;
    const bin = bins[calibrationBin(p)]!;
    bin.sum += p;
    bin.hits += y[row] === judged ? 1 : 0;
    bin.count += 1;
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ sum, hits, count }) => ({ meanPredicted: sum / count, fractionPositive: hits / count, count }));
}

/** Mean |predicted − observed| over the bins, each as heavy as its rows. Source: Guo, Pleiss, Sun and Weinberger, ICML 2017. */
export function expectedCalibrationError(bins: ClassificationEvaluation['calibration']): number {
  let sum = 0;
  let all = 0;
  for (const { meanPredicted, fractionPositive, count } of bins) {
    sum += count * Math.abs(meanPredicted - fractionPositive);
    all += count;
  }
  return sum / all;
}

function calibrationBin(p: number): number {
  let bin = 0;
  while (bin < CALIBRATION_BINS - 1 && (bin + 1) / CALIBRATION_BINS < p) bin++;
  return bin;
}
