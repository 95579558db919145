import { Table } from '@mantine/core';
import type { ClassificationEvaluation, Curve } from '../../shared/evaluation/evaluation.ts';
import { LineChart, type LineSeries } from '../charts/line-chart.tsx';
import { formatCount, formatMetric } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { ConfusionMatrix } from './confusion-matrix.tsx';

export function ClassificationPlots({ evaluation }: { evaluation: ClassificationEvaluation }) {
  const { rocAuc, prAuc, roc, pr, calibration, uncalibrated } = evaluation;
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
      <Panel title="Calibration" note={calibrationNote(evaluation)}>
        <LineChart
          label="Calibration curve"
          xName="predicted probability"
          yName="observed share"
          unit
          series={
            uncalibrated === undefined
              ? [reliability('model', calibration), ideal]
              : [
                  reliability('calibrated', calibration),
                  reliability('before', uncalibrated.calibration),
                  ideal,
                ]
          }
        />
      </Panel>
    </>
  );
}

const diagonal = [
  [0, 0],
  [1, 1],
] as const;
const chance: LineSeries = { name: 'chance', points: diagonal, dashed: true };
const ideal: LineSeries = { name: 'ideal', points: diagonal, dashed: true };

export const curves = (all: readonly Curve[], suffix = ''): LineSeries[] =>
  all.map(({ label, x, y }) => ({
    name: `${label}${suffix}`,
    points: x.map((at, index) => [at, y[index] ?? 0] as const),
  }));

/** Brier score and calibration error, with what they were before calibration. */
function calibrationNote({ brier, ece, uncalibrated: before }: ClassificationEvaluation): string {
  const figure = (name: string, value: number, old: number | undefined): string =>
    `${name} ${formatMetric(value)}${old === undefined ? '' : `, before ${formatMetric(old)}`}`;
  const score = figure('Brier score', brier, before?.brier);
  // Reports of older runs have no calibration error.
  return ece === undefined ? score : `${score} · error ${figure('', ece, before?.ece).trim()}`;
}

function reliability(name: string, bins: ClassificationEvaluation['calibration']): LineSeries {
  const filled = bins.filter((bin) => bin.count > 0);
  return {
    name,
    points: filled.map((bin) => [bin.meanPredicted, bin.fractionPositive] as const),
    marks: true,
  };
}

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
