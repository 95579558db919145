import type { RunRecord } from '../../shared/records/run.ts';
import { Panel } from '../shell/panel.tsx';
import { Curves } from './curves.tsx';

/** Metrics that were logged step by step, e.g. the loss by epoch; nothing when there are none. */
export function TrainingCurves({ run }: { run: RunRecord }) {
  const stepped = run.metrics.filter(
    ({ key, step, value }) => step > 0 && typeof value === 'number' && !/^(cv|nested)_/.test(key),
  );
  if (stepped.length === 0) return null;
  const points = stepped.map((metric) => ({ ...metric, value: Number(metric.value) }));
  return (
    <Panel title="While it trained">
      <Curves label={`${run.name} while it trained`} points={points} />
    </Panel>
  );
}
