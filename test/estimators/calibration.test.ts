import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitCalibrator, type Calibrator } from '../../shared/estimators/calibration/calibrator.ts';
import { fitIsotonic, heightAt } from '../../shared/estimators/calibration/isotonic.ts';
import { restoreCalibrator } from '../../shared/estimators/calibration/restore.ts';
import { fitSigmoid } from '../../shared/estimators/calibration/sigmoid.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { createMatrix, selectMatrixRows, type Matrix } from '../../shared/numeric/matrix.ts';
import { sigmoid } from '../../shared/numeric/softmax.ts';
import type { Tensor } from '../../shared/numeric/tensor.ts';
import { createRng } from '../../shared/random/rng.ts';
import reference from '../references/calibration.json' with { type: 'json' };

const near = (given: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  expect(given.length).toBe(expected.length);
  expected.forEach((value, at) => expect(Math.abs(given[at]! - value)).toBeLessThan(tolerance));
};

describe.each(reference.curves)('calibration curves of $name, against scikit-learn', (given) => {
  const scores = Float64Array.from(given.scores);

  it('isotonic', () => {
    const curve = fitIsotonic(scores, given.hits);
    near(curve.x, given.x, 1e-12);
    near(curve.y, given.y, 1e-12);
    near(
      given.asked.map((score) => heightAt(curve, score)),
      given.isotonic,
      1e-12,
    );
  });

  it('sigmoid', () => {
    const { slope, offset } = fitSigmoid(scores, given.hits);
    near([slope, offset], [given.slope, given.offset], 1e-6);
    near(
      given.asked.map((score) => sigmoid(-(slope * score + offset))),
      given.sigmoid,
      1e-6,
    );
  });
});

function predict(name: string, X: Matrix, y: Float64Array, asked: Matrix): Float64Array {
  const estimator = estimatorByName(name);
  if (estimator.kind !== 'own') throw new Error('own estimators only');
  const given = name === 'logistic-regression' ? { C: 1, tol: 1e-9, max_iter: 10_000 } : {};
  const nClasses = Math.max(...y) + 1;
  const data = { X, y, weights: null, nClasses, featureNames: Array.from({ length: X.nColumns }, String) };
  const fitting = estimator.fit(data, resolveParams(estimator.params, given), {
    rng: createRng(1),
    team: soloTeam(),
  });
  for (;;) {
    const next = fitting.next();
    if (next.done === true) return next.value.predict(asked);
  }
}

describe('a calibrated classifier, against scikit-learn on the same folds', () => {
  it.each(reference.models)(
    '$method on $estimator',
    ({ estimator, method, X: rows, y: labels, fold, probabilities }) => {
      const X = createMatrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));
      const y = Float64Array.from(labels);
      const nClasses = Math.max(...labels) + 1;
      const outputs = new Float64Array(labels.length * nClasses);
      for (const each of new Set(fold)) {
        const [inside, outside] = [true, false].map((is) =>
          [...fold.keys()].filter((row) => (fold[row] === each) === is),
        ) as [number[], number[]];
        const given = predict(
          estimator,
          selectMatrixRows(X, outside),
          y.filter((_, row) => fold[row] !== each),
          selectMatrixRows(X, inside),
        );
        inside.forEach((row, at) =>
          outputs.set(given.subarray(at * nClasses, (at + 1) * nClasses), row * nClasses),
        );
      }
      const scale = estimator === 'logistic-regression' ? 'log-odds' : 'probability';
      const calibrator = fitCalibrator({ method: method as 'isotonic', scale, outputs, y, nClasses });
      near(calibrator.apply(predict(estimator, X, y, X)), probabilities.flat(), 1e-6);
    },
  );
});

const NAMES = ['isotonic', 'sigmoid'] as const;
const SCALES = ['probability', 'log-odds'] as const;

/** Probabilities for rows, some of them 0 and 1, and what the rows are. */
function drawn(nRows: number, nClasses: number, seed: number): { outputs: Float64Array; y: Float64Array } {
  const rng = createRng(seed);
  const outputs = new Float64Array(nRows * nClasses);
  const y = new Float64Array(nRows);
  for (let row = 0; row < nRows; row += 1) {
    const shares = Array.from({ length: nClasses }, () => Math.max(0, rng.uniform() - 0.2) ** 3);
    const sum = shares.reduce((a, b) => a + b, 0) || 1;
    shares.forEach((share, k) => (outputs[row * nClasses + k] = share / sum));
    y[row] = rng.integer(nClasses);
  }
  return { outputs, y };
}

