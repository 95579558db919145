import { AppError } from '../errors/app-error.ts';
import { calibratedModel } from '../estimators/calibration/calibrated-model.ts';
import type { FittedModel, Progress } from '../estimators/estimator.ts';
import { resolveParams } from '../estimators/params-check.ts';
import { estimatorByName } from '../estimators/registry.ts';
import { evaluateClassification } from '../evaluation/classification.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { flattenMetrics } from '../evaluation/metric-list.ts';
import { evaluateRegression } from '../evaluation/regression.ts';
import { isCsr } from '../numeric/csr.ts';
import { createRng } from '../random/rng.ts';
import type { Recipe } from '../records/recipe.ts';
import { dataVersion as dataVersionOf } from '../table/data-version.ts';
import type { Table } from '../table/table.ts';
import { validateTable } from '../validation/validate-table.ts';
import { openBase } from './continue-from.ts';
import { fitCalibrated, type FittedPair } from './fit-calibrated.ts';
import type { RunHost, RunOutcome } from './outcome.ts';
import { packageModel } from './package-model.ts';
import { prepareData, type Part, type PreparedData } from './prepare-data.ts';
import { predictRows } from './predict-rows.ts';
import { checkEstimator, checkRecipeFits, recipeDigest } from './recipe-check.ts';

export interface RunInput {
  readonly table: Table;
  /** When the host knows it; computed from the table otherwise. */
  readonly dataVersion?: string;
  readonly recipe: Recipe;
  /** The package that the recipe goes on from, where it does. */
  readonly base?: Uint8Array;
}

/** Streams of the seeded generator: each part of a run draws from its own. */
export const RNG_SPLIT = 0;
const RNG_FIT = 1;
const RNG_GOLDEN = 2;
const RNG_BALANCE = 3;
const RNG_CALIBRATION = 4;

/**
 * Executes a recipe: validate → clean → split → prepare → train → evaluate → package. A pure function
 * of (recipe, table, base package, engine version) for own estimators: same input, same package bytes, whatever the
 * host or the number of threads.
 * @throws AppError for a recipe that does not fit the table, a constant target, no usable feature.
 */
export async function* runRecipe(input: RunInput, host: RunHost): AsyncGenerator<Progress, RunOutcome, void> {
  const { table, recipe } = input;
  const clock = stopwatch(host.now);
  checkEstimator(recipe);
  checkRecipeFits(recipe, table);
  const estimator = estimatorByName(recipe.estimator.name);
  const params = resolveParams(estimator.params, recipe.estimator.params);
  const version = input.dataVersion ?? dataVersionOf(table);
  clock.lap('load_ms');

  yield { stage: 'validate', done: 0, total: 1 };
  const quality = validateTable(table, recipe.target).quality;
  clock.lap('validate_ms');

  yield { stage: 'prepare', done: 0, total: 1 };
  const rng = createRng(recipe.seed);
  const base = openBase(recipe, table, input.base);
  const data = prepareData(table, recipe, rng.fork(RNG_SPLIT), rng.fork(RNG_BALANCE), base);
  checkFeatures(data, estimator.missing);
  clock.lap('prepare_ms');

  const history: RunOutcome['history'] = [];
  const fitted = yield* fitCalibrated({
    estimator,
    params,
    data,
    recipe,
    host,
    rng: rng.fork(RNG_FIT),
    calibrationRng: rng.fork(RNG_CALIBRATION),
    history,
  });
  const model = calibratedModel(fitted.model, fitted.calibrator);
  clock.lap('train_ms');

  yield { stage: 'evaluate', done: 0, total: 2 };
  const train = yield* evaluateBoth(fitted, data, data.train, recipe);
  yield { stage: 'evaluate', done: 1, total: 2 };
  const test = yield* evaluateBoth(fitted, data, data.test, recipe);
  clock.lap('evaluate_ms');

  yield { stage: 'package', done: 0, total: 1 };
  const packaged = packageModel({
    recipe,
    dataVersion: version,
    engineVersion: host.engineVersion,
    data,
    model,
    calibrator: fitted.calibrator,
    params,
    backend: host.trainer.used.backend,
    estimator,
    trainProbabilities: train.outputs,
    testMetrics: flattenMetrics('test', test.evaluation),
    rng: rng.fork(RNG_GOLDEN),
  });
  return {
    ...packaged,
    recipeDigest: recipeDigest(recipe),
    dataVersion: version,
    nRows: table.nRows,
    params,
    train: train.evaluation,
    test: test.evaluation,
    metrics: [
      ...flattenMetrics('train', train.evaluation),
      ...flattenMetrics('test', test.evaluation),
      { key: 'data_quality', value: quality },
    ],
    history,
    timings: clock.timings(),
    threads: host.trainer.used.threads,
    backend: host.trainer.used.backend,
  };
}

