import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { activities } from './activity.ts';
import { activateUpdate, appUpdate, mayReload } from './service-worker.ts';
import { useStore } from './store.ts';

const RECHECK_MS = 2_000;

export function UpdateBanner() {
  const { waiting } = useStore(appUpdate);
  const free = useMayReload(waiting);
  if (!waiting) return null;
  return (
    <Alert color="blue" icon={<IconRefresh />} radius={0} role="status">
      <Group justify="space-between">
        <Text fz="sm">
          {free
            ? 'A new version of Treadle is ready.'
            : 'A new version is ready; it waits until the training is done.'}
        </Text>
        <Button size="xs" disabled={!free} onClick={() => void activateUpdate()}>
          Reload to update
        </Button>
      </Group>
    </Alert>
  );
}

/** Asked again and again, since another tab may start or end a training. */
function useMayReload(waiting: boolean): boolean {
  const [free, setFree] = useState(false);
  const busy = useStore(activities).length > 0;
  useEffect(() => {
    if (!waiting) return;
    const check = (): void => void mayReload().then(setFree);
    check();
    const timer = setInterval(check, RECHECK_MS);
    return () => clearInterval(timer);
  }, [waiting, busy]);
  return free;
}
