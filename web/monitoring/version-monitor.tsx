import { SimpleGrid, Stack } from '@mantine/core';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { formatCount, formatDuration } from '../shell/format.ts';
import { Stat, Stats } from '../shell/stats.tsx';
import { ConfidencePanel, LabelPanel } from './answer-distributions.tsx';
import { DriftPanel } from './drift-panel.tsx';
import { hostLabels, TrafficChart } from './traffic-chart.tsx';

/** Traffic, latency, answers and drift of one version. */
export function VersionMonitor({ monitored }: { monitored: MonitoredVersion }) {
  const { window, latency, byHost, version } = monitored;
  const time = (percentile: 'p50' | 'p95' | 'p99'): string =>
    latency === null ? '–' : formatDuration(latency[percentile]);
  return (
    <Stack gap="lg">
      <Stats>
        <Stat label={`Predictions of v${version}`} value={formatCount(window.count)} />
        {byHost.map(({ host, count }) => (
          <Stat key={host} label={hostLabels[host]} value={formatCount(count)} />
        ))}
        <Stat label="Latency, median" value={time('p50')} />
        <Stat label="95th percentile" value={time('p95')} />
        <Stat label="99th percentile" value={time('p99')} />
      </Stats>
      <TrafficChart monitored={monitored} />
      {(window.labels.length > 0 || window.confidence.length > 0) && (
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
          {window.labels.length > 0 && <LabelPanel monitored={monitored} />}
          {window.confidence.length > 0 && <ConfidencePanel monitored={monitored} />}
        </SimpleGrid>
      )}
      <DriftPanel monitored={monitored} />
    </Stack>
  );
}
