import { AppError } from '../errors/app-error.ts';
import type { ParamValues, Progress } from '../estimators/estimator.ts';
import { calibratedModel } from '../estimators/calibration/calibrated-model.ts';
import { resolveParams } from '../estimators/params-check.ts';
import { estimatorByName } from '../estimators/registry.ts';
import { flattenMetrics, type Metric } from '../evaluation/metric-list.ts';
import { stratifiedFolds } from '../preparation/folds.ts';
import { otherRows, stratifiedSample } from '../preparation/stratified-sample.ts';
import type { Rng } from '../random/generator.ts';
import { createRng } from '../random/rng.ts';
import type { Recipe } from '../records/recipe.ts';
import { selectColumns, selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { fitCalibrated } from './fit-calibrated.ts';
import type { RunHost } from './outcome.ts';
import { prepareParts, splitRows, type SplitRows } from './prepare-data.ts';
import { checkEstimator, checkRecipeFits } from './recipe-check.ts';
import { checkFeatures, evaluatePart, RNG_SPLIT } from './run-recipe.ts';
import { targetValues } from './target.ts';

/** Which rows of the training part a validation looks at; all of them when empty. */
export interface ValidationScope {
  /** A share of the rows, for searches that sort out candidates on few rows first. */
  readonly share?: number;
  /** One fold around a whole search is left out; `judge` trains on the rest and judges on exactly that fold. */
  readonly outer?: { readonly folds: number; readonly fold: number; readonly judge?: boolean };
}

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

export const USUAL_FOLDS = 5;

/** Far from the streams of a run: folds must not move when a run learns to draw something more. */
const RNG_FOLDS = 1000;
const RNG_OUTER = 1001;
const RNG_SHARE = 1002;
const RNG_FITS = 1003;

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
  const { parts, nRows } = validationParts(table, recipe, scope, createRng(recipe.seed));
  const folds = yield* judgeFolds(table, recipe, parts, host);
  const { params } = estimatorByName(recipe.estimator.name);
  const { threads, backend } = host.trainer.used;
  return { folds, nRows, params: resolveParams(params, recipe.estimator.params), threads, backend };
}

/** Fits on the training rows of each fold, preparation and all, and judges on its test rows. */
export async function* judgeFolds(
  table: Table,
  recipe: Recipe,
  parts: readonly SplitRows[],
  host: RunHost,
): AsyncGenerator<Progress, CrossValidation['folds'], void> {
  const estimator = estimatorByName(recipe.estimator.name);
  const params = resolveParams(estimator.params, recipe.estimator.params);
  const folds: { metrics: Metric[] }[] = [];
  for (const [at, part] of parts.entries()) {
    yield progress(at, parts.length, 0);
    const rng = createRng(recipe.seed).fork(RNG_FITS).fork(at);
    const data = prepareParts(table, recipe, part, rng.fork(0));
    checkFeatures(data, estimator.missing);
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
      yield progress(at, parts.length, step.value.done / Math.max(1, step.value.total));
    const model = calibratedModel(step.value.model, step.value.calibrator);
    const judging = evaluatePart(model, data, data.test, recipe);
    let judged = judging.next();
    for (; judged.done !== true; judged = judging.next()) yield progress(at, parts.length, 1);
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

/** What is learnt from and judged on, fold by fold. */
function validationParts(
  table: Table,
  recipe: Recipe,
  scope: ValidationScope,
  rng: Rng,
): { parts: SplitRows[]; nRows: number } {
  const { labels, train } = splitRows(table, recipe, rng.fork(RNG_SPLIT));
  const { folds: k = USUAL_FOLDS, repeats = 1, stratify } = recipe.split;
  const target = selectColumns(table, [recipe.target]);
  const classesOf = (rows: Int32Array): Float64Array | null =>
    stratify && recipe.task === 'classification'
      ? targetValues(selectRows(target, rows), recipe.target, recipe.task, labels)
      : null;
  const deal = (rows: Int32Array, count: number, draws: Rng): SplitRows[] =>
    stratifiedFolds({ nRows: rows.length, classes: classesOf(rows), labels, k: count, rng: draws }).map(
      (test) => ({
        labels,
        train: otherRows(rows.length, test).map((at) => rows[at]!),
        test: test.map((at) => rows[at]!),
      }),
    );
  let rows = train;
  if (scope.outer !== undefined) {
    const { folds, fold, judge = false } = scope.outer;
    const outer = deal(train, folds, rng.fork(RNG_OUTER))[fold]!;
    if (judge) return { parts: [outer], nRows: train.length };
    rows = outer.train;
  }
  if (scope.share !== undefined && scope.share < 1) rows = sampled(rows, classesOf(rows), scope.share, rng);
  const draws = rng.fork(RNG_FOLDS);
  const parts = Array.from({ length: repeats }, (_, repeat) => deal(rows, k, draws.fork(repeat))).flat();
  return { parts, nRows: rows.length };
}

function sampled(rows: Int32Array, classes: Float64Array | null, share: number, rng: Rng): Int32Array {
  const kept = stratifiedSample({ nRows: rows.length, classes, share, rng: rng.fork(RNG_SHARE) });
  return kept.map((at) => rows[at]!);
}

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
