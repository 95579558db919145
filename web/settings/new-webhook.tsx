import { Box, Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { WEBHOOK_EVENTS, type Webhook, type WebhookEvent } from '../../shared/records/webhook.ts';
import { askServer } from '../shell/access.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';
import { FreshSecret } from './fresh-secret.tsx';

const labels: Record<WebhookEvent, string> = {
  'version.registered': 'A version was registered',
  'stage.changed': 'A stage changed',
  'alert.fired': 'Inputs of a version drifted',
};

/** Asks for an address and what to tell it; then shows the secret of its signatures, once. */
export function NewWebhook({ changed }: { changed: () => Promise<void> }) {
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<string[]>(['version.registered', 'stage.changed']);
  const [added, setAdded] = useState<(Webhook & { secret: string }) | null>(null);
  const adding = useAction(async () => {
    const body = { url: url.trim(), events };
    setAdded(await askServer<Webhook & { secret: string }>('/api/v1/webhooks', 'POST', body));
    setUrl('');
    await changed();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    adding.start();
  };
  return (
    <Panel title="New webhook">
      <form onSubmit={submit}>
        <TextInput
          label="Address"
          placeholder="https://ci.example/hooks/treadle"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Checkbox.Group label="Tell it when" mt="sm" value={events} onChange={setEvents}>
          <Group gap="lg" mt={6}>
            {WEBHOOK_EVENTS.map((event) => (
              <Checkbox key={event} value={event} label={labels[event]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Button
          type="submit"
          mt="md"
          disabled={url.trim() === '' || events.length === 0}
          loading={adding.busy}
        >
          Add it
        </Button>
      </form>
      {adding.error !== null && (
        <Box mt="md">
          <ErrorPanel error={adding.error} />
        </Box>
      )}
      {added !== null && (
        <FreshSecret label={`The secret that signs messages to ${added.url}.`} secret={added.secret} />
      )}
    </Panel>
  );
}
