import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RegistryState } from '../../shared/registry/state.ts';
import { rankingMetric } from '../../workers/lifecycle/leaderboard.ts';
import { formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';

/** What serves right now. */
export function ProductionModels({ registry }: { registry: RegistryState }) {
  const serving = [...registry.models.values()].flatMap((model) =>
    model.versions.filter((version) => version.stage === 'Production'),
  );
  return (
    <Panel
      title="In Production"
      flush={serving.length > 0}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link to="/models" {...props} />}>
          All models
        </Anchor>
      }
    >
      {serving.length === 0 ? (
        <Text fz="sm" c="dimmed">
          No version serves yet. Register a finished run, then promote it to Production.
        </Text>
      ) : (
        <Table miw={360}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Estimator</Table.Th>
              <Table.Th ta="right">On its test part</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {serving.map((version) => {
              const key = rankingMetric(version.task);
              const metric = version.metrics.find((each) => each.key === key);
              return (
                <Table.Tr key={version.versionId}>
                  <Table.Td>
                    <Anchor
                      fw={550}
                      renderRoot={(props) => (
                        <Link to="/models/$model" params={{ model: version.model }} {...props} />
                      )}
                    >
                      {version.model} v{version.version}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{version.estimator}</Table.Td>
                  <Table.Td ta="right">
                    {metricLabel(key)} {formatMetric(metric?.value)}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
