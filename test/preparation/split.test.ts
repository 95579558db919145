import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedSplit } from '../../shared/preparation/split.ts';
import { createRng } from '../../shared/random/rng.ts';
import reference from '../references/preparation.json' with { type: 'json' };

const labelsOf = (classes: readonly number[]): string[] =>
  Array.from({ length: Math.max(...classes) + 1 }, (_, k) => `class ${k}`);

function split(classes: readonly number[], test: number, seed: number, stratify = true) {
  return stratifiedSplit({
    nRows: classes.length,
    classes: stratify ? Int32Array.from(classes) : null,
    labels: labelsOf(classes),
    test,
    rng: createRng(seed),
  });
}

const countsOf = (classes: readonly number[], rows: Int32Array): number[] => {
  const counts = labelsOf(classes).map(() => 0);
  for (const row of rows) counts[classes[row]!]! += 1;
  return counts;
};

describe('the stratified split', () => {
  it('takes as many rows of each class as scikit-learn', () => {
    const { test } = split(reference.classes, 0.2, 1);
    expect(countsOf(reference.classes, test)).toEqual(reference.testCounts);
  });

  it('parts the rows without loss, in ascending order, with every class on both sides', () => {
    const classes = fc
      .array(fc.integer({ min: 2, max: 12 }), { minLength: 2, maxLength: 5 })
      .chain((counts) => {
        const all = counts.flatMap((count, k) => Array.from({ length: count }, () => k));
        return fc.shuffledSubarray(all, { minLength: all.length });
      });
    fc.assert(
      fc.property(classes, fc.double({ min: 0.3, max: 0.7, noNaN: true }), fc.nat(), (own, share, seed) => {
        fc.pre(Math.ceil(own.length * share) <= own.length - labelsOf(own).length);
        fc.pre(Math.ceil(own.length * share) >= labelsOf(own).length);
        const { train, test } = split(own, share, seed);
        const rows = [...train, ...test];
        expect(rows.toSorted((a, b) => a - b)).toEqual(own.map((_, row) => row));
        expect([...train]).toEqual([...train].toSorted((a, b) => a - b));
        expect([...test]).toEqual([...test].toSorted((a, b) => a - b));
        expect(countsOf(own, test).every((count) => count > 0)).toBe(true);
        expect(countsOf(own, train).every((count) => count > 0)).toBe(true);
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    expect(split(reference.classes, 0.2, 5)).toEqual(split(reference.classes, 0.2, 5));
    expect(split(reference.classes, 0.2, 5)).not.toEqual(split(reference.classes, 0.2, 6));
  });

  it('makes ⌈share × rows⌉ test rows, not one more by rounding', () => {
    const rows = Array.from({ length: 100 }, () => 0);
    expect(split(rows, 0.07, 1, false).test.length).toBe(7);
    expect(split(rows, 0.071, 1, false).test.length).toBe(8);
    expect(split([0, 0], 0.9, 1, false).train.length).toBe(1);
  });

  it('names the class that has a single row', () => {
    expect(() => split([0, 0, 0, 1, 2, 2], 0.5, 1)).toThrow(
      expect.objectContaining({ code: 'class-too-small', detail: expect.stringContaining('"class 1"') }),
    );
  });

  it('refuses parts too small to hold every class, and a single row', () => {
    expect(() => split([0, 0, 1, 1, 2, 2], 0.2, 1)).toThrow(
      expect.objectContaining({ code: 'class-too-small' }),
    );
    expect(() => split([0], 0.2, 1, false)).toThrow(expect.objectContaining({ code: 'no-rows' }));
  });
});
