import { describe, expect, it } from 'vitest';
import { toMatrix } from '../../shared/preparation/features.ts';
import { tableOf } from './columns.ts';

const thrown = (code: string, detail: RegExp): unknown =>
  expect.objectContaining({ code, detail: expect.stringMatching(detail) });

describe('the matrix of features', () => {
  it('is row-major, with booleans as 0 and 1', () => {
    const { X, featureNames } = toMatrix(tableOf(['n', 'numeric', [1, 2]], ['b', 'boolean', [true, false]]));
    expect(featureNames).toEqual(['n', 'b']);
    expect([X.nRows, X.nColumns, ...X.values]).toEqual([2, 2, 1, 1, 2, 0]);
  });

  it.each([
    ['text', /"t" is free text/],
    ['identifier', /"t" is an identifier/],
    ['categorical', /"t" is categorical and was not encoded/],
  ] as const)('refuses a %s column and says what to do', (type, detail) => {
    const attempt = (): unknown => toMatrix(tableOf(['t', type, ['x']]));
    expect(attempt).toThrow(thrown('recipe-invalid', detail) as Error);
  });

  it('refuses a gap, naming the column', () => {
    expect(() => toMatrix(tableOf(['n', 'numeric', [1, null]]))).toThrow(
      thrown('value-not-finite', /"n"/) as Error,
    );
  });

  it('refuses a table without columns', () => {
    expect(() => toMatrix({ nRows: 3, columns: [] })).toThrow(
      thrown('features-missing', /no feature/) as Error,
    );
  });
});
