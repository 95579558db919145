import { isCsr, type Csr, type FeatureMatrix } from '../../numeric/csr.ts';
import { createMatrix } from '../../numeric/matrix.ts';

/** The rows of `a`, then those of `b`: of the same layout and columns. */
export function appendRows(a: FeatureMatrix, b: FeatureMatrix): FeatureMatrix {
  if (isCsr(a) && isCsr(b)) return appendSparse(a, b);
  const both = createMatrix(a.nRows + b.nRows, a.nColumns);
  both.values.set(a.values);
  both.values.set(b.values, a.values.length);
  return both;
}

function appendSparse(a: Csr, b: Csr): Csr {
  const shift = a.values.length;
  const starts = new Uint32Array(a.nRows + b.nRows + 1);
  starts.set(a.starts);
  for (let row = 1; row <= b.nRows; row += 1) starts[a.nRows + row] = b.starts[row]! + shift;
  const columns = new Int32Array(shift + b.columns.length);
  columns.set(a.columns);
  columns.set(b.columns, shift);
  const values = new Float64Array(shift + b.values.length);
  values.set(a.values);
  values.set(b.values, shift);
  return { layout: 'csr', nRows: a.nRows + b.nRows, nColumns: a.nColumns, starts, columns, values };
}
