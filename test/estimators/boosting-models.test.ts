import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { FittedModel, ModelState, Progress, TrainingData } from '../../shared/estimators/estimator.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { rowView, selectMatrixRows } from '../../shared/numeric/matrix.ts';
import type { Tensor } from '../../shared/numeric/tensor.ts';
import { createRng } from '../../shared/random/rng.ts';
import { permutation } from '../../shared/random/sampling.ts';
import { boostingData, N_LEVELS, type BoostingTarget } from './boosting-data.ts';
import { fitOwn } from './training-data.ts';
import { stateDigest } from './tree-fitting.ts';

const fit = (
  data: TrainingData,
  params: Record<string, unknown> = {},
  onProgress?: (progress: Progress) => void,
): FittedModel => fitOwn(gradientBoosting, data, { max_iter: 20, ...params }, onProgress);

const targets: readonly BoostingTarget[] = ['binary', 'three', 'number'];

function error(run: () => unknown): AppError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

/** Mean squared error, or log loss. */
function lossOf(model: FittedModel, { X, y, nClasses }: TrainingData): number {
  const out = model.predict(X);
  return (
    y.reduce(
      (sum, own, row) =>
        sum + (nClasses === 0 ? (out[row]! - own) ** 2 : -Math.log(out[row * nClasses + own]!)),
      0,
    ) / y.length
  );
}

describe.each(targets)('on missing cells and categories, target %s', (target) => {
  const train = boostingData(target, 3000, 1);
  const test = boostingData(target, 1500, 2);
  const model = fit(train);
  const predicted = model.predict(test.X);
  const width = model.nOutputs;

  it('probabilities sum to 1, and every cell may be missing', () => {
    const blank = model.predict({ ...test.X, values: test.X.values.map(() => NaN) });
    for (const out of [predicted, blank]) {
      expect(out.every((value) => Number.isFinite(value))).toBe(true);
      if (width === 1) continue;
      for (let row = 0; row < test.X.nRows; row++) {
        const sum = out.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 12);
      }
    }
  });

  it('permuted rows give permuted predictions, and a row alone the same bits', () => {
    const order = permutation(test.X.nRows, createRng(3));
    const shuffled = model.predict(selectMatrixRows(test.X, order));
    order.forEach((row, at) => {
      const expected = predicted.subarray(row * width, (row + 1) * width);
      expect(shuffled.subarray(at * width, (at + 1) * width)).toEqual(expected);
    });
  });

  it('an unknown category counts as missing', () => {
    const strange = selectMatrixRows(test.X, [...test.y.keys()]);
    const missing = selectMatrixRows(test.X, [...test.y.keys()]);
    for (let row = 0; row < test.X.nRows; row++) {
      rowView(strange, row)[4] = row % 2 === 0 ? N_LEVELS + row : -1 - row;
      rowView(missing, row)[4] = NaN;
    }
    expect(model.predict(strange)).toEqual(model.predict(missing));
  });

  it('is the same model after its state was stored and restored', () => {
    const restored = gradientBoosting.restore(structuredClone(model.state()));
    expect(restored.predict(test.X)).toEqual(predicted);
    expect(stateDigest(restored)).toBe(stateDigest(model));
  });

  it('learns more than from the mean of what is missing and codes as quantities', () => {
    const filled = { ...train, levels: new Int32Array(7), X: withMeans(train) };
    const plain = fit(filled).predict(withMeans(test));
    expect(lossOf(model, test)).toBeLessThan(lossOf({ ...model, predict: () => plain }, test));
  });
});

function withMeans({ X }: TrainingData): TrainingData['X'] {
  const values = X.values.map((value, i) => (Number.isNaN(value) ? (i % 7 === 4 ? 11 : 0) : value));
  return { ...X, values };
}

describe('where missing cells go', () => {
  const y = Float64Array.from({ length: 200 }, (_, row) => +(row % 4 === 0));
  const rows = (missingFor: number): TrainingData => ({
    X: { nRows: 200, nColumns: 1, values: y.map((own, row) => (own === missingFor ? NaN : row)) },
    y,
    weights: null,
    nClasses: 2,
    featureNames: ['x'],
  });

  it.each([0, 1])('that a cell is missing can be all there is to know (class %d)', (missingFor) => {
    const data = rows(missingFor);
    const out = fit(data, { min_samples_leaf: 5, max_iter: 60 }).predict(data.X);
    y.forEach((own, row) => expect(out[2 * row + own]).toBeGreaterThan(0.95));
  });

  it('to the side with more rows where training had none', () => {
    const x = Float64Array.from({ length: 100 }, (_, row) => row);
    const X = { nRows: 100, nColumns: 1, values: x };
    const data = { X, y: x.map((v) => +(v >= 30)), weights: null, nClasses: 2, featureNames: ['x'] };
    const out = fit(data).predict({ nRows: 1, nColumns: 1, values: Float64Array.of(NaN) });
    expect(out[1]).toBeGreaterThan(0.5);
  });
});

