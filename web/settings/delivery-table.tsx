import { Button, Table, Text } from '@mantine/core';
import type { Delivery, Webhook } from '../../shared/records/webhook.ts';
import { askServer } from '../shell/access.ts';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  readonly webhooks: readonly Webhook[];
  readonly changed: () => Promise<void>;
}

const tones = { pending: 'warn', delivered: 'good', dead: 'bad' } as const;

/** What was sent or is to be, how it went, and again where it went wrong. */
export function DeliveryTable({ deliveries, webhooks, changed }: DeliveryTableProps) {
  const addresses = new Map(webhooks.map(({ webhookId, url }) => [webhookId, url]));
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th>To</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th ta="right">Attempts</Table.Th>
            <Table.Th>Last answer</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Table.Tr key={delivery.deliveryId}>
              <Table.Td>
                <TimeAgo at={delivery.createdAt} />
              </Table.Td>
              <Table.Td>
                {delivery.event}{' '}
                {delivery.seq !== null && (
                  <Text span fz="xs" c="dimmed">
                    event {delivery.seq}
                  </Text>
                )}
              </Table.Td>
              <Table.Td miw={180} style={{ overflowWrap: 'anywhere' }}>
                {addresses.get(delivery.webhookId)}
              </Table.Td>
              <Table.Td>
                <Pill tone={tones[delivery.state]}>{delivery.state}</Pill>
              </Table.Td>
              <Table.Td ta="right">{delivery.attempts}</Table.Td>
              <Table.Td miw={180} style={{ overflowWrap: 'anywhere' }}>
                <Text fz="sm" lineClamp={2} title={delivery.lastError ?? ''}>
                  {delivery.lastError ?? delivery.lastStatus}
                </Text>
              </Table.Td>
              <Table.Td ta="right">
                {delivery.state !== 'pending' && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => void redeliver(delivery, changed).catch(notifyError)}
                  >
                    Send again
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

async function redeliver({ deliveryId }: Delivery, changed: () => Promise<void>): Promise<void> {
  await askServer(`/api/v1/deliveries/${encodeURIComponent(deliveryId)}/redeliver`, 'POST');
  notifyDone('It is on its way again.');
  await changed();
}
