import { Stack, Table, Text } from '@mantine/core';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import { formatMetric } from '../../shell/format.ts';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';

/** What the search chose without each outer fold, and how that did on it. */
export function NestedPanel({ sweep }: { sweep: SweepRecord }) {
  const { outer, spec } = sweep;
  const scores = outer.flatMap(({ metrics }) =>
    metrics.filter(({ key }) => key === spec.metric).map(({ value }) => value),
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return (
    <Panel
      title="The search, judged on outer folds"
      note={`${outer.length} of ${spec.nested} folds`}
      flush={outer.length > 0}
    >
      {outer.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Comes when the search is done.
        </Text>
      ) : (
        <Stack gap="xs">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Fold</Table.Th>
                <Table.Th>Chosen without it</Table.Th>
                <Table.Th ta="right">{metricLabel(spec.metric)}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outer.map(({ fold, model, params, metrics }) => (
                <Table.Tr key={fold}>
                  <Table.Td>{fold + 1}</Table.Td>
                  <Table.Td>
                    {spec.models[model]?.recipe.estimator.name}{' '}
                    {params.map(({ key, value }) => `${key}=${String(value)}`).join(' ')}
                  </Table.Td>
                  <Table.Td ta="right" className="numeric">
                    {formatMetric(metrics.find(({ key }) => key === spec.metric)?.value)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text fz="sm" px="sm" pb="sm">
            Mean {formatMetric(mean)}: what to expect of a model that this search finds.
          </Text>
        </Stack>
      )}
    </Panel>
  );
}
