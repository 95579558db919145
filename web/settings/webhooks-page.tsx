import { Anchor, Stack, Text } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Delivery, Webhook } from '../../shared/records/webhook.ts';
import { askServer } from '../shell/access.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { useCaller } from '../shell/use-caller.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { WebhookTable } from './webhook-table.tsx';

/** What is pending changes by itself. */
const LOOK_AGAIN_MS = 2000;

interface Shown {
  readonly webhooks: readonly Webhook[];
  readonly deliveries: readonly Delivery[];
}

async function read(): Promise<Shown> {
  const { webhooks } = await askServer<{ webhooks: Webhook[] }>('/api/v1/webhooks');
  const { deliveries } = await askServer<{ deliveries: Delivery[] }>('/api/v1/deliveries');
  return { webhooks, deliveries };
}

/** Other programs that the server tells what happens here, and what came of every message. */
export function WebhooksPage() {
  const { caller, error: unknownCaller } = useCaller();
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const isAdmin = caller?.scope === 'admin';
  const refresh = useCallback(
    () =>
      read().then(
        (next) => {
          setShown(next);
          setError(null);
        },
        (thrown: unknown) => setError(AppError.from(thrown)),
      ),
    [],
  );
  useEffect(() => {
    if (!isAdmin) return;
    void refresh();
    const timer = setInterval(() => void refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAdmin, refresh]);
  return (
    <Page
      title="Webhooks"
      trail={
        <Anchor component={Link} to="/settings" fz="sm">
          Settings
        </Anchor>
      }
      description="Other programs that this server tells of new versions, changed stages and drift: a signed POST, tried again until it is taken."
    >
      {unknownCaller !== null && <ErrorPanel error={unknownCaller} />}
      {error !== null && <ErrorPanel error={error} />}
      {caller !== null && caller !== undefined && !isAdmin && (
        <Text c="dimmed">Only an admin sees and changes webhooks.</Text>
      )}
      {isAdmin && (
        <Stack gap="lg">
          <NewWebhook changed={refresh} />
          {shown !== null && <Lists {...shown} changed={refresh} />}
        </Stack>
      )}
    </Page>
  );
}

function Lists({ webhooks, deliveries, changed }: Shown & { changed: () => Promise<void> }) {
  if (webhooks.length === 0)
    return (
      <Empty icon={IconWebhook} title="Nobody is told yet">
        Add the address of a program that should hear of new versions or changed stages.
      </Empty>
    );
  return (
    <>
      <Panel title="Webhooks" flush>
        <WebhookTable webhooks={webhooks} changed={changed} />
      </Panel>
      <Panel title="Deliveries" note="the newest 100" flush={deliveries.length > 0}>
        {deliveries.length === 0 ? (
          <Text fz="sm" c="dimmed">
            Nothing was sent yet. Test sends a message now.
          </Text>
        ) : (
          <DeliveryTable deliveries={deliveries} webhooks={webhooks} changed={changed} />
        )}
      </Panel>
    </>
  );
}
