import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMatrix } from '../../shared/preparation/features.ts';
import type { FittedTransformer, TransformWarning } from '../../shared/preparation/transformer.ts';
import { fitTransformer, restoreTransformer } from '../../shared/preparation/transformers.ts';
import type { JsonObject } from '../../shared/records/json.ts';
import type { Cell, Table } from '../../shared/table/table.ts';
import { largestDifference } from '../estimators/training-data.ts';
import reference from '../references/preparation.json' with { type: 'json' };
import { anyTable, cellsOf } from '../table/tables.ts';
import { cellsOfColumn, namesOf, step, tableOf } from './columns.ts';

const fit = (json: object, table: Table): FittedTransformer => fitTransformer(step(json), table);
const apply = (json: object, table: Table): Table => fit(json, table).transform(table);
const numeric = (cells: readonly Cell[]): Table => tableOf(['a', 'numeric', cells]);
const category = (cells: readonly Cell[]): Table => tableOf(['a', 'categorical', cells]);
const error = (code: string): unknown => expect.objectContaining({ code });

/** The largest difference where both have a value; Infinity when gaps stand elsewhere. */
function difference(found: readonly Cell[], expected: readonly (number | null)[]): number {
  const gaps = found.some((value, row) => (value === null) !== (expected[row] === null));
  return gaps ? Infinity : largestDifference(found.map(Number), expected.map(Number));
}

describe('preparation against scikit-learn', () => {
  const names = Object.keys(reference.columns) as (keyof typeof reference.columns)[];

  it.each(names)('standard scale of the column "%s"', (name) => {
    const scaled = apply({ step: 'scale' }, numeric(reference.columns[name]));
    expect(difference(cellsOfColumn(scaled, 'a'), reference.standard[name])).toBeLessThan(1e-9);
  });

  it.each(names)('min-max scale of the column "%s"', (name) => {
    const scaled = apply({ step: 'scale', method: 'min-max' }, numeric(reference.columns[name]));
    expect(difference(cellsOfColumn(scaled, 'a'), reference.minMax[name])).toBeLessThan(1e-9);
  });

  it.each(['median', 'mean'] as const)('impute by %s', (method) => {
    const filled = apply({ step: 'impute', numeric: method }, numeric(reference.columns.gappy));
    expect(difference(cellsOfColumn(filled, 'a'), reference[method])).toBeLessThan(1e-9);
  });

  it('one-hot, with levels in code-point order', () => {
    const encoded = apply({ step: 'encode' }, category(reference.levels));
    expect(namesOf(encoded)).toEqual(reference.oneHotLevels.map((level) => `a=${level}`));
    expect(cellsOf(encoded).map((row) => row.map(Number))).toEqual(reference.oneHot);
  });

  it('one-hot, with the rarest levels together', () => {
    // scikit-learn's max_categories counts the column of the rare ones, maxLevels does not.
    const encoded = apply({ step: 'encode', maxLevels: 2 }, category(reference.levels));
    expect(namesOf(encoded)).toEqual(['a=Alpha', 'a=É', 'a=(other)']);
    expect(cellsOf(encoded).map((row) => row.map(Number))).toEqual(reference.oneHotRare);
  });

  it('ordinal', () => {
    const encoded = apply({ step: 'encode', method: 'ordinal' }, category(reference.levels));
    expect(cellsOfColumn(encoded, 'a')).toEqual(reference.ordinal);
  });
});

describe('impute', () => {
  it('fills a prediction row from the training part, also where training was complete', () => {
    const training = tableOf(
      ['n', 'numeric', [1, 2, 9]],
      ['b', 'boolean', [true, true, null]],
      ['c', 'categorical', ['x', 'y', 'y']],
    );
    const gap = tableOf(['n', 'numeric', [null]], ['b', 'boolean', [null]], ['c', 'categorical', [null]]);
    expect(cellsOf(fit({ step: 'impute' }, training).transform(gap))).toEqual([[2, true, 'y']]);
  });

  it('takes the first in code-point order among equally frequent categories', () => {
    expect(cellsOfColumn(apply({ step: 'impute' }, category(['b', 'Z', null])), 'a')).toEqual([
      'b',
      'Z',
      'Z',
    ]);
  });

  it('makes missing a level of its own when asked', () => {
    const filled = apply({ step: 'impute', categorical: 'missing-level' }, category(['b', null]));
    expect(cellsOfColumn(filled, 'a')).toEqual(['b', '(missing)']);
  });

  it('leaves an unknown category for the encoder to judge', () => {
    const fitted = fit({ step: 'impute' }, category(['b', 'c', null]));
    expect(cellsOfColumn(fitted.transform(category(['new', null])), 'a')).toEqual(['new', 'b']);
  });

  it('has an answer for a column without any value', () => {
    const empty = tableOf(['n', 'numeric', [null, null]], ['c', 'categorical', [null, null]]);
    expect(cellsOf(apply({ step: 'impute' }, empty))[0]).toEqual([0, '(missing)']);
  });
});

