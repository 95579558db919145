import { describe, expect, it } from 'vitest';
import { createMatrix, rowView, type Matrix } from '../../shared/numeric/matrix.ts';
import { balanceMatrix } from '../../shared/preparation/balance-matrix.ts';
import { oversampleRows, undersampleRows } from '../../shared/preparation/resample.ts';
import { smoteRows } from '../../shared/preparation/smote.ts';
import { createRng } from '../../shared/random/rng.ts';

const classes = Float64Array.from({ length: 100 }, (_, row) => (row % 10 === 0 ? 1 : row % 25 === 3 ? 2 : 0));
const sizes = (labels: ArrayLike<number>): number[] =>
  [0, 1, 2].map((k) => Array.from(labels).filter((label) => label === k).length);
const of = (rows: Int32Array): number[] => sizes(rows.map((row) => classes[row]!));

describe('random sampling', () => {
  it('from above gives every class the size of the largest and keeps every row', () => {
    const rows = oversampleRows(classes, 3, createRng(1));
    expect(sizes(classes)).toEqual([86, 10, 4]);
    expect(of(rows)).toEqual([86, 86, 86]);
    expect([...rows.subarray(0, 100)]).toEqual([...classes.keys()]);
  });

  it('from below gives every class the size of the smallest and repeats no row', () => {
    const rows = undersampleRows(classes, 3, createRng(1));
    expect(of(rows)).toEqual([4, 4, 4]);
    expect(new Set(rows).size).toBe(12);
  });

  it('takes the same rows for the same seed, others for another', () => {
    expect(oversampleRows(classes, 3, createRng(1))).toEqual(oversampleRows(classes, 3, createRng(1)));
    expect(oversampleRows(classes, 3, createRng(1))).not.toEqual(oversampleRows(classes, 3, createRng(2)));
  });

  it('does not mind a class without rows', () => {
    expect(undersampleRows(Float64Array.of(0, 2, 2), 3, createRng(1))).toHaveLength(2);
    expect(oversampleRows(Float64Array.of(0, 2, 2), 3, createRng(1))).toHaveLength(4);
  });
});

describe('SMOTE', () => {
  const rng = createRng(9);
  const X = createMatrix(
    100,
    3,
    Float64Array.from({ length: 300 }, (_, at) => (at % 3 === 2 ? at % 2 : rng.normal())),
  );

  it('starts from each row of a class in turn and goes to one of its k nearest in the class', () => {
    const made = smoteRows({ space: X, classes, nClasses: 3, neighbours: 2, rng: createRng(4) });
    expect(made).toHaveLength(76 + 82);
    const distance = (a: number, b: number): number =>
      rowView(X, a).reduce((sum, value, j) => sum + (value - rowView(X, b)[j]!) ** 2, 0);
    for (const { row, neighbour, share } of made) {
      expect(classes[neighbour]).toBe(classes[row]);
      const nearer = [...classes.keys()].filter(
        (other) =>
          other !== row && classes[other] === classes[row] && distance(row, other) < distance(row, neighbour),
      );
      expect(nearer.length).toBeLessThan(2);
      expect(share >= 0 && share < 1).toBe(true);
    }
    expect(new Set(made.slice(0, 10).map(({ row }) => row)).size).toBe(10);
  });

  it('puts quantities between the two rows and takes indicators from the nearer', () => {
    const { X: balanced, y } = balanceMatrix({
      X,
      y: classes,
      nClasses: 3,
      quantities: [true, true, false],
      balance: { strategy: 'smote', neighbours: 5 },
      rng: createRng(4),
    });
    const whole = balanced as Matrix;
    expect(sizes(y)).toEqual([86, 86, 86]);
    expect([...whole.values.subarray(0, 300)]).toEqual([...X.values]);
    for (let row = 100; row < whole.nRows; row++) {
      const made = rowView(whole, row);
      expect([0, 1]).toContain(made[2]);
      const rows = [...classes.keys()].filter((each) => classes[each] === y[row]);
      expect(made[0]).toBeGreaterThanOrEqual(Math.min(...rows.map((each) => rowView(X, each)[0]!)));
      expect(made[0]).toBeLessThanOrEqual(Math.max(...rows.map((each) => rowView(X, each)[0]!)));
    }
  });

  it('repeats the only row of a class', () => {
    const made = smoteRows({
      space: createMatrix(4, 1),
      classes: [0, 0, 0, 1],
      nClasses: 2,
      neighbours: 5,
      rng: createRng(1),
    });
    expect(made.map(({ row, neighbour }) => [row, neighbour])).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });
});
