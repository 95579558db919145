import { describe, expect, it } from 'vitest';
import { balancedFactors, weighClasses } from '../../shared/estimators/class-weights.ts';
import type { OwnEstimator, Task } from '../../shared/estimators/estimator.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import { createRng } from '../../shared/random/rng.ts';
import { fitWithCheckpoints } from './resuming.ts';
import { largestDifference, trainingData } from './training-data.ts';

/** Whole steps, so that trees cut where the values are; not negative, for naive Bayes. */
function drawRows(nRows: number, seed: number): { X: number[][]; classes: number[]; target: number[] } {
  const rng = createRng(seed);
  const X = Array.from({ length: nRows }, () => Array.from({ length: 4 }, () => rng.integer(6)));
  const scores = X.map((row) => row[0]! - row[1]! + rng.normal());
  return {
    X,
    classes: scores.map((score) => (score > 1 ? 2 : score > -1 ? 1 : 0)),
    target: scores.map((score) => Math.round(4 * score) / 4),
  };
}

/** Trees without draws, and searches that end at the optimum: what is promised without "in expectation". */
const exactly: Record<string, Record<string, unknown>> = {
  'logistic-regression': { tol: 1e-10, max_iter: 5000 },
  'linear-regression': {},
  'k-nearest-neighbors': {},
  'multinomial-nb': {},
  'complement-nb': {},
  'decision-tree': { max_depth: 4 },
  'random-forest': { bootstrap: false, max_features: 'all', n_estimators: 3, max_depth: 4 },
  'extra-trees': { bootstrap: false, max_features: 'all', n_estimators: 3, max_depth: 4 },
  'gradient-boosting': { max_iter: 3, max_depth: 2, early_stopping: false, min_samples_leaf: 1 },
};

/** Gradients are rounded to steps of the largest, which the weights move. */
const roundsTo: Record<string, number> = { 'gradient-boosting': 1e-3 };

const own = estimators.filter((each): each is OwnEstimator => each.kind === 'own');
const cases = own
  .filter(({ name }) => name in exactly)
  .flatMap((estimator) => estimator.tasks.map((task) => [estimator.name, task, estimator] as const));

describe.each(cases)('%s for %s', (name, task: Task, estimator) => {
  const { X, classes, target } = drawRows(160, 5);
  const y = task === 'classification' ? classes : target;
  const nClasses = task === 'classification' ? 3 : 0;
  const weights = X.map((_, row) => 1 + (row % 3 === 0 ? 1 : 0));
  const twice = <T>(values: readonly T[]): T[] =>
    values.flatMap((value, row) => Array.from({ length: weights[row]! }, () => value));
  const modes = task === 'classification' ? ['none', 'balanced'] : [undefined];

  it.each(modes)('takes a weight of 2 as the row standing there twice, class_weight %s', (class_weight) => {
    const params = { ...exactly[name], ...(class_weight === undefined ? {} : { class_weight }) };
    const weighted = trainingData(X, y, nClasses, weights);
    const a = fitWithCheckpoints({ estimator, data: weighted, params }).model;
    const repeated = trainingData(twice(X), twice(y), nClasses);
    const b = fitWithCheckpoints({ estimator, data: repeated, params }).model;
    expect(largestDifference(a.predict(weighted.X), b.predict(weighted.X))).toBeLessThan(
      roundsTo[name] ?? 1e-6,
    );
  });
});

describe('class weights', () => {
  it('are a parameter of every classifier', () => {
    const without = estimators.filter(
      ({ tasks, params }) =>
        tasks.includes('classification') && !params.some(({ name }) => name === 'class_weight'),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('make balanced classes weigh the same in all, whatever their rows weigh', () => {
    const data = trainingData([[0], [1], [2], [3]], [0, 0, 0, 1], 2, [1, 2, 1, 0.5]);
    const factors = balancedFactors(data);
    expect(4 * factors[0]!).toBeCloseTo(0.5 * factors[1]!, 12);
    const params = { class_weight: 'balanced' };
    const { weights } = weighClasses({}, data, params);
    expect([...weights!].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(4.5, 12);
    expect(weighClasses({ weighsClasses: true }, data, params).weights).toBe(data.weights);
  });

  it('say nothing to numbers, and what is given comes before what is balanced', () => {
    const numbers = trainingData([[0], [1]], [3, 4], 0);
    expect(weighClasses({}, numbers, { class_weight: 'balanced' })).toBe(numbers);
    const data = trainingData([[0], [1]], [0, 1], 2);
    const given = Float64Array.of(1, 7);
    expect([...weighClasses({}, data, { class_weight: 'balanced' }, given).weights!]).toEqual([1, 7]);
  });
});
