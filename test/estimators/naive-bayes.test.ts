import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelState, OwnEstimator, TrainingData } from '../../shared/estimators/estimator.ts';
import { logisticRegression } from '../../shared/estimators/logistic-regression/estimator.ts';
import { complementBayes } from '../../shared/estimators/naive-bayes/complement.ts';
import { multinomialBayes } from '../../shared/estimators/naive-bayes/multinomial.ts';
import { joinColumns, type FeatureMatrix } from '../../shared/numeric/csr.ts';
import reference from '../references/text.json' with { type: 'json' };
import { fitWithCheckpoints } from './resuming.ts';
import { fitOwn, largestDifference, trainingData } from './training-data.ts';

/** The same data without its zeros. */
function asSparse(data: TrainingData): TrainingData<FeatureMatrix> {
  return { ...data, X: joinColumns(data.X.nRows, [data.X]) };
}

const fitAny = (estimator: OwnEstimator, data: TrainingData<FeatureMatrix>, params: object = {}) =>
  fitOwn(estimator, data as TrainingData, { ...params });

const layouts = [
  ['dense', (data: TrainingData): TrainingData<FeatureMatrix> => data],
  ['sparse', asSparse],
] as const;

describe.each(layouts)('on %s TF-IDF, against scikit-learn', (_, layout) => {
  const dataOf = (weighted: boolean) =>
    layout(trainingData(reference.X, reference.labels, 3, weighted ? reference.weights : null));

  it.each(reference.multinomial)('multinomial naive Bayes, $params weighted: $weighted', (entry) => {
    const data = dataOf(entry.weighted);
    const output = fitAny(multinomialBayes, data, entry.params).predict(data.X);
    expect(largestDifference(output, entry.probabilities.flat())).toBeLessThan(1e-9);
  });

  it.each(reference.complement)('complement naive Bayes, $params weighted: $weighted', (entry) => {
    const data = dataOf(entry.weighted);
    const output = fitAny(complementBayes, data, entry.params).predict(data.X);
    expect(largestDifference(output, entry.probabilities.flat())).toBeLessThan(1e-9);
  });

  it.each(reference.logistic)('logistic regression, C = $params.C', (entry) => {
    const data = dataOf(false);
    const params = { C: entry.params.C, tol: 1e-10, max_iter: 5000 };
    const output = fitAny(logisticRegression, data, params).predict(data.X);
    expect(largestDifference(output, entry.probabilities.flat())).toBeLessThan(1e-6);
  });
});

const counts = fc.array(fc.array(fc.constantFrom(0, 0, 1, 3), { minLength: 4, maxLength: 4 }), {
  minLength: 3,
  maxLength: 12,
});

describe.each([multinomialBayes, complementBayes])('$name', (estimator) => {
  it('gives probabilities that sum to 1, and the same bits for both layouts', () => {
    fc.assert(
      fc.property(counts, (X) => {
        const data = trainingData(
          X,
          X.map((_, row) => row % 3),
          3,
        );
        const output = fitAny(estimator, data).predict(data.X);
        for (let row = 0; row < X.length; row += 1) {
          const p = output.subarray(3 * row, 3 * row + 3);
          expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        }
        const sparse = asSparse(data);
        expect(fitAny(estimator, sparse).predict(sparse.X)).toEqual(output);
      }),
      { numRuns: 50 },
    );
  });

  it('takes a weight of 2 as the row twice', () => {
    const X = reference.X;
    const y = reference.labels;
    const twice = trainingData([...X, X[0]!], [...y, y[0]!], 3);
    const weighted = trainingData(
      X,
      y,
      3,
      X.map((_, row) => (row === 0 ? 2 : 1)),
    );
    const [a, b] = [fitAny(estimator, twice), fitAny(estimator, weighted)];
    expect(largestDifference(a.predict(twice.X), b.predict(twice.X))).toBeLessThan(1e-12);
  });

  it('is the same from its stored state', () => {
    const data = trainingData(reference.X, reference.labels, 3);
    const model = fitAny(estimator, data);
    const restored = estimator.restore(model.state());
    expect(restored.predict(data.X)).toEqual(model.predict(data.X));
    expect(restored.state()).toEqual(model.state());
  });

  it('stays finite with a class that has no training row', () => {
    const data = trainingData([[1], [2]], [0, 1], 3);
    const model = fitAny(estimator, data);
    expect(model.predict(data.X).every(Number.isFinite)).toBe(true);
    expect(model.state().tensors.every(({ data: values }) => [...values].every(Number.isFinite))).toBe(true);
  });

  it('refuses negative values, naming the feature', () => {
    const data = trainingData(
      [
        [1, 2],
        [1, -2],
      ],
      [0, 1],
      2,
    );
    expect(() => fitAny(estimator, data)).toThrow(/"f1" is negative \(-2\)/);
  });
});

