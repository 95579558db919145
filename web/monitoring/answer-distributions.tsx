import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { BarChart, type BarSeries } from '../charts/bar-chart.tsx';
import { formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { confidenceBins, labelShares, shares } from './distributions.ts';

const wholePercent = (share: number): string => formatPercent(share, 0);

export function LabelPanel({ monitored }: { monitored: MonitoredVersion }) {
  const { labels, now, training } = labelShares(monitored);
  return (
    <Panel title="Predicted classes" note="share of answers, against training">
      <BarChart
        label="Predicted classes now and in training"
        sideways={labels.length > 5}
        categories={labels}
        series={nowAndTraining(now, training)}
        format={wholePercent}
      />
    </Panel>
  );
}

export function ConfidencePanel({ monitored: { window, reference } }: { monitored: MonitoredVersion }) {
  const training = reference === null ? null : shares(reference.confidence);
  return (
    <Panel title="Confidence" note="of the predicted class, against training">
      <BarChart
        label="Confidence of predictions now and in training"
        touching
        categories={confidenceBins(window.confidence.length)}
        series={nowAndTraining(shares(window.confidence), training)}
        format={wholePercent}
      />
    </Panel>
  );
}

/** null: the reference is not on this device. */
const nowAndTraining = (now: readonly number[], training: readonly number[] | null): BarSeries[] => [
  { name: 'Now', values: now },
  ...(training === null ? [] : [{ name: 'Training', values: training }]),
];
