import type { SweepRecord } from '../shared/records/sweep.ts';
import type { LeaderboardRow } from '../workers/lifecycle/sweep/leaderboard-rows.ts';
import { formatTable } from './output.ts';

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
