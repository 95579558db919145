import type { RunRecord } from '../shared/records/run.ts';
import type { SweepRecord } from '../shared/records/sweep.ts';
import { betterMetric } from '../shared/evaluation/metric-list.ts';
import { metricOf } from '../workers/lifecycle/leaderboard.ts';
import { mayTryAgain, rungOf, scoreOf, trialIndexOf } from '../workers/lifecycle/sweep/trial-runs.ts';
import { formatTable } from './output.ts';

export interface LeaderboardRow {
  readonly trial: number;
  readonly runId: string;
  readonly estimator: string;
  readonly params: Readonly<Record<string, unknown>>;
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
      error:
        run.error === null ? null : `${run.error.detail}${mayTryAgain(run) ? ' (may be tried again)' : ''}`,
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

/** The leaderboard as text, at most so many rows. */
export function leaderboardText(sweep: SweepRecord, rows: readonly LeaderboardRow[], most: number): string {
  const { metric } = sweep.spec;
  const halved = rows.some(({ rung }) => rung > 0);
  const table = formatTable(
    ['', 'trial', 'estimator', 'params', ...(halved ? ['round'] : []), `cv ${metric}`, 'std', ''],
    rows
      .slice(0, most)
      .map((row, at) => [
        at === 0 && row.mean !== null ? 'best' : '',
        row.trial + 1,
        row.estimator,
        paramText(row.params),
        ...(halved ? [row.rung + 1] : []),
        row.mean === null ? '' : row.mean.toFixed(4),
        row.std === null ? '' : row.std.toFixed(4),
        shortened(row.error ?? ''),
      ]),
  );
  return rows.length > most ? `${table}\n… and ${rows.length - most} more` : table;
}

const paramText = (params: LeaderboardRow['params']): string => {
  const entries = Object.entries(params);
  return entries.length === 0
    ? '(as given)'
    : entries.map(([key, value]) => `${key}=${String(value)}`).join(' ');
};

const MAX_REASON = 60;
const shortened = (text: string): string =>
  text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1)}…` : text;
