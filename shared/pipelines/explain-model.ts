import { AppError } from '../errors/app-error.ts';
import type { Progress } from '../estimators/estimator.ts';
import { estimatorByName } from '../estimators/registry.ts';
import { flattenMetrics, type Metric } from '../evaluation/metric-list.ts';
import { dependenceGrid, partialDependence } from '../evaluation/partial-dependence.ts';
import { permutationImportance, type MetricLoss } from '../evaluation/permutation-importance.ts';
import { toFeatures } from '../preparation/features.ts';
import { createRng } from '../random/rng.ts';
import { permutation } from '../random/sampling.ts';
import type { Recipe } from '../records/recipe.ts';
import type { FeatureProfile } from '../statistics/profile.ts';
import { selectRows, withColumn } from '../table/shape.ts';
import type { Column, Table } from '../table/table.ts';
import { featureOrigins, foldByInput } from './feature-origins.ts';
import { judgedRows, type JudgedWish } from './judged-rows.ts';
import { applySteps } from './prepare-data.ts';
import { evaluateOutputs } from './run-recipe.ts';
import type { ServingModel } from './serving-model.ts';

export interface ImportanceWish extends JudgedWish {
  readonly repeats: number;
}

export interface ImportanceReport extends ImportanceWish {
  readonly nRows: number;
  /** Rows there are, of which `nRows` were judged. */
  readonly nAll: number;
  /** What the model reaches on the rows as they are. */
  readonly baseline: readonly Metric[];
  /** In the order of the signature. */
  readonly columns: readonly ColumnImportance[];
}

export interface ColumnImportance {
  readonly column: string;
  /** Its share of what the model itself counts, 0 … 1; null where the estimator counts nothing. */
  readonly own: number | null;
  /** What each figure loses without it. */
  readonly losses: readonly MetricLoss[];
}

/**
 * Importance of every input column, by permutation on rows that the model has not seen, beside what the model counts by
 * itself. A column is permuted as it came in, so what is made of it goes along. Same wish, same report.
 * @throws AppError see `judgedRows`. Cost: see `permutationImportance`, and all steps each time.
 */
export function* modelImportance(
  served: ServingModel,
  table: Table,
  wish: ImportanceWish,
): Generator<Progress, ImportanceReport, void> {
  const { manifest } = served;
  const { inputs, output } = manifest.signature;
  const recipe = manifest.recipe as Recipe;
  const { features, y, nAll } = judgedRows(served, table, wish);
  const figures = (of: Table): Metric[] =>
    flattenMetrics('test', evaluateOutputs(recipe, output.labels, y, outputsOf(served, of))).map(
      ({ key, value }) => ({ key: key.replace(/^test_/, ''), value }),
    );
  const rng = createRng(wish.seed);
  const steps = permutationImportance({
    nColumns: inputs.length,
    nRepeats: wish.repeats,
    order: (at, repeat) => permutation(features.nRows, rng.fork(at).fork(repeat)),
    figures: (change) =>
      figures(change === null ? features : permuted(features, change.column, change.order)),
  });
  const { baseline, columns } = yield* inStage(steps);
  const own = ownImportance(served);
  return {
    ...wish,
    nRows: features.nRows,
    nAll,
    baseline,
    columns: inputs.map(({ name }, at) => ({
      column: name,
      own: own === null ? null : own[at]!,
      losses: columns[at]!,
    })),
  };
}

/** nInputs, sums to 1 (or all zero); null where the estimator has none. */
function ownImportance({ manifest: { signature }, transformers, model }: ServingModel): Float64Array | null {
  const importance = model.importance();
  if (importance === null) return null;
  return foldByInput(importance, featureOrigins(signature, transformers), signature.inputs.length);
}

function permuted(features: Table, at: number, order: Int32Array): Table {
  const alone = { nRows: features.nRows, columns: [features.columns[at]!] };
  return withColumn(features, selectRows(alone, order).columns[0]!);
}