describe('a calibrator', () => {
  const sized = fc.record({
    nRows: fc.integer({ min: 1, max: 80 }),
    nClasses: fc.integer({ min: 2, max: 5 }),
    seed: fc.nat(),
    method: fc.constantFrom(...NAMES),
    scale: fc.constantFrom(...SCALES),
  });

  it('answers probabilities that sum to 1, and the same after it was stored', () => {
    fc.assert(
      fc.property(sized, ({ nRows, nClasses, seed, method, scale }) => {
        const { outputs, y } = drawn(nRows, nClasses, seed);
        const fitted = fitCalibrator({ method, scale, outputs, y, nClasses });
        const asked = drawn(50, nClasses, seed + 1).outputs;
        const given = fitted.apply(asked);
        for (let row = 0; row < 50; row += 1) {
          const own = given.subarray(row * nClasses, (row + 1) * nClasses);
          expect(own.every((p) => p >= 0 && p <= 1)).toBe(true);
          expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        }
        const again = restoreCalibrator({ method, scale, tensors: fitted.tensors(), nClasses });
        expect(again.apply(asked)).toEqual(given);
        expect(again.tensors()).toEqual(fitted.tensors());
      }),
    );
  });

  it('never turns the order of two scores round (isotonic)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 }),
        (rows) => {
          const curve = fitIsotonic(
            Float64Array.from(rows, ([score]) => score),
            rows.map(([, hit]) => +hit),
          );
          const asked = Array.from({ length: 60 }, (_, i) => i / 59);
          const heights = asked.map((score) => heightAt(curve, score));
          expect(heights).toEqual(heights.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('of a model that is too sure comes near to the frequencies', () => {
    const rng = createRng(5);
    const outputs = new Float64Array(8000);
    const y = new Float64Array(4000).map((_, row) => {
      const p = rng.uniform();
      const sure = p ** 4 / (p ** 4 + (1 - p) ** 4);
      outputs.set([1 - sure, sure], 2 * row);
      return +(rng.uniform() < p);
    });
    for (const method of NAMES) {
      const fitted = fitCalibrator({ method, scale: 'log-odds', outputs, y, nClasses: 2 });
      for (const p of [0.15, 0.3, 0.5, 0.7, 0.85]) {
        const sure = p ** 4 / (p ** 4 + (1 - p) ** 4);
        expect(Math.abs(fitted.apply(Float64Array.of(1 - sure, sure))[1]! - p)).toBeLessThan(0.06);
      }
    }
  });
});

describe('[SEC5] a stored calibrator', () => {
  const { outputs, y } = drawn(60, 3, 1);
  const whole = (method: 'isotonic' | 'sigmoid'): Calibrator =>
    fitCalibrator({ method, scale: 'probability', outputs, y, nClasses: 3 });
  const changed = (
    method: 'isotonic' | 'sigmoid',
    name: string,
    change: (data: number[]) => void,
  ): Tensor[] =>
    whole(method)
      .tensors()
      .map((tensor) => {
        if (tensor.name !== `calibration.${name}`) return tensor;
        const data = [...tensor.data];
        change(data);
        const type = tensor.data.constructor as new (data: number[]) => Float64Array;
        return { ...tensor, data: new type(data) };
      });

  it.each([
    ['a curve that falls', changed('isotonic', 'y', (data) => (data[1] = -0.5))],
    ['a curve above 1', changed('isotonic', 'y', (data) => (data[data.length - 1] = 1.5))],
    ['points out of order', changed('isotonic', 'x', (data) => (data[1] = data[0]!))],
    ['a point that is not finite', changed('isotonic', 'x', (data) => (data[0] = NaN))],
    ['points of one tensor only', changed('isotonic', 'x', (data) => data.pop())],
    ['a curve without points', changed('isotonic', 'starts', (data) => (data[1] = 0))],
    ['curves beyond the points', changed('isotonic', 'starts', (data) => (data[1] = 4_000_000_000))],
    ['curves that leave points over', changed('isotonic', 'starts', (data) => (data[3]! -= 1))],
    ['no tensors', []],
    [
      'a tensor too many',
      [...whole('isotonic').tensors(), { name: 'calibration.z', shape: [0], data: new Float64Array(0) }],
    ],
  ])('is refused with %s', (_, tensors) => {
    expect(() =>
      restoreCalibrator({ method: 'isotonic', scale: 'probability', tensors, nClasses: 3 }),
    ).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });

  it.each([
    ['an infinite slope', changed('sigmoid', 'coefficients', (data) => (data[0] = Infinity)), 3],
    ['curves for other classes', whole('sigmoid').tensors(), 4],
    ['one class', whole('sigmoid').tensors(), 1],
  ])('is refused with %s', (_, tensors, nClasses) => {
    expect(() => restoreCalibrator({ method: 'sigmoid', scale: 'probability', tensors, nClasses })).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });
});
