import { describe, expect, it, vi } from 'vitest';
import type { FittedModel, TrainingData } from '../../shared/estimators/estimator.ts';
import reference from '../references/trees.json' with { type: 'json' };
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import { makeParts, type Target } from './congruential-data.ts';
import { fitNow, treeEstimators } from './tree-fitting.ts';

/**
 * Scores on test rows beside scikit-learn's, each the mean over ten data sets. Both sides draw and bin
 * differently, so the tolerance is what the mean varies by between seeds: 0.005 of AUC, log loss and RMSE
 * for the many-tree models, 0.01 for a single tree.
 */
const targets: readonly Target[] = ['binary', 'three', 'number'];
const scores: Record<string, number> = reference.scores;

function rocAuc(p: Float64Array, y: Float64Array): number {
  const order = Int32Array.from(y.keys()).toSorted((a, b) => p[2 * a + 1]! - p[2 * b + 1]!);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && p[2 * order[end]! + 1] === p[2 * order[start]! + 1]) end++;
    for (let k = start; k < end; k++) {
      rankSum += y[order[k]!]! * ((start + end + 1) / 2);
      positives += y[order[k]!]!;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
}

function score(target: Target, model: FittedModel, { X, y }: TrainingData): number {
  const out = model.predict(X);
  const mean = (term: (row: number) => number): number =>
    y.reduce((sum, _, row) => sum + term(row), 0) / y.length;
  if (target === 'number') return Math.sqrt(mean((row) => (out[row]! - y[row]!) ** 2));
  if (target === 'binary') return rocAuc(out, y);
  return mean((row) => -Math.log(Math.max(out[3 * row + y[row]!]!, 0.01)));
}

/* Ten seeds of each: seconds, and a minute where others keep the machine busy. */
vi.setConfig({ testTimeout: 180_000 });

it('the data are those of the reference, to the bit', () => {
  const { train } = makeParts('binary', 0);
  expect([...train.X.values.subarray(0, 8)]).toEqual(reference.first_row);
  expect(train.y.reduce((a, b) => a + b, 0) / train.y.length).toBe(reference.positive_share);
});

describe.each(treeEstimators)('$name', (estimator) => {
  it.each(targets)('scores as scikit-learn does on the %s target', (target) => {
    const own = reference.seeds.map((seed) => {
      const { train, test } = makeParts(target, seed);
      return score(target, fitNow(estimator, train, {}, seed), test);
    });
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    const expected = scores[`${estimator.name}/${target}`]!;
    expect(Math.abs(mean - expected)).toBeLessThan(estimator === decisionTree ? 0.01 : 0.005);
  });
});
