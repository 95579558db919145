import { Button, Group, Table, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Webhook } from '../../shared/records/webhook.ts';
import { askServer } from '../shell/access.ts';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

interface WebhookTableProps {
  readonly webhooks: readonly Webhook[];
  readonly changed: () => Promise<void>;
}

/** Who is told what; each can be tried, paused and removed. */
export function WebhookTable({ webhooks, changed }: WebhookTableProps) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Address</Table.Th>
            <Table.Th>Told of</Table.Th>
            <Table.Th>Added</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {webhooks.map((webhook) => (
            <Table.Tr key={webhook.webhookId}>
              <Table.Td miw={200} style={{ overflowWrap: 'anywhere' }}>
                {webhook.url}
              </Table.Td>
              <Table.Td>{webhook.events.join(', ')}</Table.Td>
              <Table.Td>
                <TimeAgo at={webhook.createdAt} /> by {webhook.createdBy}
              </Table.Td>
              <Table.Td>
                {webhook.pausedAt === null ? <Pill tone="good">On</Pill> : <Pill>Paused</Pill>}
              </Table.Td>
              <Table.Td>
                <Actions webhook={webhook} changed={changed} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Actions({ webhook, changed }: { webhook: Webhook; changed: () => Promise<void> }) {
  const path = `/api/v1/webhooks/${encodeURIComponent(webhook.webhookId)}`;
  const ask = (suffix: string, method: string, done: string, body?: object) => (): void => {
    askServer(`${path}${suffix}`, method, body)
      .then(() => notifyDone(done))
      .then(changed)
      .catch(notifyError);
  };
  const paused = webhook.pausedAt !== null;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        disabled={paused}
        onClick={ask('/test', 'POST', 'A message is on its way.')}
      >
        Test
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        onClick={ask('', 'PATCH', paused ? 'It is told from now on.' : 'It is told nothing any more.', {
          paused: !paused,
        })}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        size="compact-xs"
        color="red"
        variant="light"
        onClick={() => confirm(webhook, ask('', 'DELETE', 'It is removed.'))}
      >
        Remove
      </Button>
    </Group>
  );
}

function confirm({ url }: Webhook, remove: () => void): void {
  modals.openConfirmModal({
    title: 'Remove this webhook?',
    children: (
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {url} is told nothing any more, and what was sent to it is forgotten.
      </Text>
    ),
    labels: { confirm: 'Remove', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm: remove,
  });
}
