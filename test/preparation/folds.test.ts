import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedFolds } from '../../shared/preparation/folds.ts';
import { createRng } from '../../shared/random/rng.ts';

const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts);

describe('folds', () => {
  it('hold every row once, classes and sizes even to one row', () => {
    const request = fc.record({
      // Each class twice at least.
      y: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 60 }).map((y) => [...y, ...y]),
      k: fc.integer({ min: 2, max: 8 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(request, ({ y, k, seed }) => {
        const folds = stratifiedFolds({ classes: y, nRows: y.length, k, rng: createRng(seed) });
        expect(folds.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([...y.keys()]);
        expect(spread(folds.map((rows) => rows.length))).toBeLessThanOrEqual(1);
        for (const label of new Set(y))
          expect(
            spread(folds.map((rows) => rows.filter((row) => y[row] === label).length)),
          ).toBeLessThanOrEqual(1);
        for (const rows of folds) expect(rows).toEqual(rows.toSorted());
      }),
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const ask = (seed: number) => stratifiedFolds({ classes: null, nRows: 40, k: 4, rng: createRng(seed) });
    expect(ask(1)).toEqual(ask(1));
    expect(ask(1)).not.toEqual(ask(2));
  });

  it('are refused with more of them than rows, and for a class with a single row', () => {
    const rng = createRng(0);
    expect(() => stratifiedFolds({ classes: null, nRows: 3, k: 4, rng })).toThrow(
      expect.objectContaining({ code: 'folds-too-many' }),
    );
    const classes = [0, 0, 1, 0];
    expect(() => stratifiedFolds({ classes, nRows: 4, k: 2, rng, labels: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code: 'class-too-small', detail: expect.stringContaining('"b"') }),
    );
  });
});
