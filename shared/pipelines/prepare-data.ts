import { AppError } from '../errors/app-error.ts';
import type { FittedModel } from '../estimators/estimator.ts';
import { estimatorByName } from '../estimators/registry.ts';
import { isCsr, selectCsrRows, type FeatureMatrix } from '../numeric/csr.ts';
import { selectMatrixRows } from '../numeric/matrix.ts';
import { balanceMatrix } from '../preparation/balance-matrix.ts';
import { cleanRows } from '../preparation/clean.ts';
import { toFeatures } from '../preparation/features.ts';
import type { FittedTransformer, TransformWarning } from '../preparation/transformer.ts';
import { fitTransformer } from '../preparation/transformers.ts';
import type { Rng } from '../random/generator.ts';
import type { Recipe } from '../records/recipe.ts';
import { selectColumns, selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { labelsAfter, type BaseVersion } from './base-version.ts';
import { splitStretches } from './split-stretches.ts';
import { labelsOf, requireVariation, rowsWithTarget, targetValues } from './target.ts';

/** One side of the split: the feature columns as they came in, and the numbers made of them. */
export interface Part {
  /** Rows of the data version, ascending. */
  readonly rows: Int32Array;
  /** Feature columns before any fitted step. */
  readonly features: Table;
  readonly X: FeatureMatrix;
  readonly y: Float64Array;
}

export interface PreparedData {
  readonly labels: string[];
  readonly featureNames: string[];
  readonly transformers: readonly FittedTransformer[];
  readonly train: Part;
  readonly test: Part;
  /** nFeatures: columns that hold the numbers of words or category codes, see `Features`. */
  readonly levels?: Int32Array;
  /** What the estimator learns from: the training part, or what balancing made of it. */
  readonly fit: Pick<Part, 'X' | 'y'>;
  /** The model that the estimator goes on from; null = it starts anew. */
  readonly previous: FittedModel | null;
  /** Does to some of the training rows what balancing does to all of them. */
  rebalance(part: Pick<Part, 'X' | 'y'>, rng: Rng): Pick<Part, 'X' | 'y'>;
}

export interface SplitRows {
  readonly labels: string[];
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Which rows of a data version a recipe trains and tests on: a function of (recipe, table) alone. */
export function splitRows(table: Table, recipe: Recipe, rng: Rng): SplitRows {
  const kept = cleanRows(table, recipe.clean, rowsWithTarget(table, recipe.target));
  if (kept.length < 2) {
    throw new AppError('no-rows', {
      detail: `Of ${table.nRows} rows, ${kept.length} are left after cleaning and dropping rows without a target.`,
      remedy: 'Load more rows, or remove cleaning steps from the recipe.',
    });
  }
  const target = selectRows(selectColumns(table, [recipe.target]), kept);
  const labels = recipe.task === 'classification' ? labelsOf(target, recipe.target) : [];
  const y = targetValues(target, recipe.target, recipe.task, labels);
  if (recipe.task === 'regression') requireVariation(y, recipe.target);
  const split = splitStretches({
    rows: kept,
    classes: recipe.split.stratify && recipe.task === 'classification' ? y : null,
    labels,
    test: recipe.split.test,
    ends: recipe.continueFrom?.ends ?? [],
    rng,
  });
  return { labels, ...split };
}

/** Splits, then prepares both parts. */
export function prepareData(
  table: Table,
  recipe: Recipe,
  rng: Rng,
  balanceRng: Rng,
  base: BaseVersion | null = null,
): PreparedData {
  return prepareParts(table, recipe, splitRows(table, recipe, rng), balanceRng, base);
}

/**
 * Fits every preparation step on the training part alone and applies it to both parts. Balancing comes last
 * and changes only what the estimator learns from: metrics and the reference profile see the rows as they occur.
 * Going on from a base, its steps are taken as they were fitted, and an estimator that adds rows to what it
 * knows learns from the new ones only.
 */
export function prepareParts(
  table: Table,
  recipe: Recipe,
  { labels: found, train, test }: SplitRows,
  balanceRng: Rng,
  base: BaseVersion | null = null,
): PreparedData {
  const { continues, missing = false } = estimatorByName(recipe.estimator.name);
  const labels = base === null ? found : labelsAfter(base, found, continues?.newClasses === true);
  const names = recipe.columns.filter((entry) => entry.role === 'feature').map((entry) => entry.name);
  const features = selectColumns(table, names);
  const fitted = fitSteps(selectRows(features, train), recipe, base);
  const trainRows = fitted.kept === null ? train : fitted.kept.map((at) => train[at]!);
  const target = selectColumns(table, [recipe.target]);
  const part = (rows: Int32Array, X: FeatureMatrix): Part => ({
    rows,
    features: selectRows(features, rows),
    X,
    y: targetValues(selectRows(target, rows), recipe.target, recipe.task, labels),
  });
  const made = toFeatures(fitted.table, fitted.transformers, missing);
  const testTable = applySteps(selectRows(features, test), fitted.transformers);
  const trainPart = part(trainRows, made.X);
  if (recipe.task === 'regression') requireVariation(trainPart.y, recipe.target);
  const rebalance: PreparedData['rebalance'] = (some, draws) =>
    balanced(some, fitted.table, recipe, labels, draws);
  return {
    labels,
    featureNames: [...made.featureNames],
    ...(made.levels === undefined ? {} : { levels: made.levels }),
    transformers: fitted.transformers,
    train: trainPart,
    test: part(test, toFeatures(testTable, fitted.transformers, missing).X),
    fit: rebalance(
      base === null || continues?.rows === 'all' ? trainPart : newRows(trainPart, recipe),
      balanceRng,
    ),
    previous: base?.model ?? null,
    rebalance,
  };
}

/** The rows behind the last stretch. */
function newRows({ X, y, rows }: Part, { continueFrom }: Recipe): Pick<Part, 'X' | 'y'> {
  const end = continueFrom?.ends.at(-1) ?? 0;
  const places = Int32Array.from(rows.keys()).filter((at) => rows[at]! >= end);
  return {
    X: isCsr(X) ? selectCsrRows(X, places) : selectMatrixRows(X, places),
    y: Float64Array.from(places, (at) => y[at]!),
  };
}

function balanced(
  { X, y }: Pick<Part, 'X' | 'y'>,
  prepared: Table,
  { balance, columns }: Recipe,
  labels: readonly string[],
  rng: Rng,
): Pick<Part, 'X' | 'y'> {
  if (balance === undefined) return { X, y };
  const categories = new Set(
    columns.filter(({ type }) => type === 'categorical' || type === 'boolean').map(({ name }) => name),
  );
  const quantities = prepared.columns.map((column) => !categories.has(column.name) && isQuantity(column));
  return balanceMatrix({ X, y, nClasses: labels.length, quantities, balance, rng });
}

/** An indicator, scaled or not, has two values, and between them there is nothing. */
function isQuantity(column: Table['columns'][number]): boolean {
  if (column.type !== 'numeric') return false;
  const [first] = column.values;
  const second = column.values.find((value) => value !== first);
  return column.values.some((value) => value !== first && value !== second);
}

interface FittedSteps {
  readonly table: Table;
  readonly transformers: FittedTransformer[];
  /** Positions in the training part that outlier steps kept; null when none dropped rows. */
  readonly kept: Int32Array | null;
}

function fitSteps(train: Table, recipe: Recipe, base: BaseVersion | null): FittedSteps {
  let table = train;
  let kept: Int32Array | null = null;
  const transformers: FittedTransformer[] = [];
  for (const [at, step] of recipe.prepare.entries()) {
    const transformer = base === null ? fitTransformer(step, table) : base.transformers[at]!;
    const keep = transformer.keepRows?.(table);
    if (keep !== undefined) {
      const stay = Int32Array.from(keep.keys()).filter((row) => keep[row] === 1);
      table = selectRows(table, stay);
      const before: Int32Array | null = kept;
      kept = before === null ? stay : stay.map((at) => before[at]!);
    }
    table = transformer.transform(table);
    transformers.push(transformer);
  }
  return { table, transformers, kept };
}

/** Applies fitted steps in order; never changes the number or order of rows. */
export function applySteps(
  table: Table,
  transformers: readonly FittedTransformer[],
  warnings?: TransformWarning[],
): Table {
  return transformers.reduce((current, transformer) => transformer.transform(current, warnings), table);
}
