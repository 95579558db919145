import { Button, Progress, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatBytes, formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { appUpdate } from '../shell/service-worker.ts';
import { useStore } from '../shell/store.ts';
import { Setting } from './setting.tsx';

interface Storage {
  readonly usage: number;
  readonly quota: number;
  readonly persisted: boolean;
}

async function readStorage(): Promise<Storage> {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { usage, quota, persisted: await navigator.storage.persisted() };
}

export function StoragePanel() {
  const [storage, setStorage] = useState<Storage | null>(null);
  const { offlineReady } = useStore(appUpdate);
  const refresh = (): void => void readStorage().then(setStorage);
  useEffect(refresh, []);
  const keep = (): void => void navigator.storage.persist().then(refresh);
  return (
    <Panel title="Storage">
      {storage !== null && (
        <>
          <Setting
            label="Used"
            hint={`${formatBytes(storage.usage)} of ${formatBytes(storage.quota)} that the browser grants (${formatPercent(storage.usage / Math.max(1, storage.quota))})`}
          >
            <Progress
              w={180}
              value={(100 * storage.usage) / Math.max(1, storage.quota)}
              aria-label="Storage used"
            />
          </Setting>
          <Setting
            label="Kept for good"
            hint="Otherwise the browser may clear what is stored when the disk is full."
          >
            {storage.persisted ? (
              <Pill tone="good">Yes</Pill>
            ) : (
              <Button size="xs" variant="default" onClick={keep}>
                Ask the browser to keep it
              </Button>
            )}
          </Setting>
        </>
      )}
      <Setting
        label="Offline"
        hint="The app itself, its workers and compute kernels are stored on this device."
      >
        {offlineReady ? <Pill tone="good">Ready to work offline</Pill> : <Text fz="sm">Not stored yet</Text>}
      </Setting>
    </Panel>
  );
}
