import { BarChart } from '../charts/bar-chart.tsx';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';

const MOST_SHOWN = 20;

/** What the model leans on, the strongest first; the values sum to 1. */
export function ImportancePlot({
  importance,
}: {
  importance: readonly { feature: string; value: number }[];
}) {
  const top = [...importance].sort((a, b) => b.value - a.value).slice(0, MOST_SHOWN);
  const note =
    importance.length > MOST_SHOWN
      ? `the first ${MOST_SHOWN} of ${importance.length}`
      : formatPlural(top.length, 'feature');
  return (
    <Panel title="Feature importance" note={note}>
      <BarChart
        label="Feature importance"
        sideways
        categories={top.map((each) => each.feature)}
        series={[{ name: 'Importance', values: top.map((each) => each.value) }]}
      />
    </Panel>
  );
}
