import { AppError } from '../../shared/errors/app-error.ts';
import { betterMetric } from '../../shared/evaluation/metric-list.ts';
import type { RunRecord } from '../../shared/records/run.ts';

/** What runs are ranked by unless somebody says otherwise. */
export function rankingMetric(task: RunRecord['recipe']['task']): string {
  return task === 'classification' ? 'test_roc_auc' : 'test_rmse';
}

/** The last logged value of a metric; NaN when the run has none. */
export function metricOf(run: RunRecord, key: string): number {
  const found = run.metrics.filter((metric) => metric.key === key).at(-1);
  return found === undefined ? NaN : Number(found.value);
}

/** Finished runs, the best first; a run without the metric comes last, ties keep their order. */
export function rankRuns(runs: readonly RunRecord[], metric: string): RunRecord[] {
  const sign = betterMetric(metric) === 'higher' ? -1 : 1;
  const worth = (run: RunRecord): number => {
    const value = metricOf(run, metric);
    return Number.isNaN(value) ? Infinity : sign * value;
  };
  return runs.filter((run) => run.status === 'FINISHED').sort((a, b) => worth(a) - worth(b) || 0);
}

/** @throws AppError `run-without-model` when no run finished. */
export function bestRun(runs: readonly RunRecord[], metric?: string): RunRecord {
  const [best] = rankRuns(runs, metric ?? rankingMetric(runs[0]?.recipe.task ?? 'classification'));
  if (best === undefined) throw new AppError('run-without-model', { detail: 'None of the runs finished.' });
  return best;
}
