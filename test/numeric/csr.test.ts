import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinColumns, selectCsrRows, type Csr, type FeatureMatrix } from '../../shared/numeric/csr.ts';
import { createMatrix, type Matrix } from '../../shared/numeric/matrix.ts';
import { sparseRows } from '../../shared/numeric/sparse-rows.ts';

/** Only in tests is a sparse matrix ever written out. */
function dense(matrix: FeatureMatrix): number[][] {
  const { nRows, nColumns, starts, columns, values } = sparseRows(matrix);
  return Array.from({ length: nRows }, (_, row) => {
    const cells = Array.from({ length: nColumns }, () => 0);
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1)
      cells[columns === null ? at - starts[row]! : columns[at]!] = values[at]!;
    return cells;
  });
}

const cells = fc.constantFrom(0, 0, 0, 1, -2.5, 7);
const matrices = (nRows: number): fc.Arbitrary<Matrix> =>
  fc
    .integer({ min: 0, max: 4 })
    .chain((nColumns) =>
      fc
        .array(cells, { minLength: nRows * nColumns, maxLength: nRows * nColumns })
        .map((values) => createMatrix(nRows, nColumns, Float64Array.from(values))),
    );
const blocks = fc
  .integer({ min: 1, max: 5 })
  .chain((nRows) => fc.array(matrices(nRows), { minLength: 1, maxLength: 4 }));

describe('a sparse matrix', () => {
  it('joins dense and sparse blocks side by side without a zero', () => {
    fc.assert(
      fc.property(blocks, fc.boolean(), (parts, mixed) => {
        const nRows = parts[0]!.nRows;
        const given = parts.map((part, at) => (mixed && at % 2 === 0 ? joinColumns(nRows, [part]) : part));
        const joined = joinColumns(nRows, given);
        expect(dense(joined)).toEqual(
          Array.from({ length: nRows }, (_, row) => parts.flatMap((part) => dense(part)[row]!)),
        );
        expect(joined.values.includes(0)).toBe(false);
        expectAscending(joined);
      }),
    );
  });

  it('gives the rows asked for, in that order, also twice', () => {
    const matrix = joinColumns(3, [createMatrix(3, 2, Float64Array.of(1, 0, 0, 0, 0, 2))]);
    expect(dense(selectCsrRows(matrix, [2, 0, 2, 1]))).toEqual([
      [0, 2],
      [1, 0],
      [0, 2],
      [0, 0],
    ]);
  });
});

function expectAscending({ nRows, starts, columns }: Csr): void {
  for (let row = 0; row < nRows; row += 1)
    for (let at = starts[row]! + 1; at < starts[row + 1]!; at += 1)
      expect(columns[at]).toBeGreaterThan(columns[at - 1]!);
}
