import { betterMetric } from '../../shared/evaluation/metric-list.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';

/** The best value of each metric among the runs, where at least two have it. */
export function bestValues(runs: readonly RunRecord[], metrics: readonly string[]): Map<string, number> {
  const best = new Map<string, number>();
  for (const key of metrics) {
    const values = runs.map((run) => metricOf(run, key)).filter((value) => Number.isFinite(value));
    if (values.length < 2) continue;
    best.set(key, betterMetric(key) === 'higher' ? Math.max(...values) : Math.min(...values));
  }
  return best;
}
