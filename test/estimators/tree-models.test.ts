import { describe, expect, it } from 'vitest';
import type { FittedModel, OwnEstimator, TrainingData } from '../../shared/estimators/estimator.ts';
import { createMatrix, rowView, selectMatrixRows } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import { permutation } from '../../shared/random/sampling.ts';
import { makeParts, type Target } from './congruential-data.ts';
import { fitNow, stateDigest, treeEstimators } from './tree-fitting.ts';

const targets: readonly Target[] = ['binary', 'three', 'number'];
const small: Record<string, Record<string, unknown>> = {
  'random-forest': { n_estimators: 15 },
  'extra-trees': { n_estimators: 15, max_depth: 6 },
  'decision-tree': {},
  'gradient-boosting': { max_iter: 15 },
};

/** Those that draw rows or features. */
const draws = ['random-forest', 'extra-trees'];

const cases = treeEstimators.flatMap((estimator) =>
  targets.map((target) => ({ estimator, target, name: `${estimator.name} on ${target}` })),
);

const fitSmall = (estimator: OwnEstimator, data: TrainingData, seed = 42): FittedModel =>
  fitNow(estimator, data, small[estimator.name], seed);

describe.each(cases)('$name', ({ estimator, target }) => {
  const { train, test } = makeParts(target, 7, 600, 301);
  const model = fitSmall(estimator, train);
  const predicted = model.predict(test.X);
  const width = model.nOutputs;

  it('gives one number, or probabilities that sum to 1', () => {
    expect(width).toBe({ binary: 2, three: 3, number: 1 }[target]);
    expect(predicted.length).toBe(test.X.nRows * width);
    if (target === 'number') return;
    for (let row = 0; row < test.X.nRows; row++) {
      const p = predicted.subarray(row * width, (row + 1) * width);
      expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...p)).toBeGreaterThanOrEqual(0);
    }
  });

  it('permuted rows give permuted predictions, and a row alone the same bits', () => {
    const order = permutation(test.X.nRows, createRng(3));
    const shuffled = model.predict(selectMatrixRows(test.X, order));
    order.forEach((row, at) => {
      const expected = predicted.subarray(row * width, (row + 1) * width);
      expect(shuffled.subarray(at * width, (at + 1) * width)).toEqual(expected);
    });
    for (const row of [0, 1, 150, 300]) {
      const alone = model.predict(createMatrix(1, test.X.nColumns, rowView(test.X, row).slice()));
      expect(alone).toEqual(predicted.slice(row * width, (row + 1) * width));
    }
  });

  it('the same seed gives the same bytes, another seed other ones where chance plays a part', () => {
    expect(stateDigest(fitSmall(estimator, train))).toBe(stateDigest(model));
    const other = stateDigest(fitSmall(estimator, train, 43));
    if (draws.includes(estimator.name)) expect(other).not.toBe(stateDigest(model));
    else expect(other).toBe(stateDigest(model));
  });

  it('a constant feature changes nothing', () => {
    const wider = fitSmall(estimator, { ...train, X: withConstant(train) });
    expect(wider.predict(withConstant(test))).toEqual(predicted);
    expect(wider.importance()?.at(-1)).toBe(0);
  });

  it('importance sums to 1 and puts the noise features last', () => {
    const importance = model.importance()!;
    expect(importance.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...importance)).toBeGreaterThanOrEqual(0);
    expect(importance[0]).toBeGreaterThan(importance[6]!);
    expect(importance[0]).toBeGreaterThan(importance[7]!);
  });

  it('is the same model after its state was stored and restored', () => {
    const restored = estimator.restore(structuredClone(model.state()));
    expect(restored.predict(test.X)).toEqual(predicted);
    expect(stateDigest(restored)).toBe(stateDigest(model));
    expect(restored.importance()).toEqual(model.importance());
    expect([restored.nFeatures, restored.nOutputs]).toEqual([model.nFeatures, model.nOutputs]);
  });

  it('fits a constant target, and data whose features are all constant', () => {
    const constant = fitSmall(estimator, { ...train, y: train.y.map(() => 1) });
    const sure = constant.predict(test.X);
    expect(sure[Math.min(1, width - 1)]).toBeCloseTo(1, 6);
    const blank = fitSmall(estimator, { ...train, X: createMatrix(train.X.nRows, train.X.nColumns) });
    const out = blank.predict(test.X);
    expect(out.subarray(0, width)).toEqual(out.subarray(width, 2 * width));
    expect(out.every((value) => Number.isFinite(value))).toBe(true);
    expect([...blank.importance()!]).toEqual([...blank.importance()!].fill(0));
  });
});

function withConstant(data: TrainingData): TrainingData['X'] {
  const { nRows, nColumns } = data.X;
  const wider = createMatrix(nRows, nColumns + 1);
  for (let row = 0; row < nRows; row++) {
    wider.values.set(rowView(data.X, row), row * (nColumns + 1));
    wider.values[row * (nColumns + 1) + nColumns] = 4;
  }
  return wider;
}

function doubled(data: TrainingData): TrainingData {
  const twice = Int32Array.from({ length: 2 * data.X.nRows }, (_, i) => i >> 1);
  return {
    ...data,
    X: selectMatrixRows(data.X, twice),
    y: Float64Array.from(twice, (row) => data.y[row]!),
  };
}

