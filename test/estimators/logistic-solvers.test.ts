import { describe, expect, it } from 'vitest';
import { logisticRegression } from '../../shared/estimators/logistic-regression/estimator.ts';
import { joinColumns } from '../../shared/numeric/csr.ts';
import reference from '../references/linear-models.json' with { type: 'json' };
import { drawDocuments } from '../bench/documents.ts';
import { fitWithCheckpoints } from './resuming.ts';
import { largestDifference, trainingData } from './training-data.ts';

const asSparse = <D extends ReturnType<typeof trainingData>>(data: D) => ({
  ...data,
  X: joinColumns(data.X.nRows, [data.X]),
});

/** Dual ascent takes no other penalty than L2. */
const onlyL2 = reference.penalized.filter(({ params }) => (params.penalty ?? 'l2') === 'l2');

describe.each([
  ['lbfgs', reference.penalized],
  ['saga', reference.penalized],
  ['sdca', onlyL2],
])('logistic regression by %s against scikit-learn', (solver, entries) => {
  it.each(entries)('on $rows: $y $params', (entry) => {
    const y = entry.y === 'binary' ? reference.binary : reference.ternary;
    const rows = entry.rows === 'scaled' ? reference.scaled : reference.words;
    const weights = 'weighted' in entry ? reference.weights : null;
    const data = trainingData(rows, y, entry.y === 'binary' ? 2 : 3, weights);
    const params = { ...entry.params, solver, tol: 1e-10, max_iter: 50_000 };
    const { model, figures } = fitWithCheckpoints({
      estimator: logisticRegression,
      data: solver === 'lbfgs' ? data : asSparse(data),
      params,
    });
    const [coefficients, intercepts] = model.state().tensors;
    expect(figures.get('converged')).toBe(1);
    expect(largestDifference(coefficients!.data, entry.coefficients.flat())).toBeLessThan(1e-6);
    expect(largestDifference(intercepts!.data, entry.intercepts)).toBeLessThan(1e-6);
    expect(largestDifference(model.predict(data.X), entry.probabilities.flat())).toBeLessThan(1e-6);
  });
});

describe('L1', () => {
  it.each(['lbfgs', 'saga'])(
    'sets coefficients to exactly zero where the reference does, by %s',
    (solver) => {
      const entry = reference.penalized[0]!;
      const { model } = fitWithCheckpoints({
        estimator: logisticRegression,
        data: trainingData(reference.scaled, reference.binary, 2),
        params: { ...entry.params, solver, tol: 1e-10, max_iter: 50_000 },
      });
      expect([...model.state().tensors[0]!.data].map((value) => value === 0)).toEqual(
        entry.coefficients[0]!.map((value) => value === 0),
      );
    },
  );
});

const documents = drawDocuments({ nRows: 400, nTerms: 90, nClasses: 5, length: 12, seed: 5 });
const text = {
  ...documents,
  weights: null,
  nClasses: 5,
  featureNames: Array.from({ length: 90 }, (_, j) => `t${j}`),
};
const twoClasses = { ...text, y: text.y.map((own) => +(own > 1)), nClasses: 2 };
const weighted = { ...text, weights: text.y.map((own, row) => (own + 1) * (1 + (row % 3))) };

const fits = [
  ['saga, l2', text, { solver: 'saga' }],
  ['saga, l1', text, { solver: 'saga', penalty: 'l1' }],
  ['saga, elastic net, no intercept', text, { solver: 'saga', penalty: 'elasticnet', fit_intercept: false }],
  ['saga, two classes', twoClasses, { solver: 'saga' }],
  ['sdca', text, { solver: 'sdca' }],
  ['sdca, weighted, no intercept', weighted, { solver: 'sdca', fit_intercept: false }],
  ['sdca, two classes', twoClasses, { solver: 'sdca', C: 4 }],
  ['lbfgs, l2', text, { solver: 'lbfgs' }],
  ['lbfgs, l1', text, { solver: 'lbfgs', penalty: 'l1' }],
] as const;

