/**
 * The columnar table every stage works on. A Table is plain data: it can be structured-cloned,
 * transferred, or laid over shared memory. Nothing mutates a Table after it is built.
 */

export type ColumnType = 'numeric' | 'categorical' | 'boolean' | 'datetime' | 'text' | 'identifier';

interface ColumnBase {
  readonly name: string;
  /** One bit a row, least significant bit first, 1 = missing; null when nothing is missing. */
  readonly missing: Uint8Array | null;
}

export interface NumericColumn extends ColumnBase {
  readonly type: 'numeric';
  /** nRows; missing cells hold NaN, and no other cell is NaN or infinite. */
  readonly values: Float64Array;
}

export interface DatetimeColumn extends ColumnBase {
  readonly type: 'datetime';
  /** nRows; milliseconds since 1970-01-01 UTC, NaN where missing. */
  readonly values: Float64Array;
}

export interface BooleanColumn extends ColumnBase {
  readonly type: 'boolean';
  /** nRows; 0 or 1, 0 where missing. */
  readonly values: Uint8Array;
}

export interface CategoricalColumn extends ColumnBase {
  readonly type: 'categorical';
  /** nRows; index into `levels`, −1 where missing. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** Free text and identifiers: UTF-8 bytes end to end, never a dictionary. */
export interface TextColumn extends ColumnBase {
  readonly type: 'text' | 'identifier';
  readonly bytes: Uint8Array;
  /** nRows + 1; cell i is bytes[offsets[i] .. offsets[i+1]). */
  readonly offsets: Uint32Array;
}

export type Column = NumericColumn | DatetimeColumn | BooleanColumn | CategoricalColumn | TextColumn;

export interface Table {
  readonly nRows: number;
  readonly columns: readonly Column[];
}

/** A cell as people and JSON see it; datetimes are ISO 8601 strings. */
export type Cell = number | string | boolean | null;
