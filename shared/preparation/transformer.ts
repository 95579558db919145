import type { JsonObject } from '../records/json.ts';
import type { PrepareStep } from '../records/recipe.ts';
import type { Csr } from '../numeric/csr.ts';
import type { Table, TextColumn } from '../table/table.ts';

/** A finding that does not stop a prediction, e.g. an unknown category under the lenient policy. */
export interface TransformWarning {
  code: 'unknown-category';
  column: string;
  row: number;
  value: string;
}

/** What stands in the matrix for a text column. */
export interface TextBlock {
  /** In the order of the block's columns. */
  readonly terms: readonly string[];
  /** nRows × terms; a missing cell is an empty row. */
  matrix(column: TextColumn): Csr;
}

/** A step after fitting: a value, serializable, the same in training and at prediction. */
export interface FittedTransformer {
  readonly step: PrepareStep['step'];
  /** Never changes the number or order of rows. */
  transform(table: Table, warnings?: TransformWarning[]): Table;
  /** Training only: 1 = keep the row (the outlier step with action `drop`); absent otherwise. */
  keepRows?(table: Table): Uint8Array;
  /** Text only, by column: the table keeps the column as it is, `toMatrix` puts the block in its place. */
  readonly blocks?: ReadonlyMap<string, TextBlock>;
  /** Plain JSON, enough for `restoreTransformer`. */
  state(): JsonObject;
}

/** fit → fitted; pure, and blind to everything but the training part it is given. */
export interface Transformer<S extends PrepareStep = PrepareStep> {
  readonly step: S['step'];
  fit(table: Table, step: S): FittedTransformer;
  /** @throws AppError `model-invalid` when the state is not one that `state()` could have made. */
  restore(state: JsonObject): FittedTransformer;
}
