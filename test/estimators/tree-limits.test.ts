import { describe, expect, it } from 'vitest';
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import reference from '../references/tree-limits.json' with { type: 'json' };
import { makeParts } from './congruential-data.ts';
import { fitNow, fitWatched, stateDigest } from './tree-fitting.ts';

const nRows = 600;
const { train } = makeParts('number', 11);
const X = { nRows, nColumns: 8, values: train.X.values.slice(0, 8 * nRows).map((x) => Math.floor(x * 100)) };
const data: TrainingData = { ...train, X, y: train.y.slice(0, nRows) };

const trees = reference.trees.map((tree) => ({ ...tree, name: JSON.stringify(tree.limits) }));

describe.each(trees)('a tree with $name', ({ limits, leaves, predicted }) => {
  const params = { max_depth: 8, min_samples_leaf: 3, ...limits };

  it('has the leaves and the values of scikit-learn', () => {
    const model = fitNow(decisionTree, data, params);
    expect((Number(model.state().config['nNodes']) + 1) / 2).toBe(leaves);
    const own = model.predict(X);
    predicted.forEach((value, row) => expect(own[row]).toBeCloseTo(value, 9));
  });

  it('is the same without kernels', () => {
    const digest = (kernels: boolean): string =>
      stateDigest(fitWatched(decisionTree, data, params, { team: soloTeam({ kernels }) }).model);
    expect(digest(true)).toBe(digest(false));
  });
});

it('the higher alpha, the more is pruned of a tree of classes, until one leaf is left', () => {
  const { train: rows } = makeParts('three', 3, 800, 1);
  const nodes = (ccp_alpha: number): number =>
    Number(fitNow(decisionTree, rows, { ccp_alpha, max_depth: null }).state().config['nNodes']);
  const sizes = [0, 1e-4, 1e-3, 3e-3, 1e-2, 1].map(nodes);
  expect(sizes.toSorted((a, b) => b - a)).toEqual(sizes);
  expect(new Set(sizes).size).toBeGreaterThan(3);
  expect(sizes.at(-1)).toBe(1);
});