describe.each(fits)('%s', (_, data, params) => {
  const estimator = logisticRegression;

  it('has the same bytes by kernels and by TypeScript', () => {
    const { model } = fitWithCheckpoints({ estimator, data, params });
    expect(fitWithCheckpoints({ estimator, data, params, kernels: false }).model.state()).toEqual(
      model.state(),
    );
  });

  it('ends with the same bytes when it is taken up again at any checkpoint', () => {
    const whole = fitWithCheckpoints({ estimator, data, params });
    expect(whole.checkpoints.length).toBeGreaterThan(3);
    const some = [0, 1, Math.floor(whole.checkpoints.length / 2), whole.checkpoints.length - 1];
    for (const at of some) {
      const resume = whole.checkpoints[at]!;
      const again = fitWithCheckpoints({ estimator, data, params, resume, kernels: at % 2 === 0 });
      expect(again.model.state()).toEqual(whole.model.state());
      expect(again.checkpoints.length).toBe(whole.checkpoints.length - at - 1);
    }
  });
});

describe('the solvers', () => {
  it('agree on the optimum of texts, and auto takes sdca for them', () => {
    const estimator = logisticRegression;
    const fit = (solver: string) =>
      fitWithCheckpoints({ estimator, data: text, params: { solver, tol: 1e-9, max_iter: 5000 } }).model;
    const outputs = ['auto', 'sdca', 'saga', 'lbfgs'].map((solver) => fit(solver).predict(text.X));
    expect(outputs[0]).toEqual(outputs[1]);
    expect(largestDifference(outputs[1]!, outputs[2]!)).toBeLessThan(1e-7);
    expect(largestDifference(outputs[1]!, outputs[3]!)).toBeLessThan(1e-7);
  });

  it.each([
    ['L1', { penalty: 'l1' }],
    ['a very small penalty', { C: 1e4 }],
  ])('go by saga where there is %s, and sdca refuses what it cannot take', (_, params) => {
    const state = (solver: string) =>
      fitWithCheckpoints({
        estimator: logisticRegression,
        data: text,
        params: { ...params, solver, max_iter: 5 },
      }).model.state();
    expect(state('auto')).toEqual(state('saga'));
    if ('penalty' in params) expect(() => state('sdca')).toThrow('takes the penalty "l2" only');
  });

  it('say when they did not arrive', () => {
    for (const solver of ['saga', 'sdca', 'lbfgs']) {
      const { figures } = fitWithCheckpoints({
        estimator: logisticRegression,
        data: text,
        params: { solver, max_iter: 2 },
      });
      expect([figures.get('converged'), figures.get('n_iter')]).toEqual([0, 2]);
    }
  });

  it.each(['saga', 'sdca'])('survive rows of very unequal size and weight, by %s', (solver) => {
    const data = trainingData(
      reference.scaled.map((row, at) => row.map((value) => value * (at === 3 ? 1000 : 1))),
      reference.ternary,
      3,
      reference.weights,
    );
    const { model } = fitWithCheckpoints({
      estimator: logisticRegression,
      data,
      params: { solver, max_iter: 50 },
    });
    expect(model.predict(data.X).every(Number.isFinite)).toBe(true);
  });
});

describe('going on from a model', () => {
  const estimator = logisticRegression;
  const half = trainingData(reference.scaled.slice(0, 30), reference.ternary.slice(0, 30), 3);
  const all = trainingData(reference.scaled, reference.ternary, 3);

  it('comes to the optimum of all rows, sooner when it begins near it', () => {
    const params = { tol: 1e-9, max_iter: 5000 };
    const previous = fitWithCheckpoints({ estimator, data: half, params }).model;
    const fresh = fitWithCheckpoints({ estimator, data: all, params });
    const on = fitWithCheckpoints({ estimator, data: all, params, previous });
    expect(largestDifference(on.model.predict(all.X), fresh.model.predict(all.X))).toBeLessThan(1e-7);
    const again = fitWithCheckpoints({ estimator, data: all, params, previous: fresh.model });
    expect(again.figures.get('n_iter')).toBeLessThan(3);
  });

  it('takes classes that the model did not know, behind its own', () => {
    const binary = trainingData(reference.scaled, reference.binary, 2);
    const previous = fitWithCheckpoints({ estimator, data: binary }).model;
    for (const solver of ['lbfgs', 'saga', 'sdca']) {
      const params = { tol: 1e-9, max_iter: 50_000, solver };
      const on = fitWithCheckpoints({ estimator, data: all, params, previous }).model;
      const fresh = fitWithCheckpoints({ estimator, data: all, params }).model;
      expect(on.nOutputs).toBe(3);
      expect(largestDifference(on.predict(all.X), fresh.predict(all.X))).toBeLessThan(1e-6);
    }
  });
});
