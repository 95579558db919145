import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelState, TrainingData } from '../../shared/estimators/estimator.ts';
import { distanceBetween } from '../../shared/estimators/nearest-neighbors/distance.ts';
import { nearestNeighbors as estimator } from '../../shared/estimators/nearest-neighbors/estimator.ts';
import { nearest } from '../../shared/estimators/nearest-neighbors/nearest.ts';
import { buildTree, searchAll, searchTree } from '../../shared/estimators/nearest-neighbors/row-tree.ts';
import { joinColumns } from '../../shared/numeric/csr.ts';
import { createMatrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import reference from '../references/neighbors.json' with { type: 'json' };
import { fitWithCheckpoints } from './resuming.ts';
import { largestDifference, trainingData } from './training-data.ts';

const fit = (data: Parameters<typeof fitWithCheckpoints>[0]['data'], params = {}) =>
  fitWithCheckpoints({ estimator, data, params }).model;

const sparse = (data: TrainingData) => ({ ...data, X: joinColumns(data.X.nRows, [data.X]) });
const layouts = [
  ['dense', (data: TrainingData) => data],
  ['sparse', sparse],
] as const;

describe.each(layouts)('nearest neighbors on %s rows, against scikit-learn', (_, layout) => {
  const queries = layout(trainingData(reference.queries, [], 0)).X;

  it.each(reference.answers)('$params', ({ params, probabilities, predictions }) => {
    const classes = fit(layout(trainingData(reference.X, reference.labels, 3)), params);
    const numbers = fit(layout(trainingData(reference.X, reference.target, 0)), params);
    // At distance 0 by the cosine, rounding decides what is exactly 0.
    const exact = params.metric === 'cosine' && params.weights === 'distance' ? 15 : 16;
    const first = <T>(values: ArrayLike<T>, width: number) => Array.from(values).slice(0, exact * width);
    expect(
      largestDifference(first(classes.predict(queries), 3), first(probabilities.flat(), 3)),
    ).toBeLessThan(1e-6);
    expect(largestDifference(first(numbers.predict(queries), 1), first(predictions, 1))).toBeLessThan(1e-6);
  });
});

const rows = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }), {
  minLength: 3,
  maxLength: 30,
});
const settings = fc.record({
  n_neighbors: fc.integer({ min: 1, max: 8 }),
  weights: fc.constantFrom('uniform', 'distance'),
  metric: fc.constantFrom('minkowski', 'cosine'),
  p: fc.constantFrom(1, 2),
});
const labelsOf = (X: readonly number[][]): number[] => X.map((row, at) => Math.abs(row[0]! + at) % 3);

describe('nearest neighbors', () => {
  it('give the same bits for both layouts, with probabilities that sum to 1', () => {
    fc.assert(
      fc.property(rows, settings, (X, params) => {
        const data = trainingData(X, labelsOf(X), 3);
        const output = fit(data, params).predict(data.X);
        expect(fit(sparse(data), params).predict(sparse(data).X)).toEqual(output);
        for (let row = 0; row < X.length; row += 1) {
          const sum = output.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b, 0);
          expect(sum).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('take a weight of 2 as the row standing there twice', () => {
    fc.assert(
      fc.property(rows, settings, (X, params) => {
        const y = labelsOf(X);
        const weights = X.map((_, row) => 1 + (row % 2));
        const twice = X.flatMap((row, at) => Array.from({ length: weights[at]! }, () => row));
        const yTwice = y.flatMap((own, at) => Array.from({ length: weights[at]! }, () => own));
        const queries = createMatrix(X.length, 3, Float64Array.from(X.flat()));
        const a = fit(trainingData(X, y, 3, weights), params).predict(queries);
        const b = fit(trainingData(twice, yTwice, 3), params).predict(queries);
        expect(largestDifference(a, b)).toBeLessThan(1e-12);
      }),
    );
  });

  it('find by the tree exactly what looking at every row finds, ties by the earlier row', () => {
    const rng = createRng(3);
    for (const nFeatures of [1, 2, 5]) {
      // Few distinct values: most distances are ties.
      const draw = (n: number) =>
        createMatrix(
          n,
          nFeatures,
          new Float64Array(n * nFeatures).map(() => rng.integer(6) / 7),
        );
      const [X, queries] = [draw(1500), draw(60)];
      for (const metric of ['euclidean', 'manhattan'] as const) {
        const distance = distanceBetween(queries, X, metric);
        const all = searchAll(X.nRows, distance);
        const tree = searchTree(buildTree(X), queries, distance, metric === 'euclidean');
        const look = (search: typeof all, query: number) => {
          const found = nearest(9, null);
          const seen: [number, number][] = [];
          search(query, found);
          found.take((row, length) => void seen.push([row, length]));
          return seen;
        };
        for (let query = 0; query < queries.nRows; query += 1)
          expect(look(tree, query)).toEqual(look(all, query));
      }
    }
  });

  it('are asked all when there are fewer rows than neighbors', () => {
    const data = trainingData([[0], [1], [5]], [1, 2, 6], 0);
    expect([...fit(data, { n_neighbors: 50 }).predict(data.X)]).toEqual([3, 3, 3]);
  });

  it.each(layouts)('go on from a model as if all %s rows had been there', (_, layout) => {
    const part = (from: number, to: number) =>
      layout(trainingData(reference.X.slice(from, to), reference.labels.slice(from, to), 3));
    const previous = fit(part(0, 30));
    const on = fitWithCheckpoints({ estimator, data: part(30, 80), previous }).model;
    expect(on.state()).toEqual(fit(part(0, 80)).state());
  });

  it.each(layouts)('are the same from their stored state, %s', (_, layout) => {
    const model = fit(layout(trainingData(reference.X, reference.labels, 3)));
    const restored = estimator.restore(structuredClone(model.state()));
    expect(restored.state()).toEqual(model.state());
    const queries = layout(trainingData(reference.queries, [], 0)).X;
    expect(restored.predict(queries)).toEqual(model.predict(queries));
  });

  const array = (state: ModelState, name: string): Float64Array =>
    state.tensors.find((tensor) => tensor.name === name)!.data as Float64Array;

  it.each([
    ['a class that is none', (state: ModelState) => void (array(state, 'y')[3] = 7)],
    ['a metric that is none', (state: ModelState) => void (state.config['metric'] = 'hamming')],
    ['rows that end before they start', (state: ModelState) => void (array(state, 'starts')[5] = 0)],
    ['a column out of range', (state: ModelState) => void (array(state, 'columns')[0] = 9)],
    ['a claim of 2^30 rows', (state: ModelState) => void (state.config['nRows'] = 2 ** 30)],
    ['a value that is not finite', (state: ModelState) => void (array(state, 'values')[0] = NaN)],
  ])('[SEC5] refuses a package with %s', (_, spoil) => {
    const state = structuredClone(fit(sparse(trainingData(reference.X, reference.labels, 3))).state());
    spoil(state);
    expect(() => estimator.restore(state)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