describe('encode', () => {
  it('answers an unknown category with no indicator and a warning under the lenient policy', () => {
    const fitted = fit({ step: 'encode' }, category(['x', 'y']));
    const warnings: TransformWarning[] = [];
    expect(cellsOf(fitted.transform(category(['y', 'new']), warnings))).toEqual([
      [false, true],
      [false, false],
    ]);
    expect(warnings).toEqual([{ code: 'unknown-category', column: 'a', row: 1, value: 'new' }]);
  });

  it('refuses an unknown category under the strict policy, with a pointer to the feature', () => {
    const fitted = fit({ step: 'encode', unknown: 'error' }, tableOf(['a/b', 'categorical', ['x', 'y']]));
    const attempt = (): Table => fitted.transform(tableOf(['a/b', 'categorical', ['new']]));
    expect(attempt).toThrow(error('unknown-category'));
    expect(attempt).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/features/a~1b' })] }),
    );
  });

  it('gives an unknown category −1 in ordinal codes', () => {
    const fitted = fit({ step: 'encode', method: 'ordinal' }, category(['x', 'y']));
    expect(cellsOfColumn(fitted.transform(category(['new', 'y'])), 'a')).toEqual([-1, 1]);
  });

  it('does not depend on the order in which the dictionary met the levels', () => {
    const there = apply({ step: 'encode' }, category(['x', 'y', 'z']));
    const back = apply({ step: 'encode' }, category(['z', 'y', 'x']));
    expect(namesOf(there)).toEqual(namesOf(back));
    expect(cellsOf(there)).toEqual(cellsOf(back).toReversed());
  });

  it('[SYNC10] stores no rare level', () => {
    const fitted = fit({ step: 'encode', maxLevels: 2 }, category(['x', 'x', 'y', 'y', 'canary']));
    expect(JSON.stringify(fitted.state())).not.toContain('canary');
    const warnings: TransformWarning[] = [];
    const encoded = fitted.transform(category(['canary']), warnings);
    expect(cellsOf(encoded)).toEqual([[false, false, true]]);
    expect(warnings).toEqual([]);
  });

  it('keeps a missing cell missing, so that it cannot pass for a known absence', () => {
    const encoded = apply({ step: 'encode' }, category(['x', 'y', null]));
    expect(cellsOf(encoded)[2]).toEqual([null, null]);
    expect(() => toMatrix(encoded)).toThrow(error('value-not-finite'));
  });

  it('makes names that no other column has', () => {
    const table = tableOf(['a=x', 'numeric', [1]], ['a', 'categorical', ['x']]);
    expect(namesOf(apply({ step: 'encode' }, table))).toEqual(['a=x', 'a=x (2)']);
  });
});

