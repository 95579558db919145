import type { ClassificationEvaluation, Evaluation, RegressionEvaluation } from './evaluation.ts';

export interface Metric {
  key: string;
  value: number;
}

/** Metric names of a classification run, in the order they are printed. */
const classificationMetrics: readonly [string, (e: ClassificationEvaluation) => number | null][] = [
  ['accuracy', (e) => e.accuracy],
  ['precision', (e) => e.precision],
  ['recall', (e) => e.recall],
  ['f1', (e) => e.f1],
  ['precision_macro', (e) => e.macro.precision],
  ['recall_macro', (e) => e.macro.recall],
  ['f1_macro', (e) => e.macro.f1],
  ['f1_weighted', (e) => e.weighted.f1],
  ['roc_auc', (e) => e.rocAuc],
  ['pr_auc', (e) => e.prAuc],
  ['log_loss', (e) => e.logLoss],
  ['brier', (e) => e.brier],
  ['ece', (e) => e.ece ?? null],
];

const regressionMetrics: readonly [string, (e: RegressionEvaluation) => number][] = [
  ['rmse', (e) => e.rmse],
  ['mae', (e) => e.mae],
  ['r2', (e) => e.r2],
];

/** The figures of an evaluation as metrics of a run, `test_roc_auc` and so on; an undefined one is left out. */
export function flattenMetrics(part: 'train' | 'test', evaluation: Evaluation): Metric[] {
  const named: readonly [string, number | null][] =
    evaluation.task === 'classification'
      ? classificationMetrics.map(([name, read]) => [name, read(evaluation)])
      : regressionMetrics.map(([name, read]) => [name, read(evaluation)]);
  return named.flatMap(([name, value]) => (value === null ? [] : [{ key: `${part}_${name}`, value }]));
}

/** Errors and losses: the last word of their names tells. */
const LOWER_IS_BETTER = /(^|_)(loss|brier|ece|rmse|mse|mae|error|ms)$/;

/** Which direction is better for a metric of a run, with or without its `train_` or `test_`, also for its mean over folds. */
export function betterMetric(key: string): 'higher' | 'lower' {
  if (key.endsWith('_std')) return 'lower';
  return LOWER_IS_BETTER.test(key.replace(/_mean$/, '')) ? 'lower' : 'higher';
}

/** The figures that runs of a task can be ranked by, without the part they were measured on. */
export function metricNames(task: 'classification' | 'regression'): string[] {
  return (task === 'classification' ? classificationMetrics : regressionMetrics).map(([name]) => name);
}