function outputsOf({ manifest, transformers, model }: ServingModel, features: Table): Float64Array {
  const { missing = false } = estimatorByName(manifest.estimator.name);
  return model.predict(toFeatures(applySteps(features, transformers), transformers, missing).X);
}

function* inStage<T>(
  steps: Generator<{ done: number; total: number }, T, void>,
): Generator<Progress, T, void> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield { stage: 'evaluate', ...step.value };
  }
}

export interface DependenceTask extends JudgedWish {
  readonly column: string;
  /** Values of a number or time to ask about, at most. */
  readonly points: number;
  /** Rows whose own curves are wanted. */
  readonly curves: number;
}

export interface DependenceReport extends DependenceTask {
  readonly type: Column['type'];
  readonly nRows: number;
  readonly nAll: number;
  /** The classes, or the target. */
  readonly outputs: readonly string[];
  /** Values of the column; times in ms since 1970 UTC. */
  readonly grid: readonly (number | string | boolean)[];
  /** outputs × grid. */
  readonly mean: readonly (readonly number[])[];
  /** outputs × rows × grid. */
  readonly individual: readonly (readonly (readonly number[])[])[];
  /** How the column was spread in training. */
  readonly profile: FeatureProfile;
}

/** Levels that are asked about, the most frequent first. */
const MOST_LEVELS = 30;

/**
 * What the model answers on average as one column takes one value after the other, on rows that it has not seen.
 * @throws AppError see `judgedRows`; `column-unknown` for no input of the model; `request-invalid` for a text.
 * Cost: see `partialDependence`, and all steps each time.
 */
export function* modelDependence(
  served: ServingModel,
  table: Table,
  wish: DependenceTask,
): Generator<Progress, DependenceReport, void> {
  const { signature, profile } = served.manifest;
  const at = signature.inputs.findIndex(({ name }) => name === wish.column);
  if (at < 0)
    throw new AppError('column-unknown', {
      detail: `The model takes no column "${wish.column}"; it takes ${signature.inputs.map(({ name }) => name).join(', ')}.`,
    });
  const { features, nAll } = judgedRows(served, table, wish);
  const column = features.columns[at]!;
  const spread = profile.features[at]!;
  const grid = gridOf(column, spread, wish.points);
  const { labels, name: target, task } = signature.output;
  const steps = partialDependence({
    nValues: grid.length,
    nOutputs: served.model.nOutputs,
    nCurves: wish.curves,
    outputs: (value) =>
      outputsOf(served, withColumn(features, constant(column, features.nRows, grid[value]!))),
  });
  const { mean, curves } = yield* inStage(steps);
  return {
    ...wish,
    type: column.type,
    nRows: features.nRows,
    nAll,
    outputs: task === 'classification' ? labels : [target],
    grid,
    mean,
    individual: curves,
    profile: spread,
  };
}

type GridValue = DependenceReport['grid'][number];

function gridOf(column: Column, profile: FeatureProfile, points: number): GridValue[] {
  if (column.type === 'numeric' || column.type === 'datetime') {
    const grid = dependenceGrid(column.values, points);
    if (grid.length > 0) return grid;
    throw new AppError('no-rows', { detail: `"${column.name}" is missing in every row that was looked at.` });
  }
  if (column.type === 'boolean') return [false, true];
  if (column.type === 'categorical' && profile.kind === 'categorical')
    return profile.levels.slice(0, MOST_LEVELS);
  throw new AppError('request-invalid', {
    detail: `"${column.name}" is free text, which has no values to go through.`,
    remedy: 'Ask about another column.',
  });
}

function constant(column: Column, nRows: number, value: GridValue): Column {
  switch (column.type) {
    case 'numeric':
    case 'datetime':
      return { ...column, missing: null, values: new Float64Array(nRows).fill(Number(value)) };
    case 'boolean':
      return { ...column, missing: null, values: new Uint8Array(nRows).fill(Number(value)) };
    case 'categorical':
      return { ...column, missing: null, levels: [String(value)], codes: new Int32Array(nRows) };
    default:
      throw new AppError('internal', { detail: `"${column.name}" cannot be set to a value.` });
  }
}
