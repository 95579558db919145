import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { backendReport, engineLabels } from '../shell/backend-report.ts';
import { BackendSelect } from '../shell/backend-select.tsx';
import { formatCount } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';

/** Whether something among these can train on more than the own engine. */
export const hasNetwork = (estimators: readonly string[]): boolean =>
  estimators.some((name) => {
    const estimator = estimatorByName(name);
    return estimator.kind === 'tensorflow' || estimator.tensorflow !== undefined;
  });

/** What the chosen networks will train on, and how to force something else. */
export function BackendPanel() {
  const report = useStore(backendReport);
  const fastest = report?.considered.find(({ name }) => name === report.chosen);
  return (
    <Panel title="Networks train on">
      <Group justify="space-between" gap="md">
        <Text fz="sm" c="dimmed" maw={560}>
          Automatic takes the own engine, whose bytes are the same everywhere, or a GPU where a large network
          is measured to be clearly faster on it; networks for texts take tfjs, on WebAssembly or a GPU.{' '}
          {fastest !== undefined &&
            fastest.stepsPerSecond !== null &&
            `The last probe here chose: ${engineLabels[fastest.name]}, ${formatCount(fastest.stepsPerSecond)} steps a second. `}
          <Anchor fz="sm" renderRoot={(props) => <Link to="/settings" {...props} />}>
            Probe this device
          </Anchor>
        </Text>
        <BackendSelect />
      </Group>
    </Panel>
  );
}
