import { shareableFloats } from './shareable.ts';

/** A dense matrix: `values[row * nColumns + column]`, rows × columns, row-major. */
export interface Matrix {
  /** Told from the sparse layout (csr.ts). */
  readonly layout?: 'dense';
  readonly nRows: number;
  readonly nColumns: number;
  readonly values: Float64Array;
}

/**
 * A matrix over `values`, or all zero without them, where threads can share it.
 * @throws RangeError when `values` is not nRows × nColumns long.
 */
export function createMatrix(nRows: number, nColumns: number, values?: Float64Array): Matrix {
  if (values !== undefined && values.length !== nRows * nColumns)
    throw new RangeError(`${values.length} values do not make ${nRows} × ${nColumns}.`);
  return { nRows, nColumns, values: values ?? shareableFloats(nRows * nColumns) };
}

/** One row, nColumns long; a view, so a write changes the matrix. */
export function rowView(matrix: Matrix, row: number): Float64Array {
  const start = row * matrix.nColumns;
  return matrix.values.subarray(start, start + matrix.nColumns);
}

/** A copy of the named rows, in the order given; a row may stand there twice. */
export function selectMatrixRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const selected = createMatrix(rows.length, matrix.nColumns);
  for (let i = 0; i < rows.length; i++) selected.values.set(rowView(matrix, rows[i]!), i * matrix.nColumns);
  return selected;
}
