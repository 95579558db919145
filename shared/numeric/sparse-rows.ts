import { isCsr, type FeatureMatrix } from './csr.ts';

/** Rows of a matrix for passes that only meet what is not zero. */
export interface SparseRows {
  readonly nRows: number;
  readonly nColumns: number;
  /** nRows + 1; row i is values[starts[i] .. starts[i+1]). */
  readonly starts: Uint32Array;
  /** Column of each value, ascending in a row; null = every column of every row (dense). */
  readonly columns: Int32Array | null;
  readonly values: Float64Array;
}

/** Above this share of non-zero cells, indices cost more than the zeros that they skip. */
const MAX_SHARE = 0.5;

/** The same rows without their zeros where that pays; else a view, as of a sparse matrix. Cost: two passes. */
export function sparseRows(matrix: FeatureMatrix): SparseRows {
  if (isCsr(matrix)) return matrix;
  const { nRows, nColumns, values } = matrix;
  let nonZero = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] !== 0) nonZero += 1;
  const starts = new Uint32Array(nRows + 1);
  if (nonZero > MAX_SHARE * values.length) {
    for (let row = 1; row <= nRows; row += 1) starts[row] = row * nColumns;
    return { nRows, nColumns, starts, columns: null, values };
  }
  const columns = new Int32Array(nonZero);
  const kept = new Float64Array(nonZero);
  for (let row = 0, at = 0, to = 0; row < nRows; row += 1) {
    for (let j = 0; j < nColumns; j += 1, at += 1) {
      if (values[at] === 0) continue;
      columns[to] = j;
      kept[to++] = values[at]!;
    }
    starts[row + 1] = to;
  }
  return { nRows, nColumns, starts, columns, values: kept };
}

/** start + row · w[offset …], summed in column order: the same bits in both forms. */
export function dotRow(
  rows: SparseRows,
  row: number,
  w: Float64Array,
  offset: number,
  start: number,
): number {
  const { columns, values } = rows;
  const [from, to] = [rows.starts[row]!, rows.starts[row + 1]!];
  let sum = start;
  if (columns === null) for (let i = from; i < to; i += 1) sum += w[offset + i - from]! * values[i]!;
  else for (let i = from; i < to; i += 1) sum += w[offset + columns[i]!]! * values[i]!;
  return sum;
}

/** target[offset …] += factor × row. */
export function addRow(
  rows: SparseRows,
  row: number,
  factor: number,
  target: Float64Array,
  offset: number,
): void {
  const { columns, values } = rows;
  const [from, to] = [rows.starts[row]!, rows.starts[row + 1]!];
  if (columns === null) for (let i = from; i < to; i += 1) target[offset + i - from]! += factor * values[i]!;
  else for (let i = from; i < to; i += 1) target[offset + columns[i]!]! += factor * values[i]!;
}
