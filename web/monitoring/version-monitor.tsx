import { SimpleGrid, Stack } from '@mantine/core';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { formatCount, formatDuration, formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Stat, Stats } from '../shell/stats.tsx';
import { confidenceBins, labelShares, shares } from './distributions.ts';
import { DriftPanel } from './drift-panel.tsx';

const hostLabels = { page: 'page', cli: 'command', http: 'HTTP' } as const;

export function VersionMonitor({ monitored }: { monitored: MonitoredVersion }) {
  const { window, latency, byHost, version } = monitored;
  const share = (value: number): string => formatPercent(value, 0);
  return (
    <Stack gap="lg">
      <Stats>
        <Stat
          label={`Predictions of v${version}`}
          value={formatCount(window.count)}
          note={byHost.map(({ host, count }) => `${formatCount(count)} ${hostLabels[host]}`).join(', ')}
        />
        <Stat label="Latency, median" value={latency === null ? '–' : formatDuration(latency.p50)} />
        <Stat label="95th percentile" value={latency === null ? '–' : formatDuration(latency.p95)} />
        <Stat label="99th percentile" value={latency === null ? '–' : formatDuration(latency.p99)} />
      </Stats>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {window.labels.length > 0 && (
          <Panel title="Predicted classes" note="share of answers, against training">
            <LabelChart monitored={monitored} />
          </Panel>
        )}
        {window.confidence.length > 0 && (
          <Panel title="Confidence" note="of the predicted class, against training">
            <BarChart
              label="Confidence of predictions"
              touching
              categories={confidenceBins(window.confidence.length)}
              series={[
                { name: 'Now', values: shares(window.confidence) },
                ...(monitored.reference === null
                  ? []
                  : [{ name: 'Training', values: shares(monitored.reference.confidence) }]),
              ]}
              format={share}
            />
          </Panel>
        )}
      </SimpleGrid>
      {window.hourly.length > 1 && (
        <Panel title="Predictions per hour">
          <LineChart
            label="Predictions per hour"
            xName="time"
            yName="predictions"
            time
            height={220}
            series={[{ name: 'Predictions', points: window.hourly, marks: true }]}
          />
        </Panel>
      )}
      <DriftPanel monitored={monitored} />
    </Stack>
  );
}

function LabelChart({ monitored }: { monitored: MonitoredVersion }) {
  const { labels, now, training } = labelShares(monitored);
  return (
    <BarChart
      label="Predicted classes"
      sideways={labels.length > 5}
      categories={labels}
      series={[
        { name: 'Now', values: now },
        ...(training === null ? [] : [{ name: 'Training', values: training }]),
      ]}
      format={(value) => formatPercent(value, 0)}
    />
  );
}