describe.each([multinomialBayes, complementBayes])('going on with $name', (estimator) => {
  const data = asSparse(trainingData(reference.X, reference.labels, 3, reference.weights));
  const rows = (from: number, to: number, nClasses = 3) =>
    asSparse(
      trainingData(
        reference.X.slice(from, to),
        reference.labels.slice(from, to),
        nClasses,
        reference.weights.slice(from, to),
      ),
    );

  it('has the bytes of all rows at once, wherever they are cut, also from its stored state', () => {
    const whole = fitAny(estimator, data).state();
    for (const cut of [1, 7, Math.floor(reference.X.length / 2), reference.X.length - 1]) {
      const stored = structuredClone(fitAny(estimator, rows(0, cut)).state());
      const previous = estimator.restore(stored);
      const on = fitWithCheckpoints({ estimator, data: rows(cut, reference.X.length), previous }).model;
      expect(on.state()).toEqual(whole);
      expect(estimator.restore(stored).state()).toEqual(previous.state());
    }
  });

  it('takes classes that the model did not know, behind its own', () => {
    const known = [...reference.labels.keys()].filter((row) => reference.labels[row]! < 2);
    const others = [...reference.labels.keys()].filter((row) => reference.labels[row]! === 2);
    const some = (chosen: number[], nClasses: number) =>
      asSparse(
        trainingData(
          chosen.map((row) => reference.X[row]!),
          chosen.map((row) => reference.labels[row]!),
          nClasses,
        ),
      );
    const previous = fitAny(estimator, some(known, 2));
    const on = fitWithCheckpoints({ estimator, data: some(others, 3), previous }).model;
    expect(on.state()).toEqual(fitAny(estimator, some([...known, ...others], 3)).state());
  });

  it('says so when a model of before has no counts, and still opens it', () => {
    const model = fitAny(estimator, data);
    const old = {
      config: { nClasses: 3, nFeatures: data.X.nColumns },
      tensors: [
        { name: 'feature_weights', shape: [3, data.X.nColumns], data: new Float64Array(3 * data.X.nColumns) },
        { name: 'class_weights', shape: [3], data: new Float64Array(3) },
        { name: 'importance', shape: [data.X.nColumns], data: model.importance()! },
      ],
    };
    const previous = estimator.restore(old);
    expect(previous.state()).toEqual(old);
    expect(() => fitWithCheckpoints({ estimator, data, previous })).toThrow(
      expect.objectContaining({ code: 'cannot-continue' }),
    );
  });

  it('[SEC5] refuses counts below zero, and a smoothing out of its limits', () => {
    const spoilt = [
      (state: ModelState) => void ((state.tensors[0]!.data as Float64Array)[2] = -1),
      (state: ModelState) => void (state.config['alpha'] = 0),
      (state: ModelState) => void (state.config['form'] = 'gaussian'),
    ];
    for (const spoil of spoilt) {
      const state = structuredClone(fitAny(estimator, data).state());
      spoil(state);
      expect(() => estimator.restore(state)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    }
  });
});
