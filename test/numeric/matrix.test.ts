import { describe, expect, it } from 'vitest';
import { createMatrix, rowView, selectMatrixRows } from '../../shared/numeric/matrix.ts';

const matrix = createMatrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6));

describe('matrix', () => {
  it('is all zero without values, and refuses values of another length', () => {
    expect([...createMatrix(1, 2).values]).toEqual([0, 0]);
    expect(() => createMatrix(2, 2, Float64Array.of(1))).toThrow(RangeError);
  });

  it('a row view sees the row, and a write goes through', () => {
    const copy = createMatrix(3, 2, matrix.values.slice());
    rowView(copy, 1)[0] = 9;
    expect([...copy.values]).toEqual([1, 2, 9, 4, 5, 6]);
  });

  it('selected rows are a copy in the order asked for, repeats included', () => {
    const selected = selectMatrixRows(matrix, [2, 0, 2]);
    expect([...selected.values]).toEqual([5, 6, 1, 2, 5, 6]);
    expect(selected.nRows).toBe(3);
  });
});
