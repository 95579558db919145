import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearRegression } from '../../shared/estimators/linear-regression/estimator.ts';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import { joinColumns } from '../../shared/numeric/csr.ts';
import reference from '../references/linear-models.json' with { type: 'json' };
import { fitWithCheckpoints } from './resuming.ts';
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

describe.each(['dense', 'sparse'])('linear regression on %s rows against scikit-learn', (layout) => {
  it.each(reference.nets)('$rows $params', (entry) => {
    const rows = entry.rows === 'scaled' ? reference.scaled : reference.words;
    const weights = 'weighted' in entry ? reference.weights : null;
    const plain = trainingData(rows, reference.target, 0, weights);
    const data = layout === 'dense' ? plain : { ...plain, X: joinColumns(plain.X.nRows, [plain.X]) };
    const params = { ...entry.params, tol: 1e-12 };
    const { model, figures } = fitWithCheckpoints({ estimator: linearRegression, data, params });
    const [coefficients, intercept] = model.state().tensors;
    expect(figures.get('converged')).toBe(1);
    expect(largestDifference(coefficients!.data, entry.coefficients)).toBeLessThan(1e-6);
    expect(largestDifference(intercept!.data, [entry.intercept])).toBeLessThan(1e-6);
    expect(largestDifference(model.predict(plain.X), entry.predictions)).toBeLessThan(1e-6);
    expect(model.predict(data.X)).toEqual(model.predict(plain.X));
    expect([...coefficients!.data].map((value) => value === 0)).toEqual(
      entry.coefficients.map((value) => value === 0),
    );
  });
});

const sparseWords = (() => {
  const plain = trainingData(reference.words, reference.target, 0, reference.weights);
  return { ...plain, X: joinColumns(plain.X.nRows, [plain.X]) };
})();

describe.each([
  [
    'lasso by its products',
    trainingData(reference.scaled, reference.target, 0),
    { penalty: 'l1', alpha: 0.05 },
  ],
  ['elastic net by columns', sparseWords, { penalty: 'elasticnet', alpha: 0.02 }],
  ['ridge by conjugate gradients', sparseWords, { alpha: 0.1 }],
] as const)('%s', (_, data, params) => {
  const estimator = linearRegression;

  it('ends with the same bytes when it is taken up again at any checkpoint', () => {
    const whole = fitWithCheckpoints({ estimator, data, params });
    expect(whole.checkpoints.length).toBeGreaterThan(3);
    whole.checkpoints.forEach((resume, at) => {
      const again = fitWithCheckpoints({ estimator, data, params, resume });
      expect(again.model.state()).toEqual(whole.model.state());
      expect(again.checkpoints.length).toBe(whole.checkpoints.length - at - 1);
    });
  });

  it('goes on from a model to the optimum of all rows, sooner when it begins there', () => {
    const fresh = fitWithCheckpoints({ estimator, data, params });
    const on = fitWithCheckpoints({ estimator, data, params, previous: fresh.model });
    expect(on.figures.get('n_iter')).toBeLessThan(fresh.figures.get('n_iter')! / 2);
    expect(largestDifference(on.model.predict(data.X), fresh.model.predict(data.X))).toBeLessThan(1e-6);
  });
});

describe('many features', () => {
  const X = congruential(40, 1200);
  const y = X.map((row) => row[0]! - 2 * row[7]! + row[1100]!);

  it('come to the same optimum without the products of all features', () => {
    const data = trainingData(X, y, 0);
    const few = { ...data, X: joinColumns(40, [data.X]) };
    const params = { alpha: 3, tol: 1e-12 };
    const dense = fitWithCheckpoints({ estimator: linearRegression, data, params });
    const sparse = fitWithCheckpoints({ estimator: linearRegression, data: few, params });
    expect(dense.figures.get('converged')).toBe(1);
    expect(largestDifference(dense.model.predict(data.X), sparse.model.predict(data.X))).toBeLessThan(1e-9);
  });

  it('fit exactly when there are more of them than rows and no penalty, and say so', () => {
    const data = trainingData(X, y, 0);
    const { model } = fitWithCheckpoints({ estimator: linearRegression, data, params: { penalty: 'none' } });
    expect(largestDifference(model.predict(data.X), y)).toBeLessThan(1e-6);
  });

  it('are all zero when the lasso is strong enough', () => {
    const { model } = fitWithCheckpoints({
      estimator: linearRegression,
      data: trainingData(X, y, 0),
      params: { penalty: 'l1', alpha: 1e6 },
    });
    expect(model.importance()!.every((value) => value === 0)).toBe(true);
  });
});

/** nRows × nColumns numbers from 0 to 1 that follow no line. */
function congruential(nRows: number, nColumns: number): number[][] {
  let state = 7;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: nRows }, () => Array.from({ length: nColumns }, next));
}

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
