import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearRegression } from '../../shared/estimators/linear-regression/estimator.ts';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import reference from '../references/linear-models.json' with { type: 'json' };
import { fitOwn, largestDifference, trainingData } from './training-data.ts';

describe('linear regression against scikit-learn', () => {
  it.each(reference.ridge)('$params weighted: $weighted', (entry) => {
    const weights = 'weighted' in entry ? reference.weights : null;
    const data = trainingData(reference.X, reference.target, 0, weights);
    const model = fitOwn(linearRegression, data, entry.params);
    const [coefficients, intercept] = model.state().tensors;
    expect(largestDifference(coefficients!.data, entry.coefficients)).toBeLessThan(1e-6);
    expect(largestDifference(intercept!.data, [entry.intercept])).toBeLessThan(1e-6);
    expect(largestDifference(model.predict(data.X), entry.predictions)).toBeLessThan(1e-6);
  });
});

const smallRows = fc.array(
  fc.tuple(
    fc.integer({ min: -9, max: 9 }),
    fc.integer({ min: -9, max: 9 }),
    fc.integer({ min: -20, max: 20 }),
  ),
  { minLength: 4, maxLength: 30 },
);

describe('linear regression', () => {
  it('takes a weight of 2 as the row standing there twice, in any order', () => {
    fc.assert(
      fc.property(smallRows, (rows) => {
        const X = rows.map(([a, b]) => [a, b]);
        const y = rows.map(([, , target]) => target);
        const twice = trainingData([...X, ...X.toReversed()], [...y, ...y.toReversed()], 0);
        const weighted = trainingData(
          X,
          y,
          0,
          X.map(() => 2),
        );
        const a = fitOwn(linearRegression, weighted).predict(weighted.X);
        const b = fitOwn(linearRegression, twice).predict(weighted.X);
        expect(largestDifference(a, b)).toBeLessThan(1e-9);
      }),
    );
  });

  it('finds a least-squares fit without penalty when features are collinear', () => {
    const X = [1, 2, 3, 4, 5, 6].map((a) => [a, 2 * a + 1, a % 2, 1 - (a % 2)]);
    const y = X.map(([a, , odd]) => 3 * a! - 2 * odd! + 5);
    const data = trainingData(X, y, 0);
    const model = fitOwn(linearRegression, data, { alpha: 0 });
    expect(largestDifference(model.predict(data.X), y)).toBeLessThan(1e-9);
  });

  const data = trainingData(reference.X, reference.target, 0);

  it('has the same bytes each time, and again after restore', () => {
    const model = fitOwn(linearRegression, data);
    const restored = linearRegression.restore(structuredClone(model.state()));
    expect(fitOwn(linearRegression, data).state()).toEqual(model.state());
    expect(restored.state()).toEqual(model.state());
    expect(restored.predict(data.X)).toEqual(model.predict(data.X));
  });

  it('[SEC5] refuses a package with an infinite coefficient', () => {
    const state: ModelState = structuredClone(fitOwn(linearRegression, data).state());
    state.tensors[0]!.data[1] = Infinity;
    expect(() => linearRegression.restore(state)).toThrow(
      expect.objectContaining({
        code: 'model-invalid',
        errors: [expect.objectContaining({ pointer: '/tensors/coefficients' })],
      }),
    );
  });
});
