import { SimpleGrid } from '@mantine/core';
import type { RunRecord } from '../../shared/records/run.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { Panel } from '../shell/panel.tsx';
import { curves } from './classification-plots.tsx';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { useReports } from './use-evaluation.ts';

/** The curves of both on one pair of axes; nothing while one of them has no reports here. */
export function ComparePlots({ a, b }: { a: RunRecord; b: RunRecord }) {
  const one = useReports(a).answer?.test;
  const two = useReports(b).answer?.test;
  if (one?.task !== 'classification' || two?.task !== 'classification') return null;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Panel title="ROC curves" note="test part">
        <LineChart
          label={`ROC curves of ${a.name} and ${b.name}`}
          xName="false positive rate"
          yName="true positive rate"
          unit
          series={[...curves(one.roc, ` · ${a.name}`), ...curves(two.roc, ` · ${b.name}`)]}
        />
      </Panel>
      <Panel title="Precision and recall" note="test part">
        <LineChart
          label={`Precision recall curves of ${a.name} and ${b.name}`}
          xName="recall"
          yName="precision"
          unit
          series={[...curves(one.pr, ` · ${a.name}`), ...curves(two.pr, ` · ${b.name}`)]}
        />
      </Panel>
      <Panel title={a.name} note="confusion matrix">
        <ConfusionMatrix labels={one.labels} confusion={one.confusion} />
      </Panel>
      <Panel title={b.name} note="confusion matrix">
        <ConfusionMatrix labels={two.labels} confusion={two.confusion} />
      </Panel>
    </SimpleGrid>
  );
}
