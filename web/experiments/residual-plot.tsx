import type { RegressionEvaluation } from '../../shared/evaluation/evaluation.ts';
import { Histogram } from '../charts/histogram.tsx';
import { formatNumber } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';

export function ResidualPlot({ evaluation: { residuals, rmse } }: { evaluation: RegressionEvaluation }) {
  return (
    <Panel title="Residuals" note={`actual − predicted; RMSE ${formatNumber(rmse)}`}>
      <Histogram
        label="Residuals"
        edges={residuals.edges}
        series={[{ name: 'Rows', values: residuals.counts }]}
      />
    </Panel>
  );
}
