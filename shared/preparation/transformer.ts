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

/** What stands in the matrix for one text column, or for several that were joined. */
export interface TextBlock {
  /** What its features are named after. */
  readonly name: string;
  /** The text columns it is made from; it stands in the place of the first. */
  readonly columns: readonly string[];
  /** In the order of the block's columns. */
  features(): readonly string[];
  /** Where its columns hold the numbers of words, 0 = none: how many numbers there are. */
  readonly levels?: number;
  /** Terms that made-up texts can be put together from; empty where terms were hashed. */
  readonly vocabulary: readonly string[];
  /** nRows × features; a missing cell has no terms. */
  matrix(columns: readonly TextColumn[]): Csr;
}

/** A step after fitting: a value, serializable, the same in training and at prediction. */
export interface FittedTransformer {
  readonly step: PrepareStep['step'];
  /** Never changes the number or order of rows. */
  transform(table: Table, warnings?: TransformWarning[]): Table;
  /** Training only: 1 = keep the row (the outlier step with action `drop`); absent otherwise. */
  keepRows?(table: Table): Uint8Array;
  /** Columns that it makes, and of which columns of the table before; what is not listed keeps its name. */
  readonly made?: ReadonlyMap<string, readonly string[]>;
  /** Columns that hold category codes afterwards, and how many there are. */
  readonly levels?: ReadonlyMap<string, number>;
  /** Text only: the table keeps the columns as they are, `toFeatures` puts the blocks in their place. */
  readonly blocks?: readonly TextBlock[];
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
