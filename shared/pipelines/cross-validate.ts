import { AppError } from '../errors/app-error.ts';
import type { ParamValues, Progress } from '../estimators/estimator.ts';
import { calibratedModel } from '../estimators/calibration/calibrated-model.ts';
import { resolveParams } from '../estimators/params-check.ts';
import { estimatorByName } from '../estimators/registry.ts';
import { flattenMetrics, type Metric } from '../evaluation/metric-list.ts';
import type { Recipe } from '../records/recipe.ts';
import type { Table } from '../table/table.ts';
import { fitCalibrated } from './fit-calibrated.ts';
import { foldRows, type ValidationScope } from './fold-rows.ts';
import type { RunHost } from './outcome.ts';
import type { SplitRows } from './prepare-data.ts';
import { fitData, foldRng, preparePart, type FoldData, type PreparedFolds } from './prepared-folds.ts';
import { checkEstimator, checkRecipeFits } from './recipe-check.ts';
import { evaluatePart } from './run-recipe.ts';

export interface ValidationInput {
  readonly table: Table;
  readonly recipe: Recipe;
  readonly scope?: ValidationScope;
}

export interface CrossValidation {
  /** One entry a fold, repeat after repeat; metrics without the part, e.g. `roc_auc`. */
  readonly folds: readonly { readonly metrics: readonly Metric[] }[];
  /** Rows that took part. */
  readonly nRows: number;
  readonly params: ParamValues;
  readonly threads: number;
  readonly backend: string | null;
}

/**
 * Judges a recipe by k-fold cross-validation of its training part (`split.folds`, five when left out, dealt
 * anew `split.repeats` times). Every preparation step is fitted on the training rows of each fold alone; the
 * test part is never looked at. Recipes of the same seed and split see the same folds, so that their scores can
 * be compared fold by fold. Same input, same figures, for own estimators. Cost: a run a fold.
 * @throws AppError as `runRecipe`; `folds-too-many`, `class-too-small` where folds cannot be dealt.
 */
export async function* crossValidate(
  { table, recipe, scope = {} }: ValidationInput,
  host: RunHost,
): AsyncGenerator<Progress, CrossValidation, void> {
  checkEstimator(recipe);
  checkRecipeFits(recipe, table);
  const { parts, nRows } = foldRows(table, recipe, scope);
  const folds = yield* judgeFolds(table, recipe, parts, host);
  return validation(recipe, host, folds, nRows);
}

/** The same on folds that were prepared before, by {@link prepareFold} for a recipe of the same preparation. */
export async function* crossValidatePrepared(
  recipe: Recipe,
  { folds, nRows }: PreparedFolds,
  host: RunHost,
): AsyncGenerator<Progress, CrossValidation, void> {
  checkEstimator(recipe);
  const judged = yield* judge(recipe, folds.length, (at) => fitData(folds[at]!), host);
  return validation(recipe, host, judged, nRows);
}

function validation(
  { estimator: { name, params } }: Recipe,
  { trainer }: RunHost,
  folds: CrossValidation['folds'],
  nRows: number,
): CrossValidation {
  const { threads, backend } = trainer.used;
  return { folds, nRows, params: resolveParams(estimatorByName(name).params, params), threads, backend };
}

/** Fits on the training rows of each fold, preparation and all, and judges on its test rows. */
export function judgeFolds(
  table: Table,
  recipe: Recipe,
  parts: readonly SplitRows[],
  host: RunHost,
): AsyncGenerator<Progress, CrossValidation['folds'], void> {
  return judge(recipe, parts.length, (at) => preparePart(table, recipe, parts[at]!, at), host);
}

async function* judge(
  recipe: Recipe,
  count: number,
  dataOf: (fold: number) => FoldData,
  host: RunHost,
): AsyncGenerator<Progress, CrossValidation['folds'], void> {
  const estimator = estimatorByName(recipe.estimator.name);
  const params = resolveParams(estimator.params, recipe.estimator.params);
  const folds: { metrics: Metric[] }[] = [];
  for (let at = 0; at < count; at += 1) {
    yield progress(at, count, 0);
    const rng = foldRng(recipe, at);
    const data = dataOf(at);
    const fitting = fitCalibrated({
      estimator,
      params,
      data,
      recipe,
      host,
      rng: rng.fork(1),
      calibrationRng: rng.fork(2),
      history: [],
    });
    let step = await fitting.next();
    for (; step.done !== true; step = await fitting.next())
      yield progress(at, count, step.value.done / Math.max(1, step.value.total));
    const model = calibratedModel(step.value.model, step.value.calibrator);
    const judging = evaluatePart(model, data, data.test, recipe);
    let judged = judging.next();
    for (; judged.done !== true; judged = judging.next()) yield progress(at, count, 1);
    const { evaluation } = judged.value;
    folds.push({ metrics: flattenMetrics('test', evaluation).map(withoutPart) });
  }
  return folds;
}

/** Hundredths of a fold, so that a bar moves within one too. */
const progress = (fold: number, folds: number, within: number): Progress => ({
  stage: 'train',
  done: 100 * fold + Math.floor(100 * Math.min(1, within)),
  total: 100 * folds,
});

const withoutPart = ({ key, value }: Metric): Metric => ({ key: key.replace(/^test_/, ''), value });

/** A figure of a fold, or of all of them together, as runs record it. */
export interface FoldMetric extends Metric {
  /** The fold; 0 for what is of all of them. */
  readonly step: number;
}

/**
 * `<prefix>_roc_auc` fold by fold, then `<prefix>_roc_auc_mean` and `_std` (of the folds as they are, not of a
 * population they were drawn from). A figure that a fold does not have (no row of a class) is left out of both.
 */
export function foldMetrics(folds: CrossValidation['folds'], prefix = 'cv'): FoldMetric[] {
  const names = [...new Set(folds.flatMap(({ metrics }) => metrics.map(({ key }) => key)))];
  return names.flatMap((name) => {
    const steps = folds.flatMap(({ metrics }, step) =>
      metrics
        .filter(({ key }) => key === name)
        .map(({ value }) => ({ key: `${prefix}_${name}`, value, step })),
    );
    const { mean, std } = spreadOf(steps.map(({ value }) => value));
    return [
      { key: `${prefix}_${name}_mean`, value: mean, step: 0 },
      { key: `${prefix}_${name}_std`, value: std, step: 0 },
      ...steps,
    ];
  });
}

function spreadOf(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / values.length) };
}

/**
 * The mean of a metric over the folds.
 * @throws AppError `metric-undefined` when no fold has it.
 */
export function meanScore(folds: CrossValidation['folds'], metric: string): number {
  const found = foldMetrics(folds).find(({ key }) => key === `cv_${metric}_mean`);
  if (found !== undefined && Number.isFinite(found.value)) return found.value;
  throw new AppError('metric-undefined', {
    detail: `No fold has a figure "${metric}": each needs rows of every class to judge on.`,
  });
}
