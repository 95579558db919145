import { Table, Text } from '@mantine/core';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { Panel } from '../shell/panel.tsx';
import { StagePill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

/** Who moved what where, when and why, the newest first. */
export function ModelHistory({ model }: { model: ModelEntry }) {
  const { transitions } = model;
  return (
    <Panel title="History" flush={transitions.length > 0}>
      {transitions.length === 0 ? (
        <Text fz="sm" c="dimmed">
          No version was moved yet.
        </Text>
      ) : (
        <Table miw={620}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Version</Table.Th>
              <Table.Th>From</Table.Th>
              <Table.Th>To</Table.Th>
              <Table.Th>Reason</Table.Th>
              <Table.Th>By</Table.Th>
              <Table.Th ta="right">When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...transitions].reverse().map((transition, index) => (
              <Table.Tr key={transitions.length - index}>
                <Table.Td>v{transition.version}</Table.Td>
                <Table.Td>
                  <StagePill stage={transition.from} />
                </Table.Td>
                <Table.Td>
                  <StagePill stage={transition.to} />
                </Table.Td>
                <Table.Td>{transition.reason}</Table.Td>
                <Table.Td>{transition.actor}</Table.Td>
                <Table.Td ta="right">
                  <TimeAgo at={transition.at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
