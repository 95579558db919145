import { AppError } from '../errors/app-error.ts';
import { createRng } from '../random/rng.ts';
import { sampleWithoutReplacement } from '../random/sampling.ts';
import type { Recipe } from '../records/recipe.ts';
import { column } from '../table/columns.ts';
import { selectColumns, selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { splitRows } from './prepare-data.ts';
import { RNG_SPLIT } from './run-recipe.ts';
import type { ServingModel } from './serving-model.ts';
import { rowsWithTarget, targetValues } from './target.ts';

export interface JudgedWish {
  /** `test`: those of the data version that the model was not trained on; `all`: of another dataset. */
  readonly part: 'test' | 'all';
  /** Above this many a sample is taken. */
  readonly maxRows: number;
  readonly seed: number;
}

/** Rows that a model is looked at with. */
export interface JudgedRows {
  /** The columns of the signature, in its order, before any step. */
  readonly features: Table;
  /** nRows: class index or value. */
  readonly y: Float64Array;
  /** Rows there are, of which these may be a sample. */
  readonly nAll: number;
}

/**
 * Rows of a table for looking at a model: its held-out part, found again from recipe and table, or all that have a
 * target the model knows. The same wish gives the same rows.
 * @throws AppError `column-unknown`, `schema-mismatch` for columns of another type, `no-rows`.
 */
export function judgedRows(served: ServingModel, table: Table, wish: JudgedWish): JudgedRows {
  const { signature, recipe: packaged } = served.manifest;
  const recipe = packaged as Recipe;
  checkTypes(served, table);
  const held =
    wish.part === 'test'
      ? splitRows(table, recipe, createRng(recipe.seed).fork(RNG_SPLIT)).test
      : rowsWithTarget(table, recipe.target);
  const targets = targetValues(
    selectRows(selectColumns(table, [recipe.target]), held),
    recipe.target,
    recipe.task,
    signature.output.labels,
  );
  const isClass = recipe.task === 'classification';
  const known = Int32Array.from(held.keys()).filter((at) => !isClass || targets[at]! >= 0);
  if (known.length === 0)
    throw new AppError('no-rows', {
      detail: `No row has a value of "${recipe.target}" that the model could be judged by.`,
    });
  const drawn =
    known.length <= wish.maxRows
      ? known
      : sampleWithoutReplacement(known.length, wish.maxRows, createRng(wish.seed))
          .sort()
          .map((at) => known[at]!);
  const names = signature.inputs.map(({ name }) => name);
  return {
    features: selectRows(
      selectColumns(table, names),
      drawn.map((at) => held[at]!),
    ),
    y: Float64Array.from(drawn, (at) => targets[at]!),
    nAll: known.length,
  };
}

function checkTypes({ manifest: { signature } }: ServingModel, table: Table): void {
  for (const { name, type } of signature.inputs) {
    const found = column(table, name).type;
    if (found === type) continue;
    throw new AppError('schema-mismatch', {
      detail: `The model takes "${name}" as ${type}; the data has it as ${found}.`,
      remedy: 'Load the data with the column types that the model was trained with.',
    });
  }
}
