import { expect, test } from 'vitest';
import { metricLabel } from '../../../web/shell/metric-labels.ts';

test('metrics read as people say them, with the average and the part where it is not the test', () => {
  expect(
    ['test_roc_auc', 'test_f1_macro', 'train_precision_weighted', 'train_loss', 'custom'].map(metricLabel),
  ).toEqual(['ROC AUC', 'F1 (macro)', 'Precision (weighted), training', 'loss, training', 'custom']);
});
