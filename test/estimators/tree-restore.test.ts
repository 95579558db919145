import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ModelState, OwnEstimator } from '../../shared/estimators/estimator.ts';
import type { Tensor } from '../../shared/numeric/tensor.ts';
import { makeParts } from './congruential-data.ts';
import { fitNow, treeEstimators } from './tree-fitting.ts';

type Edit = (data: Tensor['data'], tensor: Tensor) => Tensor | void;

const { train } = makeParts('three', 1, 200, 1);
const states = new Map(
  treeEstimators.map((estimator) => [
    estimator.name,
    fitNow(estimator, train, smallParams(estimator)).state(),
  ]),
);

function smallParams(estimator: OwnEstimator): Record<string, unknown> {
  if (estimator.name === 'decision-tree') return {};
  return estimator.name === 'gradient-boosting' ? { max_iter: 4 } : { n_estimators: 4 };
}

function edited(state: ModelState, name: string, edit: Edit): ModelState {
  const copy = structuredClone(state) as ModelState;
  const tensors = copy.tensors.map((tensor) =>
    tensor.name === name ? (edit(tensor.data, tensor) ?? tensor) : tensor,
  );
  return { config: copy.config, tensors };
}

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('the model was accepted');
}

const faults: [string, string, Edit][] = [
  ['a leaf where a split was, so that nodes have no parent', 'node_features', (data) => void (data[0] = -1)],
  [
    'a split where a leaf was, so that children are missing',
    'node_features',
    (data) => void (data[data.length - 1] = 0),
  ],
  ['a feature beyond the model', 'node_features', (data) => void (data[0] = 8)],
  ['a feature below −1', 'node_features', (data) => void (data[0] = -2)],
  ['a threshold that is NaN', 'split_thresholds', (data) => void (data[0] = NaN)],
  ['an infinite leaf', 'leaf_values', (data) => void (data[1] = Infinity)],
  ['a tree of negative size', 'tree_sizes', (data) => void (data[0] = -1)],
  ['a tree of no nodes', 'tree_sizes', (data) => void (data[0] = 0)],
  ['a tree that takes its neighbour’s nodes', 'tree_sizes', (data) => void (data[0]! += 2)],
  ['10^9 claimed nodes', 'tree_sizes', (data) => void (data[0] = 1_000_000_001)],
  ['a shape that differs from the data', 'leaf_values', (_, tensor) => ({ ...tensor, shape: [1, 3] })],
  [
    'another element type',
    'split_thresholds',
    (data, tensor) => ({ ...tensor, data: Float32Array.from(data) }),
  ],
  ['a missing tensor', 'split_thresholds', (_, tensor) => ({ ...tensor, name: 'other' })],
  ['a negative importance', 'importance', (data) => void (data[2] = -0.5)],
];

describe.each(treeEstimators)('[SEC5] restoring a $name refuses', (estimator) => {
  const state = states.get(estimator.name)!;

  it.each(faults)('%s', (_, name, edit) => {
    const error = refusal(() => estimator.restore(edited(state, name, edit)));
    expect(error.code).toBe('model-invalid');
    expect(error.errors[0]?.pointer).toMatch(/^\/(tensors|estimator)\//);
  });

  it.each([
    ['nFeatures', 1e9],
    ['nFeatures', 0],
    ['nOutputs', 0.5],
    ['nOutputs', 7],
    ['nTrees', 1e9],
    ['nNodes', 1e9],
    ['nNodes', 'many'],
    ['nNodes', null],
  ])('a config whose %s is %o', (key, value) => {
    const config = { ...state.config, [key]: value };
    expect(refusal(() => estimator.restore({ ...state, config })).code).toBe('model-invalid');
  });

  it('a tensor that it has no use for, and one that is there twice', () => {
    const extra = [...state.tensors, { name: 'extra', shape: [1], data: new Uint8Array(1) }];
    expect(refusal(() => estimator.restore({ ...state, tensors: extra })).code).toBe('model-invalid');
    const twice = [...state.tensors, state.tensors[0]!];
    expect(refusal(() => estimator.restore({ ...state, tensors: twice })).code).toBe('model-invalid');
  });
});

it('[SEC5] leaves of a forest that are no probabilities are refused', () => {
  const state = edited(states.get('random-forest')!, 'leaf_values', (data) => void (data[0]! += 1));
  expect(refusal(() => treeEstimators[0]!.restore(state)).errors[0]?.pointer).toBe('/tensors/leaf_values/0');
});
