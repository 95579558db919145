import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMatrix, rowView, selectMatrixRows } from '../../shared/numeric/matrix.ts';

const matrix = createMatrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6));

describe('matrix', () => {
  it('is all zero without values, and refuses values of another length', () => {
    expect([...createMatrix(1, 2).values]).toEqual([0, 0]);
    expect(() => createMatrix(2, 2, Float64Array.of(1))).toThrow(RangeError);
  });

  it('lies in memory that threads share once it is large, and nowhere else where there is none', () => {
    const shared = ({ values }: { values: Float64Array }): boolean =>
      Object.prototype.toString.call(values.buffer) === '[object SharedArrayBuffer]';
    expect(shared(createMatrix(10, 10))).toBe(false);
    expect(shared(createMatrix(10_000, 10))).toBe(true);
    vi.stubGlobal('SharedArrayBuffer', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(shared(createMatrix(10_000, 10))).toBe(false);
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
