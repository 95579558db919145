import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTransformer, restoreTransformer } from '../../shared/preparation/transformers.ts';
import type { JsonObject } from '../../shared/records/json.ts';
import type { Cell, Table } from '../../shared/table/table.ts';
import { cellsOfColumn, namesOf, step, tableOf } from './columns.ts';

const table = tableOf(
  ['a', 'numeric', [6, 1, null, 1e300, -8]],
  ['b', 'numeric', [3, 0, 2, 1e-300, 2]],
  ['from', 'datetime', ['2026-01-01', '2026-01-02', null, '2026-01-04', '2026-01-05']],
  ['to', 'datetime', ['2026-01-03', '2026-01-01T12:00:00Z', '2026-01-03', '2026-01-04', '2026-01-05']],
  ['paid', 'boolean', [true, false, true, null, true]],
  ['kind', 'categorical', ['x', 'y', 'x', 'y', 'x']],
);

const derive = (...derived: object[]) => fitTransformer(step({ step: 'derive', derived }), table);

function made(derived: object, on: Table = table): Cell[] {
  return cellsOfColumn(derive({ name: 'made', ...derived }).transform(on), 'made');
}

const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'recipe-invalid', detail: expect.stringMatching(detail) });

describe('a derived column', () => {
  it('is a ratio, missing over zero, over a missing cell and beyond the largest double', () => {
    expect(made({ op: 'ratio', of: ['a', 'b'] })).toEqual([2, null, null, null, -4]);
  });

  it('is a difference, of two datetimes in days', () => {
    expect(made({ op: 'difference', of: ['a', 'b'] })).toEqual([3, 1, null, 1e300, -10]);
    expect(made({ op: 'difference', of: ['to', 'from'] })).toEqual([2, -0.5, null, 0, 0]);
  });

  it('is a product, booleans counting 0 and 1', () => {
    expect(made({ op: 'product', of: ['a', 'paid'] })).toEqual([6, 0, null, null, -8]);
  });

  it('is a logarithm, missing at zero and below', () => {
    expect(made({ op: 'log', of: ['b'] })).toEqual([
      Math.log(3),
      null,
      Math.log(2),
      expect.closeTo(-690.7755, 3),
      Math.log(2),
    ]);
    expect(made({ op: 'log', of: ['a'] })[4]).toBe(null);
  });

  it('may be made from one before it, and stands behind the others', () => {
    const out = derive(
      { name: 'half', op: 'ratio', of: ['a', 'b'] },
      { name: 'log half', op: 'log', of: ['half'] },
    ).transform(table);
    expect(namesOf(out).slice(-2)).toEqual(['half', 'log half']);
    expect(cellsOfColumn(out, 'log half')[0]).toBeCloseTo(Math.LN2, 15);
  });

  it('needs numbers, and a name of its own', () => {
    expect(() => made({ op: 'log', of: ['kind'] })).toThrow(refused(/"kind" is categorical/));
    expect(() => made({ op: 'difference', of: ['from', 'a'] })).toThrow(refused(/"from" is datetime/));
    expect(() => made({ op: 'ratio', of: ['a', 'nobody'] })).toThrow(
      expect.objectContaining({ code: 'column-unknown' }),
    );
    expect(() => derive({ name: 'a', op: 'log', of: ['b'] })).toThrow(refused(/"a"/));
  });
});

describe('bins', () => {
  const ages = tableOf(['age', 'numeric', [0, 1, 2, 3, 4, 5, 6, 7, 8, 100, null]]);
  const bins = (by: object, as = 'number') =>
    fitTransformer(
      step({ step: 'derive', derived: [{ name: 'bin', op: 'bins', of: ['age'], by, as }] }),
      ages,
    );
  const on = (by: object, cells: readonly Cell[], as?: string): Cell[] =>
    cellsOfColumn(bins(by, as).transform(tableOf(['age', 'numeric', cells])), 'bin');

  it('of equal width run from the least to the largest training value, and beyond', () => {
    expect(on({ edges: 'width', count: 4 }, [-9, 0, 24, 25, 50, 99, 100, 1e9, null])).toEqual([
      0,
      0,
      0,
      1,
      2,
      3,
      3,
      3,
      null,
    ]);
  });

  it('of quantiles hold as many training rows each', () => {
    expect(on({ edges: 'quantiles', count: 2 }, [0, 4, 4.5, 5, 100])).toEqual([0, 0, 1, 1, 1]);
    expect(bins({ edges: 'quantiles', count: 5 }).state()).toMatchObject({
      derived: [{ edges: [1.8, 3.6, expect.closeTo(5.4, 12), expect.closeTo(7.2, 12)] }],
    });
  });

  it('between given edges are categories whose order is that of their names', () => {
    const levels = on({ edges: 'given', at: [2, 4] }, [1, 2, 3.5, 4, null], 'category');
    expect(levels).toEqual([
      '1 of 3: below 2',
      '2 of 3: 2 to 4',
      '2 of 3: 2 to 4',
      '3 of 3: 4 and above',
      null,
    ]);
  });

  it('of a column that is always the same are one', () => {
    const same = tableOf(['age', 'numeric', [7, 7, null]]);
    const derived = [{ name: 'bin', op: 'bins', of: ['age'], by: { edges: 'quantiles', count: 4 } }];
    const fitted = fitTransformer(step({ step: 'derive', derived }), same);
    expect(cellsOfColumn(fitted.transform(same), 'bin')).toEqual(['1 of 1: all', '1 of 1: all', null]);
  });

  it('keep the order of values, whatever the edges', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 2,
    });
    fc.assert(
      fc.property(
        values,
        fc.constantFrom('width', 'quantiles'),
        fc.integer({ min: 2, max: 20 }),
        (cells, edges, count) => {
          const one = tableOf(['age', 'numeric', cells]);
          const derived = [{ name: 'bin', op: 'bins', of: ['age'], by: { edges, count }, as: 'number' }];
          const out = cellsOfColumn(
            fitTransformer(step({ step: 'derive', derived }), one).transform(one),
            'bin',
          );
          const order = [...cells.keys()].sort((i, j) => cells[i]! - cells[j]!);
          const sorted = order.map((row) => out[row] as number);
          expect(sorted).toEqual(sorted.toSorted((x, y) => x - y));
          expect(sorted[0]).toBe(0);
          expect(sorted.at(-1)).toBeLessThan(count);
        },
      ),
    );
  });
});

describe('a stored derive step', () => {
  const fitted = derive(
    { name: 'r', op: 'ratio', of: ['a', 'b'] },
    { name: 'bin', op: 'bins', of: ['b'], by: { edges: 'quantiles', count: 3 } },
  );

  it('does again what the fitted one did', () => {
    const restored = restoreTransformer(JSON.parse(JSON.stringify(fitted.state())) as JsonObject);
    expect(restored.transform(table)).toEqual(fitted.transform(table));
    expect(restored.state()).toEqual(fitted.state());
  });

  it.each([
    ['an operation that does not exist', { op: 'eval', name: 'x', of: ['a'] }],
    ['an expression', { op: 'ratio', name: 'x', of: ['a', 'b'], expression: 'a / b' }],
    ['edges out of order', { op: 'bins', name: 'x', of: ['a'], edges: [2, 1], as: 'number' }],
    ['an edge that is no number', { op: 'bins', name: 'x', of: ['a'], edges: [null], as: 'number' }],
    ['one source too few', { op: 'ratio', name: 'x', of: ['a'] }],
  ])('is refused with %s', (_, entry) => {
    const state = { step: 'derive', derived: [entry] } as unknown as JsonObject;
    expect(() => restoreTransformer(state)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
