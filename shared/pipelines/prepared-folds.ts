import { estimatorByName } from '../estimators/registry.ts';
import { isCsr, type FeatureMatrix } from '../numeric/csr.ts';
import type { Rng } from '../random/generator.ts';
import { createRng } from '../random/rng.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { Recipe } from '../records/recipe.ts';
import type { Table } from '../table/table.ts';
import type { FitData } from './fit-model.ts';
import { foldRows, USUAL_FOLDS, type ValidationScope } from './fold-rows.ts';
import { prepareParts, type Part, type SplitRows } from './prepare-data.ts';
import { checkEstimator, checkRecipeFits } from './recipe-check.ts';
import { checkFeatures } from './run-recipe.ts';

/*
 * Candidates of a sweep mostly differ in what the estimator is told, not in the preparation: what is made of a
 * fold for one of them serves all others.
 */

type Prepared = Pick<Part, 'X' | 'y'>;

/** One fold as plain data, enough to fit on and to judge. */
export interface PreparedFold {
  readonly labels: string[];
  readonly featureNames: string[];
  readonly levels?: Int32Array;
  readonly train: Prepared;
  readonly test: Prepared;
  /** `train` itself without balancing. */
  readonly fit: Prepared;
}

export interface PreparedFolds {
  readonly folds: readonly PreparedFold[];
  /** Rows that took part. */
  readonly nRows: number;
}

/** What a fit on a fold and its judgement take. */
export type FoldData = FitData & { readonly test: Prepared };

/** Of the fits; the folds are drawn elsewhere. */
const RNG_FITS = 1003;

/** The generator of a fold: 0 balances, 1 fits, 2 calibrates. */
export const foldRng = ({ seed }: Recipe, fold: number): Rng => createRng(seed).fork(RNG_FITS).fork(fold);

/** Fits the preparation on the training rows of a fold and applies it to both sides. @throws AppError as `prepareParts` and `checkFeatures`. */
export function preparePart(table: Table, recipe: Recipe, rows: SplitRows, fold: number): FoldData {
  const data = prepareParts(table, recipe, rows, foldRng(recipe, fold).fork(0));
  checkFeatures(data, estimatorByName(recipe.estimator.name).missing);
  return data;
}

/**
 * One fold of a cross-validation, to be judged by `crossValidatePrepared` as `crossValidate` would.
 * @throws AppError as `crossValidate`, but for what the estimator throws.
 */
export function prepareFold(
  table: Table,
  recipe: Recipe,
  scope: ValidationScope,
  at: number,
): { fold: PreparedFold; nRows: number } {
  checkEstimator(recipe);
  checkRecipeFits(recipe, table);
  const { parts, nRows } = foldRows(table, recipe, scope);
  const { labels, featureNames, levels, train, test, fit } = preparePart(table, recipe, parts[at]!, at);
  const plain = ({ X, y }: Prepared): Prepared => ({ X, y });
  const learned = plain(train);
  const fold = {
    labels: [...labels],
    featureNames: [...featureNames],
    train: learned,
    test: plain(test),
    fit: fit.X === train.X ? learned : plain(fit),
  };
  return { fold: levels === undefined ? fold : { ...fold, levels }, nRows };
}

/** How many folds a cross-validation has. */
export function countFolds(
  { split: { folds = USUAL_FOLDS, repeats = 1 } }: Recipe,
  scope: ValidationScope,
): number {
  return scope.outer?.judge === true ? 1 : folds * repeats;
}

/** A prepared fold as the fits take it; calibration is never balanced here, see {@link preparationKey}. */
export const fitData = (fold: PreparedFold): FoldData => ({
  ...fold,
  previous: null,
  rebalance: (part) => part,
});

/**
 * Equal for recipes of one table whose folds are prepared alike; null where each has to prepare its own, since
 * calibration balances parts of a fold anew.
 */
export function preparationKey(recipe: Recipe, scope: ValidationScope): string | null {
  const { task, target, columns, clean, prepare, balance, calibrate, split, seed, continueFrom } = recipe;
  if (balance !== undefined && calibrate !== undefined) return null;
  const { missing = false } = estimatorByName(recipe.estimator.name);
  const alike = { task, target, columns, clean, prepare, split, seed, missing, scope };
  return canonicalJson({
    ...alike,
    ...(balance === undefined ? {} : { balance }),
    ...(continueFrom === undefined ? {} : { continueFrom }),
  });
}

/** What its arrays hold, in bytes. */
export function foldBytes({ train, test, fit }: PreparedFold): number {
  const parts = fit === train ? [train, test] : [train, test, fit];
  return parts.reduce((sum, { X, y }) => sum + matrixBytes(X) + y.byteLength, 0);
}

function matrixBytes(X: FeatureMatrix): number {
  const places = isCsr(X) ? X.starts.byteLength + X.columns.byteLength : 0;
  return X.values.byteLength + places;
}
