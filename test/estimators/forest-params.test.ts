import { describe, expect, it } from 'vitest';
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import type { FittedModel, OwnEstimator, TrainingData } from '../../shared/estimators/estimator.ts';
import { extraTrees } from '../../shared/estimators/extra-trees/estimator.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { selectMatrixRows } from '../../shared/numeric/matrix.ts';
import { makeParts, type Target } from './congruential-data.ts';
import { fitNow, fitWatched, stateDigest } from './tree-fitting.ts';

const targets: readonly Target[] = ['binary', 'three', 'number'];
const forests: readonly OwnEstimator[] = [randomForest, extraTrees];
const sizes = (model: FittedModel): number[] => [...model.state().tensors[0]!.data];

describe.each(targets)('on %s', (target) => {
  const { train, test } = makeParts(target, 5, 600, 200);

  it('max_leaf_nodes bounds the leaves, and the first splits are those that gain most', () => {
    const leaves = (params: Record<string, unknown>): number =>
      (sizes(fitNow(decisionTree, train, params))[0]! + 1) / 2;
    expect(leaves({ max_leaf_nodes: 6, max_depth: null })).toBe(6);
    const error = (params: Record<string, unknown>): number =>
      trainingError(fitNow(decisionTree, train, params), train);
    const errors = [2, 4, 8, 16].map((max_leaf_nodes) => error({ max_leaf_nodes }));
    errors.slice(1).forEach((later, at) => expect(later).toBeLessThan(errors[at]!));
    // Eight leaves where they pay, or in three full levels.
    expect(errors[2]).toBeLessThanOrEqual(error({ max_depth: 3 }) + 1e-12);
  });

  it('a limit that is never reached changes nothing, though the best is split first', () => {
    const free = stateDigest(fitNow(decisionTree, train));
    expect(stateDigest(fitNow(decisionTree, train, { max_leaf_nodes: 10_000 }))).toBe(free);
  });

  it('min_impurity_decrease leaves out what gains little, and everything in the end', () => {
    const nodes = [0, 1e-4, 1e-2, 10].map(
      (min_impurity_decrease) => sizes(fitNow(decisionTree, train, { min_impurity_decrease }))[0]!,
    );
    expect(nodes.toSorted((a, b) => b - a)).toEqual(nodes);
    expect(nodes[2]).toBeLessThan(nodes[0]!);
    expect(nodes[3]).toBe(1);
  });

  it.each(forests)('$name takes max_features as a count or a share', (estimator) => {
    const digest = (params: Record<string, unknown>): string =>
      stateDigest(fitNow(estimator, train, { n_estimators: 4, ...params }));
    expect(digest({ max_features_number: 4 })).toBe(digest({ max_features: 'half' }));
    expect(digest({ max_features_number: 0.5 })).toBe(digest({ max_features: 'half' }));
    expect(digest({ max_features_number: 1000 })).toBe(digest({ max_features: 'all' }));
    expect(digest({ max_features_number: 1 })).not.toBe(digest({ max_features: 'half' }));
  });

  it.each(forests)('$name judges itself out of bag as unseen rows do', (estimator) => {
    const params = { n_estimators: 60, bootstrap: true, oob_score: true };
    const { model, metrics } = fitWatched(estimator, train, params);
    expect(metrics).toEqual([{ key: 'oob_score', value: expect.any(Number) as number, step: 60 }]);
    expect(Math.abs(metrics[0]!.value - score(model, test))).toBeLessThan(0.08);
    expect(metrics[0]!.value).toBeLessThan(score(model, train));
    expect(stateDigest(model)).toBe(stateDigest(fitNow(estimator, train, { ...params, oob_score: false })));
  });

  it.each(forests)('$name without bootstrap has no rows to judge by, and says so', (estimator) => {
    const params = { n_estimators: 4, bootstrap: false, oob_score: true };
    expect(() => fitNow(estimator, train, params)).toThrow(/bootstrap/);
  });

  it.each([extraTrees, decisionTree])('$name: weight 2 is the row twice', (estimator) => {
    const params = estimator === extraTrees ? { n_estimators: 5 } : {};
    const rows = [...train.y.keys()].flatMap((row) => (row % 2 === 0 ? [row] : [row, row]));
    const twice = {
      ...train,
      X: selectMatrixRows(train.X, rows),
      y: Float64Array.from(rows, (row) => train.y[row]!),
    };
    // Distinct values keep a bin each, or the edges would follow the repeated rows.
    const coarse = (data: TrainingData): TrainingData => ({
      ...data,
      X: { ...data.X, values: data.X.values.map((value) => Math.floor(value * 100)) },
    });
    const a = fitNow(
      estimator,
      coarse({ ...train, weights: train.y.map((_, row) => 1 + (row % 2)) }),
      params,
    );
    const b = fitNow(estimator, coarse(twice), params);
    const [pa, pb] = [a.predict(coarse(test).X), b.predict(coarse(test).X)];
    pa.forEach((value, at) => expect(Math.abs(value - pb[at]!)).toBeLessThan(1e-9));
  });
});

it.each([...forests, decisionTree])('$name: renamed classes rename the predictions', (estimator) => {
  const { train, test } = makeParts('three', 5, 600, 200);
  const renamed = { ...train, y: train.y.map((c) => (c + 1) % 3) };
  const params = estimator === decisionTree ? {} : { n_estimators: 9 };
  const [before, after] = [train, renamed].map((data) => fitNow(estimator, data, params).predict(test.X));
  for (let row = 0; row < test.X.nRows; row++)
    for (let c = 0; c < 3; c++) expect(after![3 * row + ((c + 1) % 3)]).toBe(before![3 * row + c]);
});

it('a forest without bootstrap and with all features is one tree, many times', () => {
  const { train, test } = makeParts('number', 5, 300, 50);
  const params = { max_depth: 6, min_samples_leaf: 5 };
  const forest = fitNow(randomForest, train, {
    ...params,
    n_estimators: 3,
    bootstrap: false,
    max_features: 'all',
  });
  const tree = fitNow(decisionTree, train, params).predict(test.X);
  forest.predict(test.X).forEach((value, at) => expect(value).toBeCloseTo(tree[at]!, 12));
});

function trainingError(model: FittedModel, data: TrainingData): number {
  return 1 - score(model, data);
}

/** Accuracy, or R². */
function score(model: FittedModel, { X, y, nClasses }: TrainingData): number {
  const out = model.predict(X);
  if (nClasses === 0) {
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    const of = (other: (row: number) => number): number =>
      y.reduce((sum, value, row) => sum + (value - other(row)) ** 2, 0);
    return 1 - of((row) => out[row]!) / of(() => mean);
  }
  const right = y.reduce((sum, value, row) => {
    const p = out.subarray(row * nClasses, (row + 1) * nClasses);
    return sum + +(p.indexOf(Math.max(...p)) === value);
  }, 0);
  return right / y.length;
}
