/** A dense matrix: `values[row * nColumns + column]`, rows × columns, row-major. */
export interface Matrix {
  readonly nRows: number;
  readonly nColumns: number;
  readonly values: Float64Array;
}
