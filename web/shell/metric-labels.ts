const labels: Record<string, string> = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  roc_auc: 'ROC AUC',
  pr_auc: 'PR AUC',
  log_loss: 'Log loss',
  brier: 'Brier score',
  rmse: 'RMSE',
  mae: 'MAE',
  r2: 'R²',
};

/** `test_roc_auc` → `ROC AUC`, `train_f1` → `F1, training`; unknown names stay as they are. */
export function metricLabel(key: string): string {
  const [, part, name = key] = /^(train|test)_(.+)$/.exec(key) ?? [];
  const [, base = name, average] = /^(.+)_(macro|weighted)$/.exec(name) ?? [];
  const label = `${labels[base] ?? base}${average === undefined ? '' : ` (${average})`}`;
  return part === 'train' ? `${label}, training` : label;
}
