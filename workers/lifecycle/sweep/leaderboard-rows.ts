import { betterMetric } from '../../../shared/evaluation/metric-list.ts';
import type { ParamValue } from '../../../shared/records/recipe.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import { metricOf } from '../leaderboard.ts';
import { rungOf, scoreOf, trialIndexOf } from './trial-runs.ts';

export interface LeaderboardRow {
  readonly trial: number;
  readonly runId: string;
  readonly estimator: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly status: RunRecord['status'];
  readonly mean: number | null;
  readonly std: number | null;
  readonly rung: number;
  readonly error: string | null;
}

/** Trials of a sweep, the best first, failed ones last; params are those that were searched. */
export function leaderboardRows(
  { spec }: SweepRecord,
  trials: ReadonlyMap<number, RunRecord>,
): LeaderboardRow[] {
  const sign = betterMetric(spec.metric) === 'higher' ? -1 : 1;
  const searched = new Set(spec.models.flatMap(({ space }) => space.map(({ param }) => param)));
  if (spec.search.method === 'halving' && spec.search.resource !== undefined)
    searched.add(spec.search.resource.param);
  const rows = [...trials.values()].map((run): LeaderboardRow => {
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    const { name, params } = run.recipe.estimator;
    return {
      trial: trialIndexOf(run)!,
      runId: run.runId,
      estimator: name,
      params: Object.fromEntries(Object.entries(params).filter(([key]) => searched.has(key))),
      status: run.status,
      mean: finite(scoreOf(run, spec.metric)),
      std: finite(metricOf(run, `cv_${spec.metric}_std`)),
      rung: rungOf(run),
      error: run.error === null ? null : run.error.detail,
    };
  });
  return rows.sort(
    (a, b) =>
      Number(a.mean === null) - Number(b.mean === null) ||
      b.rung - a.rung ||
      sign * ((a.mean ?? 0) - (b.mean ?? 0)) ||
      a.trial - b.trial,
  );
}
