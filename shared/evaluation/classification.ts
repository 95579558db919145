import { AppError } from '../errors/app-error.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { accuracyOf, confusionMatrix, macroScores, scoreClasses, weightedScores } from './class-scores.ts';
import type { ClassificationEvaluation } from './evaluation.ts';
import { averagePrecision, precisionRecallCurve } from './precision-recall.ts';
import { brierScore, calibrationBins, expectedCalibrationError, logLoss } from './probability-scores.ts';
import { rank } from './ranking.ts';
import { rocAuc, rocCurve } from './roc.ts';

export interface ClassificationResults {
  readonly labels: readonly string[];
  /** When there are two labels: the class whose scores are reported; the last in code-point order if left out. */
  readonly positive?: string;
  /** nRows; index of the actual label. */
  readonly y: Float64Array;
  /** nRows × labels, row-major; each row sums to 1. */
  readonly probabilities: Float64Array;
  /** nRows, positive; all one when left out. */
  readonly weights?: Float64Array;
}

/**
 * Judges class probabilities against the truth, by the definitions of scikit-learn 1.2; the predicted
 * class is the first most probable one. Ratios and areas without anything to divide by are 0 (as
 * scikit-learn's scores) or null (areas), never NaN.
 * @throws AppError `no-rows`; `value-not-finite`; `recipe-invalid` when `positive` is not one of two labels.
 * Cost: a sort of the rows per class (binary: two).
 */
export function evaluateClassification(results: ClassificationResults): ClassificationEvaluation {
  checkResults(results);
  const { labels, y, probabilities } = results;
  const weights = results.weights ?? null;
  const nClasses = labels.length;
  const positive = positiveIndex(results);
  const confusion = confusionMatrix(y, probabilities, nClasses, weights);
  const scores = scoreClasses(confusion);
  const rankings = labels.map((_, k) => rank(columnOf(probabilities, k, nClasses), y, k, weights));
  const areas = rankings.map((ranking) => ({ rocAuc: rocAuc(ranking), prAuc: averagePrecision(ranking) }));
  const drawn = positive === null ? labels.map((_, k) => k) : [positive];
  const { precision, recall, f1 } = positive === null ? weightedScores(scores) : scores[positive]!;
  const calibration = calibrationBins(y, probabilities, nClasses, positive);
  return {
    task: 'classification',
    labels: [...labels],
    positive: positive === null ? null : labels[positive]!,
    nRows: y.length,
    accuracy: accuracyOf(confusion),
    precision,
    recall,
    f1,
    macro: macroScores(scores),
    weighted: weightedScores(scores),
    perClass: scores.map(({ precision, recall, f1, support }, k) => ({
      label: labels[k]!,
      precision,
      recall,
      f1,
      support,
      ...areas[k]!,
    })),
    rocAuc: positive === null ? meanOf(areas.map((area) => area.rocAuc)) : areas[positive]!.rocAuc,
    prAuc: positive === null ? meanOf(areas.map((area) => area.prAuc)) : areas[positive]!.prAuc,
    logLoss: logLoss(y, probabilities, nClasses, weights),
    brier: brierScore(y, probabilities, nClasses, positive, weights),
    confusion,
    roc: drawn.map((k) => rocCurve(labels[k]!, rankings[k]!)),
    pr: drawn.map((k) => precisionRecallCurve(labels[k]!, rankings[k]!)),
    calibration,
    ece: expectedCalibrationError(calibration),
  };
}

function positiveIndex({ labels, positive }: ClassificationResults): number | null {
  if (labels.length !== 2) return null;
  const wanted = positive ?? labels.toSorted(byCodePoint)[1]!;
  const index = labels.indexOf(wanted);
  if (index >= 0) return index;
  throw new AppError('recipe-invalid', {
    detail: `The positive class "${wanted}" is none of the labels "${labels.join('", "')}".`,
    pointer: '/evaluate/positive',
  });
}

function columnOf(probabilities: Float64Array, k: number, nClasses: number): Float64Array {
  const column = new Float64Array(probabilities.length / nClasses);
  for (let row = 0; row < column.length; row++) column[row] = probabilities[row * nClasses + k]!;
  return column;
}

function meanOf(areas: readonly (number | null)[]): number | null {
  const known = areas.filter((area) => area !== null);
  return known.length === 0 ? null : known.reduce((sum, area) => sum + area, 0) / known.length;
}

function checkResults({ labels, y, probabilities, weights }: ClassificationResults): void {
  if (y.length === 0) throw new AppError('no-rows', { detail: 'There is no row to evaluate the model on.' });
  if (probabilities.length !== y.length * labels.length || (weights ?? y).length !== y.length) {
    throw new RangeError(
      `${y.length} rows × ${labels.length} labels do not fit ${probabilities.length} probabilities.`,
    );
  }
  const bad = probabilities.findIndex((p) => !Number.isFinite(p));
  if (bad >= 0) {
    throw new AppError('value-not-finite', {
      detail: `The model answers row ${Math.floor(bad / labels.length)} with the probability ${probabilities[bad]}.`,
      remedy: 'Scale the features, or train with a smaller learning rate.',
    });
  }
  const strange = y.findIndex((k) => labels[k] === undefined);
  if (strange >= 0) throw new RangeError(`Row ${strange} has the class ${y[strange]} of ${labels.length}.`);
}
