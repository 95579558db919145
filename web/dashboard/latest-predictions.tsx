import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatDuration, formatNumber, formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useLatestPredictions } from './use-latest-predictions.ts';

const SHOWN = 6;

export function LatestPredictions() {
  const predictions = useLatestPredictions() ?? [];
  const latest = predictions.slice(-SHOWN).reverse();
  return (
    <Panel
      title="Latest predictions"
      note="on this device"
      flush={latest.length > 0}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link to="/predict" {...props} />}>
          Predict
        </Anchor>
      }
    >
      {latest.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Nothing was asked in the last 24 hours.
        </Text>
      ) : (
        <Table miw={420}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Answer</Table.Th>
              <Table.Th ta="right">Confidence</Table.Th>
              <Table.Th ta="right">Latency</Table.Th>
              <Table.Th ta="right">When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {latest.map((record) => (
              <Table.Tr key={record.requestId}>
                <Table.Td>
                  {record.model} v{record.version}
                </Table.Td>
                <Table.Td>{record.label ?? formatNumber(record.value ?? NaN)}</Table.Td>
                <Table.Td ta="right">
                  {record.confidence === null ? '–' : formatPercent(record.confidence)}
                </Table.Td>
                <Table.Td ta="right">{formatDuration(record.latencyMs)}</Table.Td>
                <Table.Td ta="right">
                  <TimeAgo at={record.at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