describe('weights', () => {
  const tree = treeEstimators[1]!;
  const boosting = treeEstimators[2]!;

  it.each(targets)('a row of weight 2 is two equal rows, for a single tree on %s', (target) => {
    const { train, test } = makeParts(target, 5, 400, 100);
    const weighted = fitNow(tree, { ...train, weights: new Float64Array(400).fill(2) });
    const repeated = fitNow(tree, doubled(train));
    expectClose(weighted.predict(test.X), repeated.predict(test.X));
  });

  it.each(targets)('and for boosting, whose leaves may hold any number of rows, on %s', (target) => {
    const { train, test } = makeParts(target, 5, 400, 100);
    const params = { min_samples_leaf: 1, max_iter: 5, max_leaf_nodes: 8 };
    const weighted = fitNow(boosting, { ...train, weights: new Float64Array(400).fill(2) }, params);
    const repeated = fitNow(boosting, doubled(train), params);
    expectClose(weighted.predict(test.X), repeated.predict(test.X), 1e-3);
  });

  it.each(treeEstimators)('$name looks harder at rows that weigh more', (estimator) => {
    const { train, test } = makeParts('binary', 5, 400, 100);
    const weights = train.y.map((y) => (y === 1 ? 9.5 : 0.5));
    const share = (model: FittedModel): number =>
      model.predict(test.X).reduce((sum, p, i) => sum + (i & 1) * p, 0);
    expect(share(fitSmall(estimator, { ...train, weights }))).toBeGreaterThan(
      1.2 * share(fitSmall(estimator, train)),
    );
  });

  it('"balanced" lifts the rare class', () => {
    const { train, test } = makeParts('binary', 5, 400, 100);
    const rare = { ...train, y: train.y.map((y, row) => (row % 4 === 0 ? y : 0)) };
    const share = (params: Record<string, unknown>): number =>
      fitNow(treeEstimators[0]!, rare, { n_estimators: 10, ...params })
        .predict(test.X)
        .reduce((sum, p, i) => sum + (i & 1) * p, 0);
    expect(share({ class_weight: 'balanced' })).toBeGreaterThan(1.3 * share({}));
  });
});

function expectClose(a: Float64Array, b: Float64Array, tolerance = 1e-9): void {
  const distances = a.map((value, i) => Math.abs(value - b[i]!));
  expect(Math.max(...distances)).toBeLessThan(tolerance);
}

describe('what params promise', () => {
  const { train, test } = makeParts('number', 2, 500, 200);

  const boosted = (params: Record<string, unknown>): FittedModel => fitNow(treeEstimators[2]!, train, params);
  const largestTree = (params: Record<string, unknown>): number =>
    Math.max(...(boosted({ max_iter: 3, ...params }).state().tensors[0]!.data as Int32Array));
  const error = (params: Record<string, unknown>): number => {
    const out = boosted(params).predict(test.X);
    return out.reduce((sum, value, row) => sum + (value - test.y[row]!) ** 2, 0) / test.y.length;
  };

  it('max_depth 1 asks one question, so a tree gives two values', () => {
    const stump = fitNow(treeEstimators[1]!, train, { max_depth: 1 });
    expect(new Set(stump.predict(test.X)).size).toBe(2);
  });

  it('min_samples_leaf keeps leaves large', () => {
    const params = { max_depth: null, min_samples_leaf: 100 };
    const leaves = new Set(fitNow(treeEstimators[1]!, train, params).predict(train.X));
    expect(leaves.size).toBeLessThanOrEqual(5);
    expect(leaves.size).toBeGreaterThan(1);
  });

  it('an unlimited tree learns its rows by heart, since every value keeps a bin', () => {
    const few = makeParts('number', 2, 200, 1).train;
    const tree = fitNow(treeEstimators[1]!, few, { max_depth: null, min_samples_leaf: 1 });
    expectClose(tree.predict(few.X), few.y, 1e-12);
  });

  it('an exclusive or is learned, though no first question helps', () => {
    const values = Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1);
    for (const nClasses of [0, 2]) {
      const y = Float64Array.of(0, 1, 1, 0);
      const X = createMatrix(4, 2, values);
      const data = { X, y, weights: null, nClasses, featureNames: ['a', 'b'] };
      const out = fitNow(treeEstimators[1]!, data, { min_samples_leaf: 1 }).predict(X);
      expect([...out]).toEqual(nClasses === 0 ? [0, 1, 1, 0] : [1, 0, 0, 1, 0, 1, 1, 0]);
    }
  });

  it('max_leaf_nodes and max_depth bound a boosted tree', () => {
    expect(largestTree({ max_leaf_nodes: 5 })).toBe(9);
    expect(largestTree({ max_depth: 2 })).toBe(7);
    expect(largestTree({ min_samples_leaf: 200 })).toBeLessThanOrEqual(3);
  });

  it('subsample draws other rows each round, and still fits', () => {
    expect(error({ subsample: 0.5 })).not.toBe(error({}));
    expect(error({ subsample: 0.5 })).toBeLessThan(1.2 * error({}));
  });
});