/** @throws AppError `features-missing`, `value-not-finite`. */
export function checkFeatures(data: PreparedData, takesMissing = false): void {
  const { X } = data.train;
  if (X.nColumns === 0 || X.nRows === 0) {
    throw new AppError('features-missing', {
      detail: `Preparation left ${X.nRows} training rows and ${X.nColumns} features.`,
    });
  }
  for (const part of [data.train, data.test]) {
    // A sparse one was checked column by column when it was made.
    if (isCsr(part.X)) continue;
    const bad = part.X.values.findIndex(
      (value) => !Number.isFinite(value) && !(takesMissing && Number.isNaN(value)),
    );
    if (bad < 0) continue;
    const feature = data.featureNames[bad % part.X.nColumns];
    const row = part.rows[Math.floor(bad / part.X.nColumns)]! + 1;
    throw new AppError('value-not-finite', {
      detail: `The feature "${feature}" is missing or infinite in row ${row} after preparation.`,
      remedy: 'Add an impute step to the recipe, or drop rows with missing values.',
      pointer: '/prepare',
    });
  }
}

/** Predicts and evaluates one side of the split; `outputs` is nRows × nOutputs. */
export function* evaluatePart(
  model: FittedModel,
  data: Pick<PreparedData, 'labels'>,
  part: Pick<Part, 'X' | 'y'>,
  recipe: Recipe,
): Generator<Progress, { evaluation: Evaluation; outputs: Float64Array }, void> {
  const outputs = yield* predictRows(model, part.X);
  return { evaluation: evaluateOutputs(recipe, data.labels, part.y, outputs), outputs };
}

/** As calibrated, with what matters of the model as it was before. */
function* evaluateBoth(
  { model, calibrator }: FittedPair,
  data: PreparedData,
  part: Part,
  recipe: Recipe,
): Generator<Progress, { evaluation: Evaluation; outputs: Float64Array }, void> {
  const raw = yield* evaluatePart(model, data, part, recipe);
  if (calibrator === null || raw.evaluation.task !== 'classification') return raw;
  const outputs = calibrator.apply(raw.outputs);
  const evaluation = evaluateOutputs(recipe, data.labels, part.y, outputs);
  const { brier, ece, logLoss, calibration } = raw.evaluation;
  return {
    evaluation: { ...evaluation, uncalibrated: { brier, ece, logLoss, calibration } } as Evaluation,
    outputs,
  };
}

/** Judges predictions against the truth by the recipe's task and positive class. */
export function evaluateOutputs(
  recipe: Pick<Recipe, 'task' | 'evaluate'>,
  labels: readonly string[],
  y: Float64Array,
  outputs: Float64Array,
): Evaluation {
  if (recipe.task === 'regression') return evaluateRegression({ y, predicted: outputs });
  const { positive } = recipe.evaluate;
  return evaluateClassification({
    labels: [...labels],
    y,
    probabilities: outputs,
    ...(positive === undefined ? {} : { positive }),
  });
}

type Lap = Exclude<keyof RunOutcome['timings'], 'total_ms'>;

function stopwatch(now: () => number): { lap(name: Lap): void; timings(): RunOutcome['timings'] } {
  const start = now();
  let last = start;
  const laps = { load_ms: 0, validate_ms: 0, prepare_ms: 0, train_ms: 0, evaluate_ms: 0 };
  return {
    lap(name) {
      const at = now();
      laps[name] = at - last;
      last = at;
    },
    timings: () => ({ ...laps, total_ms: now() - start }),
  };
}
