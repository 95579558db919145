import { stratifiedFolds } from '../preparation/folds.ts';
import { otherRows, stratifiedSample } from '../preparation/stratified-sample.ts';
import type { Rng } from '../random/generator.ts';
import { createRng } from '../random/rng.ts';
import type { Recipe } from '../records/recipe.ts';
import { selectColumns, selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { splitRows, type SplitRows } from './prepare-data.ts';
import { RNG_SPLIT } from './run-recipe.ts';
import { targetValues } from './target.ts';

/** Which rows of the training part a validation looks at; all of them when empty. */
export interface ValidationScope {
  /** A share of the rows, for searches that sort out candidates on few rows first. */
  readonly share?: number;
  /** One fold around a whole search is left out; `judge` trains on the rest and judges on exactly that fold. */
  readonly outer?: { readonly folds: number; readonly fold: number; readonly judge?: boolean };
}

export const USUAL_FOLDS = 5;

/** Far from the streams of a run: folds must not move when a run learns to draw something more. */
const RNG_FOLDS = 1000;
const RNG_OUTER = 1001;
const RNG_SHARE = 1002;

/**
 * The rows that are learnt from and judged on, fold by fold, and how many take part.
 * @throws AppError `no-rows`, `target-constant`, `folds-too-many`, `class-too-small`.
 */
export function foldRows(
  table: Table,
  recipe: Recipe,
  scope: ValidationScope,
): { parts: SplitRows[]; nRows: number } {
  const rng = createRng(recipe.seed);
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
