import { describe, expect, it, vi } from 'vitest';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import reference from '../references/boosting.json' with { type: 'json' };
import { referenceParts, type ReferenceTask } from './boosting-reference-data.ts';
import { rocAuc } from './roc-auc.ts';
import { fitNow } from './tree-fitting.ts';

/**
 * Scores on test rows beside scikit-learn's and XGBoost's, each the mean over ten data sets. They bin,
 * sum and break ties differently; 0.005 is what such a mean varies by between seeds.
 */
const scores: Record<string, number> = reference.scores;
const TOLERANCE = 0.005;

/* Ten seeds of each: seconds, and a minute where others keep the machine busy. */
vi.setConfig({ testTimeout: 180_000 });

it('the data are those of the reference, to the bit', () => {
  const { train } = referenceParts('gaps', 0);
  expect([...train.X.values.subarray(0, 8)]).toEqual(reference.first_row.map((value) => value ?? NaN));
  expect(train.X.values.reduce((sum, value) => sum + +Number.isNaN(value), 0)).toBe(reference.missing);
  expect(train.y.reduce((a, b) => a + b, 0) / train.y.length).toBe(reference.positive_share);
});

function meanScore(task: ReferenceTask): number {
  const all = reference.seeds.map((seed) => {
    const { train, test } = referenceParts(task, seed);
    const out = fitNow(gradientBoosting, train, {}, seed).predict(test.X);
    if (task !== 'number') return rocAuc(out, test.y);
    return Math.sqrt(out.reduce((sum, p, row) => sum + (p - test.y[row]!) ** 2, 0) / out.length);
  });
  return all.reduce((a, b) => a + b, 0) / all.length;
}

describe('beside the peers, over ten seeds', () => {
  it('two classes: the AUC of both', () => {
    const own = meanScore('binary');
    expect(Math.abs(own - scores['binary/sklearn']!)).toBeLessThan(TOLERANCE);
    expect(Math.abs(own - scores['binary/xgboost']!)).toBeLessThan(TOLERANCE);
  });

  it('numbers: the error of both', () => {
    const own = meanScore('number');
    expect(Math.abs(own - scores['number/sklearn']!)).toBeLessThan(TOLERANCE);
    expect(Math.abs(own - scores['number/xgboost']!)).toBeLessThan(TOLERANCE);
  });

  it('missing cells and categories: as scikit-learn natively, better than medians and 0/1 columns', () => {
    const own = meanScore('gaps');
    expect(own).toBeGreaterThan(scores['gaps/sklearn']! - TOLERANCE);
    expect(own).toBeGreaterThan(scores['gaps/one-hot']!);
    expect(own).toBeGreaterThan(scores['gaps/xgboost']!);
  });
});
