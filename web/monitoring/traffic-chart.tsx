import type { HostTraffic, MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { formatCount } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { trafficOver } from './traffic.ts';

export const hostLabels: Record<HostTraffic['host'], string> = {
  page: 'This page',
  cli: 'Command line',
  http: 'HTTP',
};

/** How much was asked when, and from where. */
export function TrafficChart({ monitored }: { monitored: MonitoredVersion }) {
  const { by, labels, hosts } = trafficOver(monitored);
  return (
    <Panel title={`Predictions by ${by}`}>
      <BarChart
        label={`Predictions by ${by} and where they were asked`}
        stacked
        whole
        categories={labels}
        series={hosts.map(({ host, counts }) => ({ name: hostLabels[host], values: counts }))}
        format={formatCount}
        height={210}
      />
    </Panel>
  );
}
