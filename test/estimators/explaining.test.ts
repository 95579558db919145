import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Explained, FittedModel, TrainingData } from '../../shared/estimators/estimator.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { linearRegression } from '../../shared/estimators/linear-regression/estimator.ts';
import { logisticRegression } from '../../shared/estimators/logistic-regression/estimator.ts';
import { complementBayes } from '../../shared/estimators/naive-bayes/complement.ts';
import { multinomialBayes } from '../../shared/estimators/naive-bayes/multinomial.ts';
import { nearestNeighbors } from '../../shared/estimators/nearest-neighbors/estimator.ts';
import { addTreeShap, type ExplainedTree } from '../../shared/estimators/trees/shap.ts';
import { joinColumns } from '../../shared/numeric/csr.ts';
import { createMatrix, selectMatrixRows } from '../../shared/numeric/matrix.ts';
import { softmaxInPlace } from '../../shared/numeric/softmax.ts';
import { createRng } from '../../shared/random/rng.ts';
import reference from '../references/importance.json' with { type: 'json' };
import { makeParts } from './congruential-data.ts';
import { fitOwn } from './training-data.ts';
import { fitNow, treeEstimators } from './tree-fitting.ts';

const N_FEATURES = 5;

/** What the tree expects when only some features are known: the others go both ways by their covers. */
function expectation(tree: ExplainedTree, known: ReadonlySet<number>): number {
  const splits = [...tree.features].reduce<number[]>(
    (counts, feature) => [...counts, counts.at(-1)! + +(feature >= 0)],
    [0],
  );
  const cover = (node: number): number =>
    tree.features[node]! < 0
      ? tree.covers[node - splits[node]!]!
      : cover(2 * splits[node]! + 1) + cover(2 * splits[node]! + 2);
  const value = (node: number): number => {
    const split = splits[node]!;
    if (tree.features[node]! < 0) return tree.values[node - split]!;
    const [left, right] = [2 * split + 1, 2 * split + 2];
    if (known.has(tree.features[node]!)) return value(tree.goesLeft[split] === 1 ? left : right);
    return (cover(left) * value(left) + cover(right) * value(right)) / cover(node);
  };
  return value(0);
}

/** Shapley's formula over all subsets. */
function bruteForce(tree: ExplainedTree): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: N_FEATURES }, (_, feature) => {
    let sum = 0;
    for (let set = 0; set < 1 << N_FEATURES; set++) {
      if ((set >> feature) & 1) continue;
      const known = new Set(Array.from({ length: N_FEATURES }, (__, j) => j).filter((j) => (set >> j) & 1));
      const weight = (factorial(known.size) * factorial(N_FEATURES - known.size - 1)) / factorial(N_FEATURES);
      sum += weight * (expectation(tree, new Set([...known, feature])) - expectation(tree, known));
    }
    return sum;
  });
}

const randomTree = fc.record({ seed: fc.integer(), nSplits: fc.integer({ min: 0, max: 12 }) }).map(drawTree);

function drawTree({ seed, nSplits }: { seed: number; nSplits: number }): ExplainedTree {
  const rng = createRng(seed);
  const features = new Int32Array(2 * nSplits + 1).fill(-1);
  // A node may split only while another is open behind it, or it is the last.
  for (let node = 0, open = 1, left = nSplits; node < features.length; node++) {
    const splits = left > 0 && (open === 1 || rng.uniform() < 0.5);
    if (splits) features[node] = rng.integer(N_FEATURES);
    open += splits ? 1 : -1;
    left -= +splits;
  }
  // The same feature may ask again further down, with any answer.
  return {
    features,
    leafWidth: 1,
    goesLeft: new Uint8Array(nSplits).map(() => rng.integer(2)),
    values: new Float64Array(nSplits + 1).map(() => rng.normal()),
    covers: new Int32Array(nSplits + 1).map(() => 1 + rng.integer(50)),
  };
}

