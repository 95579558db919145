import type { Matrix } from './matrix.ts';
import { shareableBytes, shareableFloats } from './shareable.ts';

/**
 * A sparse matrix in compressed rows: row i is values[starts[i] .. starts[i+1]), each in the column that
 * stands at the same place of `columns`. Columns ascend within a row, and no value is stored twice.
 */
export interface Csr {
  readonly layout: 'csr';
  readonly nRows: number;
  readonly nColumns: number;
  /** nRows + 1. */
  readonly starts: Uint32Array;
  /** As long as `values`. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** What estimators take: `layout` tells which of the two. */
export type FeatureMatrix = Matrix | Csr;

/** Whether the matrix stores only what is not zero. */
export function isCsr(matrix: FeatureMatrix): matrix is Csr {
  return matrix.layout === 'csr';
}

/** A copy of the named rows, in the order given; a row may stand there twice. Cost: linear in what is copied. */
export function selectCsrRows(matrix: Csr, rows: ArrayLike<number>): Csr {
  const starts = new Uint32Array(shareableBytes(4 * (rows.length + 1)));
  for (let i = 0; i < rows.length; i += 1)
    starts[i + 1] = starts[i]! + matrix.starts[rows[i]! + 1]! - matrix.starts[rows[i]!]!;
  const columns = new Int32Array(shareableBytes(4 * starts[rows.length]!));
  const values = shareableFloats(starts[rows.length]!);
  for (let i = 0; i < rows.length; i += 1) {
    const [from, to] = [matrix.starts[rows[i]!]!, matrix.starts[rows[i]! + 1]!];
    columns.set(matrix.columns.subarray(from, to), starts[i]);
    values.set(matrix.values.subarray(from, to), starts[i]);
  }
  return { layout: 'csr', nRows: rows.length, nColumns: matrix.nColumns, starts, columns, values };
}

/**
 * Matrices of the same rows side by side, in order; zeros of dense ones are left out.
 * Cost: linear in the cells of the dense ones and the values of the sparse ones.
 */
export function joinColumns(nRows: number, blocks: readonly FeatureMatrix[]): Csr {
  const starts = new Uint32Array(shareableBytes(4 * (nRows + 1)));
  for (const block of blocks) countValues(block, starts);
  for (let row = 0; row < nRows; row += 1) starts[row + 1]! += starts[row]!;
  const columns = new Int32Array(shareableBytes(4 * starts[nRows]!));
  const values = shareableFloats(starts[nRows]!);
  const next = starts.slice(0, nRows);
  let nColumns = 0;
  for (const block of blocks) {
    placeValues(block, nColumns, next, columns, values);
    nColumns += block.nColumns;
  }
  return { layout: 'csr', nRows, nColumns, starts, columns, values };
}

/** Adds to counts[row + 1] how many values of the row are not zero. */
function countValues(block: FeatureMatrix, counts: Uint32Array): void {
  for (let row = 0; row < block.nRows; row += 1) {
    if (isCsr(block)) counts[row + 1]! += block.starts[row + 1]! - block.starts[row]!;
    else
      for (let at = row * block.nColumns; at < (row + 1) * block.nColumns; at += 1)
        if (block.values[at] !== 0) counts[row + 1]! += 1;
  }
}

/** Writes each row's values at next[row] and moves that on. */
function placeValues(
  block: FeatureMatrix,
  firstColumn: number,
  next: Uint32Array,
  columns: Int32Array,
  values: Float64Array,
): void {
  const put = (row: number, column: number, value: number): void => {
    const to = next[row]!++;
    columns[to] = firstColumn + column;
    values[to] = value;
  };
  for (let row = 0; row < block.nRows; row += 1) {
    if (isCsr(block))
      for (let at = block.starts[row]!; at < block.starts[row + 1]!; at += 1)
        put(row, block.columns[at]!, block.values[at]!);
    else
      for (let j = 0, at = row * block.nColumns; j < block.nColumns; j += 1, at += 1)
        if (block.values[at] !== 0) put(row, j, block.values[at]!);
  }
}
