import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../shared/estimators/estimator.ts';
import { logisticRegression } from '../../shared/estimators/logistic-regression/estimator.ts';
import reference from '../references/linear-models.json' with { type: 'json' };
import { fitOwn, largestDifference, trainingData } from './training-data.ts';

const precise = { tol: 1e-10, max_iter: 5000 };

const tensor = (state: ModelState, name: string): ArrayLike<number> =>
  state.tensors.find((entry) => entry.name === name)!.data;

describe('logistic regression against scikit-learn', () => {
  it.each(reference.logistic)('$y $params weighted: $weighted', (entry) => {
    const y = entry.y === 'binary' ? reference.binary : reference.ternary;
    const nClasses = entry.y === 'binary' ? 2 : 3;
    const weights = 'weighted' in entry ? reference.weights : null;
    const data = trainingData(reference.X, y, nClasses, weights);
    const model = fitOwn(logisticRegression, data, { ...entry.params, ...precise });
    const state = model.state();
    expect(largestDifference(tensor(state, 'coefficients'), entry.coefficients.flat())).toBeLessThan(1e-6);
    expect(largestDifference(tensor(state, 'intercepts'), entry.intercepts)).toBeLessThan(1e-6);
    expect(largestDifference(model.predict(data.X), entry.probabilities.flat())).toBeLessThan(1e-6);
  });
});

/** Few rows of few values, with both or all three classes among them. */
const problems = fc.integer({ min: 2, max: 3 }).chain((nClasses) =>
  fc.record({
    nClasses: fc.constant(nClasses),
    rows: fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -4, max: 4 })), {
      minLength: 6,
      maxLength: 25,
    }),
    shift: fc.integer({ min: 0, max: 100 }),
  }),
);
const problemData = ({
  rows,
  nClasses,
  shift,
}: {
  rows: [number, number][];
  nClasses: number;
  shift: number;
}) => ({
  X: rows.map(([a, b]) => [a / 10, b]),
  y: rows.map(([a, b], row) => Math.abs(row < nClasses ? row : a + 3 * b + shift) % nClasses),
});

describe('logistic regression', () => {
  it('gives probabilities that sum to 1', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { X, y } = problemData(problem);
        const data = trainingData(X, y, problem.nClasses);
        const output = fitOwn(logisticRegression, data).predict(data.X);
        for (let row = 0; row < X.length; row += 1) {
          const p = output.subarray(row * problem.nClasses, (row + 1) * problem.nClasses);
          expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
          expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not care about the order of the rows', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { X, y } = problemData(problem);
        const data = trainingData(X, y, problem.nClasses);
        const turned = trainingData(X.toReversed(), y.toReversed(), problem.nClasses);
        const a = fitOwn(logisticRegression, data, precise).predict(data.X);
        const b = fitOwn(logisticRegression, turned, precise).predict(data.X);
        expect(largestDifference(a, b)).toBeLessThan(1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it('takes a weight of 2 as the row standing there twice', () => {
    fc.assert(
      fc.property(problems, fc.constantFrom('none', 'balanced'), (problem, class_weight) => {
        const { X, y } = problemData(problem);
        const doubled = X.map((_, row) => (row % 2 === 0 ? 2 : 1));
        const twice = X.flatMap((x, row) => Array.from({ length: doubled[row]! }, () => x));
        const yTwice = y.flatMap((own, row) => Array.from({ length: doubled[row]! }, () => own));
        const params = { ...precise, class_weight };
        const weighted = trainingData(X, y, problem.nClasses, doubled);
        const a = fitOwn(logisticRegression, weighted, params).predict(weighted.X);
        const repeated = trainingData(twice, yTwice, problem.nClasses);
        const b = fitOwn(logisticRegression, repeated, params).predict(weighted.X);
        expect(largestDifference(a, b)).toBeLessThan(1e-6);
      }),
      { numRuns: 30 },
    );
  });

  const data = trainingData(reference.X, reference.ternary, 3);

  it('has the same bytes each time, and again after restore', () => {
    const model = fitOwn(logisticRegression, data);
    const restored = logisticRegression.restore(structuredClone(model.state()));
    expect(fitOwn(logisticRegression, data).state()).toEqual(model.state());
    expect(restored.state()).toEqual(model.state());
    expect(restored.predict(data.X)).toEqual(model.predict(data.X));
  });

  it('ranks the features by their effect, which sums to 1', () => {
    const importance = fitOwn(logisticRegression, data).importance()!;
    expect(importance.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    // The reference data was drawn with effects 1.2, −0.8, 0.4 and 0.
    expect(importance[0]).toBeGreaterThan(importance[2]!);
    expect(importance[1]).toBeGreaterThan(importance[3]!);
  });

  it('reports a loss that falls with every iteration', () => {
    const losses: number[] = [];
    fitOwn(logisticRegression, data, {}, ({ metrics = [] }) =>
      losses.push(...metrics.filter(({ key }) => key === 'loss').map(({ value }) => value)),
    );
    expect(losses.length).toBeGreaterThan(3);
    expect(losses.every((loss, i) => i === 0 || loss <= losses[i - 1]! + 1e-12)).toBe(true);
  });

  it('finds the same bits whether zeros are stored or skipped', () => {
    const oneHot = reference.X.map((x, row) => [
      x[0]!,
      ...[0, 1, 2, 3, 4].map((k) => (row % 5 === k ? 1 : 0)),
    ]);
    const skipped = fitOwn(logisticRegression, trainingData(oneHot, reference.binary, 2));
    // Values too small to change any sum are no zeros, so the rows are taken as dense.
    const stored = oneHot.map((x) => x.map((value) => (value === 0 ? 1e-320 : value)));
    const dense = fitOwn(logisticRegression, trainingData(stored, reference.binary, 2));
    expect(skipped.state()).toEqual(dense.state());
  });

  it('converges within its default iterations on 2,000 × 45 features of unequal scale', () => {
    const X = Array.from({ length: 2000 }, (_, row) =>
      Array.from(
        { length: 45 },
        (__, j) => (((row * 7919 + j * 104729 + row * j * 31) % 1009) / 1009) * 10 ** (j % 5),
      ),
    );
    const y = X.map((x) => (x[0]! + x[1]! / 10 > 1 ? 1 : 0));
    let iterations = 0;
    fitOwn(logisticRegression, trainingData(X, y, 2), {}, (progress) => (iterations = progress.done));
    expect(iterations).toBeLessThan(300);
  });

  it.each([
    ['a NaN weight', (state: ModelState) => void ((state.tensors[0]!.data as Float64Array)[0] = NaN)],
    ['a claim of 10^9 features', (state: ModelState) => void (state.config['nFeatures'] = 1e9)],
    ['another shape', (state: ModelState) => void ((state.tensors[0]!.shape as number[])[0] = 2)],
    ['too few classes', (state: ModelState) => void (state.config['nClasses'] = 1)],
    ['a missing tensor', (state: ModelState) => void (state.tensors as unknown[]).pop()],
    [
      'an extra tensor',
      (state: ModelState) =>
        void (state.tensors as unknown[]).push({ name: 'x', shape: [0], data: new Float64Array() }),
    ],
  ])('[SEC5] refuses a package with %s', (_, spoil) => {
    const state = structuredClone(fitOwn(logisticRegression, data).state());
    spoil(state);
    expect(() => logisticRegression.restore(state)).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });
});