describe('categories', () => {
  it('are told apart by one question where that is enough, whatever the order of codes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 2, maxLength: 50 }),
        (high) => {
          const values = Float64Array.from({ length: 6000 }, (_, row) => row % 60);
          const y = values.map((code) => +high.includes(code));
          const X = { nRows: 6000, nColumns: 1, values };
          const data = { X, y, weights: null, nClasses: 0, featureNames: ['c'], levels: Int32Array.of(60) };
          const model = fit(data, { max_iter: 1, learning_rate: 1, max_leaf_nodes: 2 });
          const out = model.predict(X);
          y.forEach((own, row) => expect(out[row]).toBeCloseTo(own, 5));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('beyond the bins share one with the rarest, and keep their own codes in the model', () => {
    const nRows = 20_000;
    const rng = createRng(9);
    const values = new Float64Array(nRows).map(() => Math.floor(1000 * rng.uniform() ** 3));
    const y = values.map((code) => +(code % 2 === 0));
    const X = { nRows, nColumns: 1, values };
    const data = { X, y, weights: null, nClasses: 2, featureNames: ['c'], levels: Int32Array.of(1000) };
    const out = fit(data).predict({
      nRows: 20,
      nColumns: 1,
      values: Float64Array.from({ length: 20 }, (_, k) => k),
    });
    for (let code = 0; code < 20; code++) expect(out[2 * code + 1]! > 0.5).toBe(code % 2 === 0);
  });
});

describe('0/1 columns of which no row has two', () => {
  /** 30 columns of a category; mirrored, two of them are 1 in every row, so that nothing can be bundled. */
  const indicators = (mirrored: boolean): TrainingData => {
    const rng = createRng(8);
    const nRows = 4000;
    const values = new Float64Array(nRows * 31);
    const y = new Float64Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const level = rng.integer(31);
      values[row * 31 + 30] = rng.normal();
      for (let k = 0; k < 30; k++) values[row * 31 + k] = +((k === level) !== mirrored);
      y[row] = +((level % 3) + values[row * 31 + 30]! + rng.normal() > 1);
    }
    const featureNames = Array.from({ length: 31 }, (_, k) => `x${k}`);
    return { X: { nRows, nColumns: 31, values }, y, weights: null, nClasses: 2, featureNames };
  };

  it.each([{}, { colsample_bytree: 0.5 }])('give, bundled, what each would give alone (%o)', (params) => {
    const [plain, mirrored] = [indicators(false), indicators(true)];
    const [a, b] = [fit(plain, params), fit(mirrored, params)];
    expect(a.predict(plain.X)).toEqual(b.predict(mirrored.X));
    expect(a.importance()).toEqual(b.importance());
  });
});

describe('monotone features', () => {
  it('predictions never go the other way, whatever the data', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.constantFrom('binary', 'number', 'count'),
        fc.constantFrom(1, -1),
        (seed, target, direction) => {
          const data = boostingData(target as BoostingTarget, 600, seed);
          const monotone = Int8Array.of(0, direction, 0, -direction, 0, 0, 0);
          const params = {
            max_iter: 10,
            min_samples_leaf: 3,
            loss: target === 'count' ? 'poisson' : 'squared_error',
          };
          const model = gradientBoosting.restore(fit({ ...data, monotone }, params).state());
          for (const [feature, sign] of [
            [1, direction],
            [3, -direction],
          ] as const)
            for (let row = 0; row < 40; row++) {
              const out = model.predict(sweep(rowView(data.X, row), feature));
              const p = model.nOutputs === 1 ? out : out.filter((_, i) => i % 2 === 1);
              p.forEach((value, i) => expect(i === 0 || sign * (value - p[i - 1]!) >= 0).toBe(true));
            }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('are refused where no direction has a meaning', () => {
    const monotone = Int8Array.of(0, 1, 0, 0, 0, 0, 0);
    expect(error(() => fit({ ...boostingData('three', 300), monotone })).code).toBe('param-invalid');
    const onCodes = { ...boostingData('binary', 300), monotone: Int8Array.of(0, 0, 0, 0, 1, 0, 0) };
    expect(error(() => fit(onCodes)).message).toMatch(/"level" holds categories/);
    const medians = { ...boostingData('number', 300), monotone };
    expect(error(() => fit(medians, { loss: 'absolute_error' })).code).toBe('param-invalid');
  });
});

/** One row over and over, with one feature rising. */
function sweep(row: Float64Array, feature: number): TrainingData['X'] {
  const values = new Float64Array(50 * row.length);
  for (let i = 0; i < 50; i++) {
    values.set(row, i * row.length);
    values[i * row.length + feature] = -3 + i * 0.12;
  }
  return { nRows: 50, nColumns: row.length, values };
}

describe('early stopping', () => {
  const data = boostingData('binary', 1500, 3);
  const watch = (params: Record<string, unknown>) => {
    const losses: number[] = [];
    const model = fit(
      data,
      { early_stopping: true, n_iter_no_change: 4, learning_rate: 0.4, max_iter: 200, ...params },
      ({ metrics }) =>
        losses.push(
          ...(metrics ?? []).filter(({ key }) => key === 'validation_loss').map(({ value }) => value),
        ),
    );
    return { losses, nTrees: Number(model.state().config['nTrees']) };
  };

  it('keeps the round whose held-out loss was least, and waits so many for a better one', () => {
    const { losses, nTrees } = watch({ tol: 0 });
    expect(losses.length).toBeLessThan(200);
    expect(nTrees).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(losses.length).toBe(nTrees + 4);
  });

  it('more patience never makes the held-out loss worse', () => {
    const best = ({ losses }: { losses: number[] }): number => Math.min(...losses);
    expect(best(watch({ n_iter_no_change: 20 }))).toBeLessThanOrEqual(best(watch({})));
  });

  it('learns nothing from the rows held out: their loss is that of rows never seen', () => {
    const noise = { ...data, y: data.y.map((_, row) => row % 2) };
    const model = (params: Record<string, unknown>) =>
      fit(noise, { learning_rate: 0.5, min_samples_leaf: 1, ...params });
    expect(Number(model({ early_stopping: true }).state().config['nTrees'])).toBeLessThan(10);
    expect(lossOf(model({}), noise)).toBeLessThan(0.6);
  });
});

describe('params', () => {
  const data = boostingData('binary', 2000, 4);
  const digest = (params: Record<string, unknown>): string =>
    stateDigest(fit(data, { max_iter: 5, ...params }));
  const sizes = (params: Record<string, unknown>): number[] => [
    ...(fit(data, { max_iter: 5, ...params }).state().tensors[0]!.data as Int32Array),
  ];

  it('regularisation makes trees smaller or leaves nearer to nothing', () => {
    expect(Math.max(...sizes({ min_split_gain: 1e5 }))).toBe(1);
    expect(Math.max(...sizes({ min_child_weight: 1e5 }))).toBe(1);
    const spread = (params: Record<string, unknown>): number => {
      const out = fit(data, { max_iter: 5, ...params }).predict(data.X);
      return Math.max(...out) - Math.min(...out);
    };
    expect(spread({ l2_regularization: 500 })).toBeLessThan(0.8 * spread({}));
    expect(spread({ reg_alpha: 60 })).toBeLessThan(0.8 * spread({}));
  });

  it('leaves have at least the rows they must, counted and not guessed from curvature', () => {
    for (const least of [1, 7, 60]) {
      const { tensors } = fit(data, { max_iter: 1, min_samples_leaf: least, learning_rate: 1 }).state();
      const leaves = tensors.find(({ name }) => name === 'leaf_values')!.data;
      expect(new Set(leaves).size).toBeGreaterThan(5);
      const model = fit(data, { max_iter: 6, min_samples_leaf: least });
      for (const count of leafCounts(model.state(), data)) expect(count).toBeGreaterThanOrEqual(least);
    }
  });

  it('colsample_bytree hides features from a tree, and depth-wise grows level by level', () => {
    expect(digest({ colsample_bytree: 0.3 })).not.toBe(digest({}));
    expect(digest({ grow_policy: 'depthwise' })).not.toBe(digest({}));
    const [size] = sizes({ max_iter: 1, grow_policy: 'depthwise', max_depth: 3, max_leaf_nodes: 31 });
    expect(size).toBe(15);
  });

  it('absolute errors are made small by medians, whatever the outliers', () => {
    const numbers = boostingData('number', 2000, 6);
    const wild = { ...numbers, y: numbers.y.map((own, row) => (row % 50 === 0 ? own + 1e6 : own)) };
    const out = fit(wild, { loss: 'absolute_error', max_iter: 60 }).predict(numbers.X);
    const mean = out.reduce((sum, value, row) => sum + Math.abs(value - numbers.y[row]!), 0) / 2000;
    expect(mean).toBeLessThan(1.2);
  });

  it('Poisson predicts rates above zero with the mean of the counts, and takes nothing below', () => {
    const counts = boostingData('count', 3000, 7);
    const out = fit(counts, { loss: 'poisson', max_iter: 60 }).predict(counts.X);
    expect(Math.min(...out)).toBeGreaterThan(0);
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(out) / mean(counts.y)).toBeCloseTo(1, 1);
    const negative = { ...counts, y: counts.y.map((own) => own - 1) };
    expect(error(() => fit(negative, { loss: 'poisson' })).code).toBe('param-invalid');
  });
});

/** Rows in every leaf of every tree of a model that splits on anything. */
function leafCounts(state: ModelState, data: TrainingData): number[] {
  const sizes = state.tensors.find(({ name }) => name === 'tree_sizes')!.data;
  return [...sizes].flatMap((_, tree) => {
    const values = numbered(state, tree);
    const model = gradientBoosting.restore(values);
    const counts = new Map<number, number>();
    const out = model.predict(data.X);
    for (let row = 0; row < data.X.nRows; row++) {
      const leaf = Math.round(Math.log(out[2 * row + 1]! / out[2 * row]!) * 100);
      counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
    }
    return [...counts.values()];
  });
}

/** The model with the leaves of one tree numbered, and all others 0: its score tells the leaf. */
function numbered(state: ModelState, wanted: number): ModelState {
  const sizes = state.tensors.find(({ name }) => name === 'tree_sizes')!.data;
  const tensors = state.tensors.map((tensor) => {
    if (tensor.name === 'baseline') return { ...tensor, data: Float64Array.of(0) };
    if (tensor.name !== 'leaf_values') return tensor;
    const data = new Float64Array(tensor.data.length);
    let at = 0;
    [...sizes].forEach((size, tree) => {
      for (let leaf = 0; leaf < (size + 1) / 2; leaf++, at++)
        data[at] = tree === wanted ? (leaf + 1) / 100 : 0;
    });
    return { ...tensor, data };
  });
  return { config: state.config, tensors };
}

describe('[SEC5] restoring a model with categories refuses', () => {
  const state = fit(boostingData('binary', 800), { max_iter: 4 }).state();
  const edited = (name: string, edit: (tensor: Tensor) => Tensor | null): ModelState => ({
    config: state.config,
    tensors: structuredClone([...state.tensors]).flatMap((tensor) =>
      tensor.name === name ? (edit(tensor) ?? []) : tensor,
    ),
  });
  const write = (at: number, value: number) => (tensor: Tensor) => {
    tensor.data[at] = value;
    return tensor;
  };

  it.each<[string, string, (tensor: Tensor) => Tensor | null]>([
    ['a set with codes that its feature does not have', 'category_sets', write(1, 2 ** 31)],
    ['sets that are missing', 'category_sets', () => null],
    ['too few sets', 'category_sets', (t) => ({ ...t, shape: [t.data.length - 1], data: t.data.slice(1) })],
    ['sets of another type', 'category_sets', (t) => ({ ...t, data: Int32Array.from(t.data) })],
    ['a direction that is none', 'missing_left', write(0, 2)],
    ['too few directions', 'missing_left', (t) => ({ ...t, shape: [1], data: new Uint8Array(1) })],
    ['a negative number of levels', 'feature_levels', write(4, -1)],
    ['10^9 claimed levels', 'feature_levels', write(4, 1_000_000_000)],
    ['levels for a number, whose sets are not there', 'feature_levels', write(0, 40)],
    ['levels that are missing while there are sets', 'feature_levels', () => null],
    ['a leaf where a split was', 'node_features', write(0, -1)],
    ['an infinite baseline', 'baseline', write(0, Infinity)],
  ])('%s', (_, name, edit) => {
    expect(error(() => gradientBoosting.restore(edited(name, edit))).code).toBe('model-invalid');
  });

  it.each(['identity', 'tanh', 3])('the link %o for classes', (link) => {
    const config = { ...state.config, link };
    expect(error(() => gradientBoosting.restore({ ...state, config })).code).toBe('model-invalid');
  });

  it('nothing of a model from before missing values and categories', () => {
    const plain = { ...boostingData('binary', 800), levels: new Int32Array(7) };
    const now = fit(plain, { max_iter: 4 });
    const { link: _link, ...config } = now.state().config;
    const tensors = now.state().tensors.filter(({ name }) => name !== 'missing_left');
    const complete = { ...plain.X, values: plain.X.values.map((value) => (Number.isNaN(value) ? 0 : value)) };
    expect(gradientBoosting.restore({ config, tensors }).predict(complete)).toEqual(now.predict(complete));
  });
});