describe('outliers', () => {
  const skewed = numeric([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000, null]);

  it('clips to quartiles ∓ factor × IQR, and clips a prediction to the bounds of the training part', () => {
    const fitted = fit({ step: 'outliers', factor: 1 }, skewed);
    // numpy: q1 = 3.25, q3 = 7.75.
    expect(cellsOfColumn(fitted.transform(numeric([-50, 5, 50, null])), 'a')).toEqual([
      -1.25,
      5,
      12.25,
      null,
    ]);
  });

  it('clips to the mean ∓ factor × standard deviation', () => {
    const fitted = fit({ step: 'outliers', method: 'zscore', factor: 2 }, numeric([1, 3]));
    expect(cellsOfColumn(fitted.transform(numeric([-9, 9])), 'a')).toEqual([0, 4]);
  });

  it('drops rows from training alone: a prediction passes unchanged', () => {
    const fitted = fit({ step: 'outliers', action: 'drop' }, skewed);
    expect([...fitted.keepRows!(skewed)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1]);
    expect(cellsOfColumn(fitted.transform(numeric([5000])), 'a')).toEqual([5000]);
  });

  it('changes and drops nothing under keep', () => {
    const fitted = fit({ step: 'outliers', action: 'keep' }, skewed);
    expect(fitted.keepRows).toBeUndefined();
    expect(fitted.transform(skewed)).toEqual(skewed);
  });

  it('leaves a flag alone that is 0 in three quarters of the rows', () => {
    const flag = numeric([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(apply({ step: 'outliers' }, flag)).toEqual(flag);
  });
});

describe('datetime', () => {
  it('takes a time apart in UTC, counting days from the earliest in training', () => {
    const training = tableOf(['t', 'datetime', ['2024-02-29T23:59:59Z', '2024-01-01T00:00:00Z', null]]);
    const parts = apply({ step: 'datetime' }, training);
    expect(namesOf(parts)).toEqual(['t_year', 't_month', 't_weekday', 't_hour', 't_elapsed-days']);
    // 29 February 2024 was a Thursday, 1 January 2024 a Monday.
    expect(cellsOf(parts)[0]!.slice(0, 4)).toEqual([2024, 2, 4, 23]);
    expect(cellsOf(parts)[0]![4]).toBeCloseTo(59 + 86399 / 86400, 9);
    expect(cellsOf(parts)[1]).toEqual([2024, 1, 1, 0, 0]);
    expect(cellsOf(parts)[2]).toEqual([null, null, null, null, null]);
  });

  it('counts Sunday as 7, and days before 1970', () => {
    const training = tableOf(['t', 'datetime', ['1969-12-28T05:00:00Z']]);
    const parts = apply({ step: 'datetime', parts: ['weekday', 'hour'] }, training);
    expect(cellsOf(parts)).toEqual([[7, 5]]);
  });
});

describe('scale', () => {
  it('leaves one-hot indicators and flags as they are', () => {
    const table = tableOf(
      ['n', 'numeric', [1, 3]],
      ['c', 'categorical', ['x', 'y']],
      ['b', 'boolean', [true, false]],
    );
    const scaled = apply({ step: 'scale' }, apply({ step: 'encode' }, table));
    expect([...toMatrix(scaled).X.values]).toEqual([-1, 1, 0, 1, 1, 0, 1, 0]);
  });

  it('survives values whose spread overflows', () => {
    const scaled = apply({ step: 'scale' }, numeric([-1.7e308, 1.7e308]));
    expect(cellsOfColumn(scaled, 'a')).toEqual([-1.7e308, 1.7e308]);
  });
});

describe('every step', () => {
  const steps = [
    { step: 'datetime' },
    { step: 'outliers' },
    { step: 'outliers', method: 'zscore', action: 'drop', factor: 0.5 },
    { step: 'impute', categorical: 'missing-level' },
    { step: 'encode', maxLevels: 2 },
    { step: 'encode', method: 'ordinal' },
    { step: 'scale' },
    { step: 'scale', method: 'min-max' },
  ];

  it.each(steps)('$step is the same after its state went through JSON', (json) => {
    fc.assert(
      fc.property(anyTable, anyTable, (training, other) => {
        const fitted = fit(json, training);
        const stored = JSON.parse(JSON.stringify(fitted.state())) as JsonObject;
        const restored = restoreTransformer(stored);
        expect(restored.state()).toEqual(fitted.state());
        expect(restored.transform(training)).toEqual(fitted.transform(training));
        expect(fitted.transform(training).nRows).toBe(training.nRows);
        // Another table either lacks columns, which is said, or is transformed alike.
        expect(outcome(() => restored.transform(other))).toEqual(outcome(() => fitted.transform(other)));
      }),
      { numRuns: 40 },
    );
  });

  it.each(steps)('$step transforms a row the same, alone or among others', (json) => {
    fc.assert(
      fc.property(anyTable, (training) => {
        const fitted = fit(json, training);
        const whole = cellsOf(fitted.transform(training));
        const inputs = training.columns.map(({ name, type }) => [name, type] as const);
        cellsOf(training).forEach((row, at) => {
          const alone = tableOf(...inputs.map(([name, type], i) => [name, type, [row[i]!]] as const));
          expect(cellsOf(fitted.transform(alone))[0]).toEqual(whole[at]);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('says which column is not there, and which is of a type it cannot treat', () => {
    expect(() => fit({ step: 'scale', columns: ['z'] }, numeric([1]))).toThrow(error('column-unknown'));
    expect(() => fit({ step: 'scale', columns: ['a'] }, category(['x']))).toThrow(error('recipe-invalid'));
    expect(() => fit({ step: 'scale' }, numeric([1, 2])).transform(category(['x']))).toThrow(
      error('model-invalid'),
    );
  });

  it.each([
    [{}],
    [{ step: '__proto__' }],
    [{ step: 'scale' }],
    [{ step: 'scale', columns: [{ name: 'a', center: 0, scale: 0 }] }],
    [{ step: 'scale', columns: [{ name: 'a', center: null, scale: 1 }] }],
    [{ step: 'scale', columns: [{ name: 'a', center: 0, scale: 1, code: 'x' }] }],
    [{ step: 'outliers', action: 'clip', columns: [{ name: 'a', low: 1, high: 0 }] }],
    [{ step: 'impute', columns: [{ name: 'a', type: 'numeric', fill: 'x' }] }],
    [
      {
        step: 'encode',
        method: 'one-hot',
        unknown: 'ignore',
        columns: [{ name: 'a', levels: ['x'], other: false, indicators: [] }],
      },
    ],
    [
      {
        step: 'encode',
        method: 'ordinal',
        unknown: 'ignore',
        columns: [{ name: 'a', levels: ['x', 'x'], other: false, indicators: [] }],
      },
    ],
  ])('[SEC5] refuses the state %j', (state) => {
    expect(() => restoreTransformer(state as JsonObject)).toThrow(error('model-invalid'));
  });
});

function outcome(run: () => Table): unknown {
  try {
    return run();
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