describe('the Shapley values of a tree', () => {
  it('are those of the formula over all subsets', () => {
    fc.assert(
      fc.property(randomTree, (tree) => {
        const out = new Float64Array(N_FEATURES);
        const base = new Float64Array(1);
        addTreeShap(tree, out, base);
        const expected = bruteForce(tree);
        expect(base[0]).toBeCloseTo(expectation(tree, new Set()), 10);
        expected.forEach((value, feature) => expect(out[feature]).toBeCloseTo(value, 10));
      }),
      { numRuns: 300 },
    );
  });

  it('are those of xgboost, with missing values', () => {
    const { rows, trees, contributions } = reference.boosted;
    rows.forEach((row, at) => {
      const out = new Float64Array(row.length);
      const base = new Float64Array(1);
      for (const nodes of trees) addTreeShap(xgboostTree(nodes, row), out, base);
      // xgboost computes in single precision.
      [...out, base[0]!].forEach((value, j) => expect(value).toBeCloseTo(contributions[at]![j]!, 5));
    });
  });
});

function xgboostTree(
  nodes: readonly {
    feature?: number;
    threshold?: number;
    missing_left?: boolean;
    leaf?: number;
    cover?: number;
  }[],
  row: readonly (number | null)[],
): ExplainedTree {
  const splits = nodes.filter(({ feature }) => feature !== undefined);
  const leaves = nodes.filter(({ leaf }) => leaf !== undefined);
  const goesLeft = ({ feature, threshold, missing_left }: (typeof nodes)[number]): boolean => {
    const value = row[feature!]!;
    return value === null ? missing_left! : Math.fround(value) < Math.fround(threshold!);
  };
  return {
    features: Int32Array.from(nodes, ({ feature }) => feature ?? -1),
    goesLeft: Uint8Array.from(splits, (split) => +goesLeft(split)),
    values: Float64Array.from(leaves, ({ leaf }) => leaf!),
    covers: leaves.map(({ cover }) => cover!),
    leafWidth: 1,
  };
}

/** What the parts add up to, as the model answers. */
function answerOf({ scale, scores }: Explained): Float64Array {
  const sums = Float64Array.from(scores, ({ base, contributions }) =>
    contributions.reduce((sum, value) => sum + value, base),
  );
  if (scale === 'score') softmaxInPlace(sums, 0, sums.length);
  if (scale === 'log') return sums.map(Math.exp);
  if (scale !== 'log-odds') return sums;
  const p = 1 / (1 + Math.exp(-sums[0]!));
  return Float64Array.of(1 - p, p);
}

function expectAddsUp(model: FittedModel, { X }: Pick<TrainingData, 'X'>, nRows = 20): void {
  for (let row = 0; row < nRows; row++) {
    const one = selectMatrixRows(X, Int32Array.of(row));
    const explained = answerOf(model.explain!(one));
    model.predict(one).forEach((output, k) => expect(Math.abs(explained[k]! - output)).toBeLessThan(1e-9));
  }
}

describe('base value and contributions add up to what the model answers', () => {
  it.each(treeEstimators)('$name, for every task', (estimator) => {
    const small = estimator.name.includes('tree') ? { max_depth: 12 } : {};
    for (const task of ['binary', 'three', 'number'] as const) {
      const { train, test } = makeParts(task, 1);
      const params = estimator.name === 'decision-tree' ? small : { ...small, ...fewTrees(estimator.name) };
      expectAddsUp(fitNow(estimator, train, params), test);
    }
  });

  it('gradient boosting with missing cells, categories and a logarithmic link', () => {
    const rng = createRng(9);
    const nRows = 800;
    const X = createMatrix(
      nRows,
      4,
      Float64Array.from({ length: nRows * 4 }, (_, i) =>
        rng.uniform() < 0.1 ? NaN : i % 4 === 1 ? rng.integer(40) : rng.normal(),
      ),
    );
    const y = Float64Array.from({ length: nRows }, (_, row) =>
      Math.floor(4 * rng.uniform() + (X.values[4 * row + 1]! % 3 || 0) + Math.abs(X.values[4 * row]! || 2)),
    );
    const data = {
      X,
      y,
      weights: null,
      nClasses: 0,
      featureNames: ['a', 'b', 'c', 'd'],
      levels: Int32Array.of(0, 40, 0, 0),
    };
    const model = fitNow(estimatorByName('gradient-boosting') as never, data, { loss: 'poisson' });
    expectAddsUp(model, data, 60);
    // A category that was never seen goes where missing ones go.
    expectAddsUp(model, { X: createMatrix(1, 4, Float64Array.of(0.1, 77, NaN, 0)) }, 1);
  });

  it('linear models and naive Bayes, dense and sparse', () => {
    for (const estimator of [logisticRegression, multinomialBayes, complementBayes])
      for (const task of ['binary', 'three'] as const) {
        const { train, test } = makeParts(task, 2);
        const model = fitOwn(estimator, train);
        expectAddsUp(model, test);
        const one = selectMatrixRows(test.X, Int32Array.of(3));
        expect(model.explain!(joinColumns(1, [one]))).toEqual(model.explain!(one));
      }
    const { train, test } = makeParts('number', 2);
    expectAddsUp(fitOwn(linearRegression, train), test);
  });
});

