import { AppError } from '../errors/app-error.ts';
import { fitCalibrator, type Calibrator } from '../estimators/calibration/calibrator.ts';
import type { ScoreScale } from '../estimators/calibration/scores.ts';
import type { Estimator, FittedModel, ParamValues, Progress } from '../estimators/estimator.ts';
import { isCsr, selectCsrRows, type FeatureMatrix } from '../numeric/csr.ts';
import { selectMatrixRows } from '../numeric/matrix.ts';
import { stratifiedFolds } from '../preparation/folds.ts';
import { otherRows } from '../preparation/stratified-sample.ts';
import type { Rng } from '../random/generator.ts';
import type { Calibrate, Recipe } from '../records/recipe.ts';
import type { RunHost, RunOutcome } from './outcome.ts';
import { fitModel, type FitData } from './fit-model.ts';

export interface FitWish {
  readonly estimator: Estimator;
  readonly params: ParamValues;
  readonly data: FitData;
  readonly recipe: Recipe;
  readonly host: RunHost;
  readonly rng: Rng;
  /** For the folds of calibration; not drawn from without it. */
  readonly calibrationRng: Rng;
  /** Live metrics of the model itself are added to it. */
  readonly history: RunOutcome['history'];
}

export interface FittedPair {
  /** What it would be without calibration. */
  readonly model: FittedModel;
  readonly calibrator: Calibrator | null;
}

/**
 * Trains on what preparation left; where the recipe wants it, first on all folds but one of the training part,
 * each in turn, and fits a calibrator on what those models say of the rows that they did not see. Cost: one more
 * fit a fold.
 * @throws AppError `class-too-small` for a class with fewer rows than folds.
 */
export async function* fitCalibrated(wish: FitWish): AsyncGenerator<Progress, FittedPair, void> {
  const { estimator, params, data, recipe, host, rng, history } = wish;
  const { calibrate } = recipe;
  if (calibrate === undefined)
    return { model: yield* fitModel(estimator, params, data, recipe, host, rng, history), calibrator: null };
  const nFits = calibrate.folds + 1;
  const calibrator = yield* calibratorOn(wish, calibrate, nFits);
  const fitting = fitModel(estimator, params, data, recipe, host, rng, history);
  return { model: yield* asPart(fitting, calibrate.folds, nFits), calibrator };
}

async function* calibratorOn(
  { estimator, params, data, recipe, host, rng, calibrationRng }: FitWish,
  { method, folds: k }: Calibrate,
  nFits: number,
): AsyncGenerator<Progress, Calibrator, void> {
  const { X, y } = data.train;
  const nClasses = data.labels.length;
  requireRows(y, data.labels, k);
  const folds = stratifiedFolds({ classes: y, nRows: y.length, k, rng: calibrationRng, labels: data.labels });
  const outputs = new Float64Array(y.length * nClasses);
  for (const [at, held] of folds.entries()) {
    const rest = otherRows(y.length, held);
    const seen = { X: rowsOf(X, rest), y: Float64Array.from(rest, (row) => y[row]!) };
    const fit = data.rebalance(seen, calibrationRng.fork(at));
    const fitting = fitModel(estimator, params, { ...data, fit }, recipe, host, rng, []);
    const given = (yield* asPart(fitting, at, nFits)).predict(rowsOf(X, held));
    held.forEach((row, i) => outputs.set(given.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses));
  }
  return fitCalibrator({ method, scale: scoreScale(estimator.name), outputs, y, nClasses });
}

/** Their probabilities are a sigmoid or softmax of a score; those of the others are shares of counts. */
const SCORED = new Set(['logistic-regression', 'gradient-boosting', 'neural-network']);

const scoreScale = (estimator: string): ScoreScale => (SCORED.has(estimator) ? 'log-odds' : 'probability');

function requireRows(y: Float64Array, labels: readonly string[], k: number): void {
  const counts = labels.map(() => 0);
  for (const label of y) counts[label]! += 1;
  const least = Math.min(...counts);
  if (least >= k) return;
  throw new AppError('class-too-small', {
    detail: `Calibration in ${k} folds needs ${k} training rows of each class; "${labels[counts.indexOf(least)]}" has ${least}.`,
    remedy:
      least < 2 ? 'Load more rows of that class.' : `Use ${least} folds, or load more rows of that class.`,
    pointer: '/calibrate/folds',
  });
}

const rowsOf = (X: FeatureMatrix, rows: Int32Array): FeatureMatrix =>
  isCsr(X) ? selectCsrRows(X, rows) : selectMatrixRows(X, rows);

/** Progress of one fit of several. Hundredths of a fit, so that the bar moves within one too. */
async function* asPart<T>(
  fitting: AsyncGenerator<Progress, T, void>,
  at: number,
  nFits: number,
): AsyncGenerator<Progress, T, void> {
  for (;;) {
    const step = await fitting.next();
    if (step.done === true) return step.value;
    const within = Math.min(1, step.value.done / Math.max(1, step.value.total));
    yield { ...step.value, done: 100 * at + Math.floor(100 * within), total: 100 * nFits };
  }
}
