import { Table } from '@mantine/core';
import type { ClassificationEvaluation, Curve } from '../../shared/evaluation/evaluation.ts';
import { LineChart, type LineSeries } from '../charts/line-chart.tsx';
import { formatCount, formatMetric } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { CalibrationPlot } from './calibration-plot.tsx';
import { ConfusionMatrix } from './confusion-matrix.tsx';

export function ClassificationPlots({ evaluation }: { evaluation: ClassificationEvaluation }) {
  const { rocAuc, prAuc, roc, pr } = evaluation;
  return (
    <>
      <Panel title="Confusion matrix" note={`${formatCount(evaluation.nRows)} rows`}>
        <ConfusionMatrix labels={evaluation.labels} confusion={evaluation.confusion} />
      </Panel>
      <Panel title="By class" flush>
        <ClassTable evaluation={evaluation} />
      </Panel>
      <Panel title="ROC curve" note={`area ${formatMetric(rocAuc)}`}>
        <LineChart
          label="ROC curve"
          xName="false positive rate"
          yName="true positive rate"
          unit
          series={[...curves(roc), chance]}
        />
      </Panel>
      <Panel title="Precision and recall" note={`area ${formatMetric(prAuc)}`}>
        <LineChart label="Precision recall curve" xName="recall" yName="precision" unit series={curves(pr)} />
      </Panel>
      <CalibrationPlot evaluation={evaluation} />
    </>
  );
}

const chance: LineSeries = {
  name: 'chance',
  points: [
    [0, 0],
    [1, 1],
  ],
  dashed: true,
};

export const curves = (all: readonly Curve[], suffix = ''): LineSeries[] =>
  all.map(({ label, x, y }) => ({
    name: `${label}${suffix}`,
    points: x.map((at, index) => [at, y[index] ?? 0] as const),
  }));

function ClassTable({ evaluation }: { evaluation: ClassificationEvaluation }) {
  return (
    <Table miw={420}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Class</Table.Th>
          <Table.Th ta="right">Precision</Table.Th>
          <Table.Th ta="right">Recall</Table.Th>
          <Table.Th ta="right">F1</Table.Th>
          <Table.Th ta="right">Rows</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {evaluation.perClass.map(({ label, precision, recall, f1, support }) => (
          <Table.Tr key={label}>
            <Table.Td>{label}</Table.Td>
            <Table.Td ta="right">{formatMetric(precision)}</Table.Td>
            <Table.Td ta="right">{formatMetric(recall)}</Table.Td>
            <Table.Td ta="right">{formatMetric(f1)}</Table.Td>
            <Table.Td ta="right">{formatCount(support)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
