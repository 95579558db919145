import { describe, expect, it } from 'vitest';
import type { MonitoringWindow } from '../../../shared/monitoring/window.ts';
import { trafficOver } from '../../../web/monitoring/traffic.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 21, 10, 30);

const monitored = (
  hours: number,
  byHost: { host: MonitoringWindow['host']; hourly: [number, number][] }[],
) => ({
  window: { from: NOW - hours * HOUR, to: NOW } as MonitoringWindow,
  byHost: byHost.map((each) => ({ ...each, count: each.hourly.reduce((sum, [, count]) => sum + count, 0) })),
});

describe('traffic over time', () => {
  it('shows every hour of a day, also those without a prediction', () => {
    const hour = Date.UTC(2026, 10, 21, 9);
    const traffic = trafficOver(monitored(24, [{ host: 'http', hourly: [[hour, 7]] }]));
    expect(traffic.by).toBe('hour');
    // Half hours at both ends.
    expect(traffic.labels).toHaveLength(25);
    expect(traffic.hosts[0]!.counts[23]).toBe(7);
    expect(sum(traffic.hosts[0]!.counts)).toBe(7);
  });

  it('adds a month up by day and loses no prediction, whatever the clock did in between', () => {
    const hourly = Array.from({ length: 720 }, (_, at): [number, number] => [
      Math.floor((NOW - at * HOUR) / HOUR) * HOUR,
      1,
    ]);
    const traffic = trafficOver(
      monitored(720, [
        { host: 'page', hourly },
        { host: 'cli', hourly },
      ]),
    );
    expect(traffic.by).toBe('day');
    expect(traffic.hosts.map(({ counts }) => sum(counts))).toEqual([720, 720]);
  });
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
