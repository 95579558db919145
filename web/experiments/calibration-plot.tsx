import type { ClassificationEvaluation } from '../../shared/evaluation/evaluation.ts';
import { LineChart, type LineSeries } from '../charts/line-chart.tsx';
import { formatMetric } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';

/** How often a class came that was predicted with so much certainty; before calibration too, where there is one. */
export function CalibrationPlot({ evaluation }: { evaluation: ClassificationEvaluation }) {
  const { calibration, uncalibrated } = evaluation;
  return (
    <Panel title="Calibration" note={calibrationNote(evaluation)}>
      <LineChart
        label="Calibration curve"
        xName="predicted probability"
        yName="observed share"
        unit
        series={
          uncalibrated === undefined
            ? [reliability('model', calibration), ideal]
            : [reliability('calibrated', calibration), reliability('before', uncalibrated.calibration), ideal]
        }
      />
    </Panel>
  );
}

const ideal: LineSeries = {
  name: 'ideal',
  points: [
    [0, 0],
    [1, 1],
  ],
  dashed: true,
};

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
