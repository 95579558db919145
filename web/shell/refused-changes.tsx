import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { useHost } from './host-context.tsx';
import { notifyError } from './notify.tsx';
import { useLive } from './use-live.ts';

/** What this device changed while somebody else was faster; it stays until the person has seen it (SYNC2). */
export function RefusedChanges() {
  const host = useHost();
  const refused = useLive((each) => each.refused.refused(), []) ?? [];
  if (refused.length === 0) return null;
  const dismiss = (): void => void host.refused.forgetRefused().catch(notifyError);
  return (
    <Alert color="yellow" icon={<IconAlertTriangle />} radius={0} title="Not shared, since others were first">
      <Group justify="space-between" align="flex-end">
        <List fz="sm">
          {refused.map((event) => (
            <List.Item key={event.uid}>{describe(event)}</List.Item>
          ))}
        </List>
        <Button size="xs" variant="default" onClick={dismiss}>
          Dismiss
        </Button>
      </Group>
    </Alert>
  );
}

const CHANGES: Partial<Record<string, string>> = {
  'stage.transitioned': 'Moving a version to another stage',
  'alias.set': 'Setting an alias',
  'model.created': 'Creating a model',
  'version.registered': 'Registering a version',
};

function describe({ type, code }: Event) {
  const known = code === undefined ? undefined : catalogue[code as ErrorCode];
  return (
    <>
      {CHANGES[type] ?? `The change "${type}"`}: {known?.title ?? code}.{' '}
      <Text span fz="sm" c="dimmed">
        {known?.remedy}
      </Text>
    </>
  );
}
