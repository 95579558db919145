import type { RunRecord } from '../../shared/records/run.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { Panel } from '../shell/panel.tsx';

/** Metrics that were logged step by step, e.g. the loss by epoch; nothing when there are none. */
export function TrainingCurves({ run }: { run: RunRecord }) {
  const stepped = run.metrics.filter(
    ({ key, step, value }) => step > 0 && typeof value === 'number' && !/^(cv|nested)_/.test(key),
  );
  const keys = [...new Set(stepped.map((metric) => metric.key))];
  if (keys.length === 0) return null;
  const series = keys.map((key) => ({
    name: key,
    points: stepped
      .filter((metric) => metric.key === key)
      .map(({ step, value }) => [step, Number(value)] as const),
  }));
  return (
    <Panel title="While it trained">
      <LineChart
        label={`Metrics of ${run.name} while it trained`}
        xName="step"
        yName="value"
        series={series}
      />
    </Panel>
  );
}