const fewTrees = (name: string): Record<string, number> =>
  name === 'gradient-boosting' ? { max_iter: 30 } : { n_estimators: 15 };

describe('a model as it is stored', () => {
  it.each([...treeEstimators, logisticRegression, multinomialBayes])(
    '$name explains as before',
    (estimator) => {
      const { train, test } = makeParts('binary', 4);
      const model = fitOwn(estimator, train);
      const one = selectMatrixRows(test.X, Int32Array.of(0));
      expect(estimator.restore(model.state()).explain!(one)).toEqual(model.explain!(one));
    },
  );

  it.each([...treeEstimators, logisticRegression])(
    '$name from before there were covers and means predicts, and says that it cannot explain',
    (estimator) => {
      const { train, test } = makeParts('binary', 4);
      const model = fitOwn(estimator, train);
      const { config, tensors } = model.state();
      const added = ['leaf_covers', 'feature_means'];
      const old = estimator.restore({ config, tensors: tensors.filter(({ name }) => !added.includes(name)) });
      expect(old.predict(test.X)).toEqual(model.predict(test.X));
      expect(() => old.explain!(test.X)).toThrow(expect.objectContaining({ code: 'not-explainable' }));
    },
  );

  it('a leaf that covers no row is refused', () => {
    const estimator = treeEstimators[0]!;
    const { config, tensors } = fitOwn(estimator, makeParts('binary', 4).train, { n_estimators: 2 }).state();
    const broken = tensors.map((tensor) =>
      tensor.name === 'leaf_covers' ? { ...tensor, data: new Int32Array(tensor.data.length) } : tensor,
    );
    expect(() => estimator.restore({ config, tensors: broken })).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });

  it('the covers of every tree are the rows it learned from', () => {
    const { train } = makeParts('binary', 4);
    for (const [name, params] of [
      ['decision-tree', {}],
      ['decision-tree', { ccp_alpha: 0.005 }],
      ['gradient-boosting', { max_iter: 3 }],
      ['extra-trees', { n_estimators: 3 }],
    ] as const) {
      const { tensors } = fitNow(estimatorByName(name) as never, train, params).state();
      const covers = tensors.find((tensor) => tensor.name === 'leaf_covers')!.data as Int32Array;
      const sizes = tensors.find((tensor) => tensor.name === 'tree_sizes')!.data as Int32Array;
      const sum = covers.reduce((total, cover) => total + cover, 0);
      expect(sum / sizes.length).toBe(train.X.nRows);
    }
  });

  it('nearest neighbors know no exact way', () => {
    expect(fitOwn(nearestNeighbors, makeParts('binary', 4).train).explain).toBeUndefined();
  });
});

describe('the importance by gain', () => {
  it.each(treeEstimators)('of $name is of the features that matter, and sums to 1', (estimator) => {
    for (const task of ['binary', 'three', 'number'] as const) {
      const importance = fitNow(estimator, makeParts(task, 5).train).importance()!;
      expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...importance)).toBeGreaterThanOrEqual(0);
      // Features 6 and 7 are in no target.
      expect(importance[0]).toBeGreaterThan(importance[6]! + importance[7]!);
    }
  });
});
