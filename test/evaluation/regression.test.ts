import { expect, it } from 'vitest';
import { evaluateRegression } from '../../shared/evaluation/regression.ts';
import figures from '../references/evaluation.json';

it.each(figures.regression)('agrees with scikit-learn: $name', ({ y, predicted, weights, rmse, mae, r2 }) => {
  const evaluation = evaluateRegression({
    y: Float64Array.from(y),
    predicted: Float64Array.from(predicted),
    ...(weights === null ? {} : { weights: Float64Array.from(weights) }),
  });
  expect(evaluation.rmse).toBeCloseTo(rmse, 9);
  expect(evaluation.mae).toBeCloseTo(mae, 9);
  expect(evaluation.r2).toBeCloseTo(r2, 9);
  const { edges, counts } = evaluation.residuals;
  expect(edges).toHaveLength(counts.length + 1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(y.length);
});

it('no rows, and a prediction that is no number, are errors that say so', () => {
  const none = new Float64Array(0);
  expect(() => evaluateRegression({ y: none, predicted: none })).toThrow(/no row/);
  const strange = { y: Float64Array.of(1, 2), predicted: Float64Array.of(1, Infinity) };
  expect(() => evaluateRegression(strange)).toThrow(/row 1 with Infinity/);
});
