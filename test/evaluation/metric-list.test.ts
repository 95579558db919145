import { expect, it } from 'vitest';
import { evaluateClassification } from '../../shared/evaluation/classification.ts';
import { betterMetric, flattenMetrics } from '../../shared/evaluation/metric-list.ts';
import { evaluateRegression } from '../../shared/evaluation/regression.ts';

const classified = evaluateClassification({
  labels: ['No', 'Yes'],
  y: Float64Array.of(0, 1, 1),
  probabilities: Float64Array.of(0.9, 0.1, 0.4, 0.6, 0.8, 0.2),
});

it('a classification run has the metrics that `treadle train --json` promises', () => {
  const metrics = flattenMetrics('test', classified);
  const promised = ['accuracy', 'precision', 'recall', 'f1', 'f1_macro', 'roc_auc', 'log_loss'];
  expect(metrics.map(({ key }) => key)).toEqual(
    expect.arrayContaining([...promised, 'pr_auc', 'brier'].map((name) => `test_${name}`)),
  );
  expect(metrics.find(({ key }) => key === 'test_recall')?.value).toBe(0.5);
});

it('an undefined area is left out', () => {
  const keys = flattenMetrics('train', { ...classified, rocAuc: null }).map(({ key }) => key);
  expect(keys).not.toContain('train_roc_auc');
  expect(keys).toContain('train_accuracy');
});

it('a regression run has rmse, mae and r2', () => {
  const values = Float64Array.of(1, 2, 3);
  expect(flattenMetrics('test', evaluateRegression({ y: values, predicted: values }))).toEqual([
    { key: 'test_rmse', value: 0 },
    { key: 'test_mae', value: 0 },
    { key: 'test_r2', value: 1 },
  ]);
});

it('errors and losses are better when lower, everything else when higher', () => {
  const lower = ['test_log_loss', 'train_brier', 'test_rmse', 'mae', 'loss', 'cv_rmse_mean', 'cv_r2_std'];
  expect(lower.map(betterMetric)).toEqual(lower.map(() => 'lower'));
  const higher = ['test_roc_auc', 'test_r2', 'train_f1_macro', 'data_quality', 'cv_roc_auc_mean'];
  expect(higher.map(betterMetric)).toEqual(higher.map(() => 'higher'));
});
