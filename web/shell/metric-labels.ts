const labels: Record<string, string> = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  roc_auc: 'ROC AUC',
  pr_auc: 'PR AUC',
  log_loss: 'Log loss',
  brier: 'Brier score',
  ece: 'Calibration error',
  rmse: 'RMSE',
  mae: 'MAE',
  r2: 'R²',
};

/**
 * `test_roc_auc` → `ROC AUC`, `train_f1` → `F1, training`, `cv_roc_auc_mean` → `ROC AUC, folds`; unknown names stay
 * as they are.
 */
export function metricLabel(key: string): string {
  const [, part, rest = key] = /^(train|test|cv|nested)_(.+)$/.exec(key) ?? [];
  const [, name = rest, figure] =
    part === 'cv' || part === 'nested' ? (/^(.+)_(mean|std)$/.exec(rest) ?? []) : [];
  const [, base = name, average] = /^(.+)_(macro|weighted)$/.exec(name) ?? [];
  const label = `${labels[base] ?? base}${average === undefined ? '' : ` (${average})`}`;
  return `${label}${suffixes[part ?? ''] ?? ''}${figure === 'std' ? ' ±' : ''}`;
}

const suffixes: Record<string, string> = { train: ', training', cv: ', folds', nested: ', nested folds' };
