import type { HostTraffic, MonitoredVersion } from '../../workers/lifecycle/monitor.ts';

const HOUR_MS = 3_600_000;
/** Beyond this many bars by the hour nobody can read them: they become days. */
const MOST_HOURS = 72;

const hourLabel = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const dayLabel = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

export interface Traffic {
  readonly by: 'hour' | 'day';
  readonly labels: string[];
  readonly hosts: { host: HostTraffic['host']; counts: number[] }[];
}

/** Predictions over the whole window, hours or days without any as 0. Days begin at local midnight. */
export function trafficOver({ window, byHost }: Pick<MonitoredVersion, 'window' | 'byHost'>): Traffic {
  const byHour = (window.to - window.from) / HOUR_MS <= MOST_HOURS;
  const start = byHour ? hourOf : dayOf;
  const labels = new Map<number, string>();
  for (let at = start(window.from); at < window.to; at = byHour ? at + HOUR_MS : nextDay(at)) {
    labels.set(at, (byHour ? hourLabel : dayLabel).format(at));
  }
  const starts = [...labels.keys()];
  const hosts = byHost.map(({ host, hourly }) => {
    const counts = new Map<number, number>();
    for (const [hour, count] of hourly) counts.set(start(hour), (counts.get(start(hour)) ?? 0) + count);
    return { host, counts: starts.map((at) => counts.get(at) ?? 0) };
  });
  return { by: byHour ? 'hour' : 'day', labels: [...labels.values()], hosts };
}

const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Not 24 hours: some days have 23 or 25. */
function nextDay(at: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() + 1);
}
