import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots, IconFlask, IconPlus, IconScale, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { TakeBestButton } from '../experiments/sweep/take-best-button.tsx';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { BalanceModal } from './balance/balance-modal.tsx';
import type { DatasetViewProps } from './dataset-view.ts';
import { ExportMenu } from './export-menu.tsx';

export function DatasetActions({ dataset, dataVersion }: DatasetViewProps) {
  const { name } = dataset;
  const remove = useDelete(name);
  const [balancing, setBalancing] = useState(false);
  const newest = dataset.versions.at(-1)?.dataVersion === dataVersion;
  const search = newest ? { dataset: name } : { dataset: name, version: dataVersion };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        renderRoot={(props) => <Link to="/data/import" search={{ dataset: name }} {...props} />}
      >
        Load more rows
      </Button>
      <Button
        leftSection={<IconFlask size={16} />}
        renderRoot={(props) => <Link to="/experiments/new" search={search} {...props} />}
      >
        Train on this
      </Button>
      <TakeBestButton dataset={dataset} dataVersion={dataVersion} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" variant="default" aria-label="More actions">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconScale size={16} />} onClick={() => setBalancing(true)}>
            Balance…
          </Menu.Item>
          <ExportMenu dataset={dataset} dataVersion={dataVersion} />
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={remove}>
            Delete dataset
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {balancing && (
        <BalanceModal dataset={dataset} dataVersion={dataVersion} onClose={() => setBalancing(false)} />
      )}
    </>
  );
}

function useDelete(name: string): () => void {
  const host = useHost();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await navigate({ to: '/data' });
    await host.workspace.datasets.delete(name);
    notifyDone(`${name} is deleted.`);
  };
  return () =>
    modals.openConfirmModal({
      title: `Delete ${name}?`,
      children: (
        <Text fz="sm">
          All its batches and versions leave this device, and nothing else has them. Runs and models that were
          trained on it stay, but cannot be trained again here.
        </Text>
      ),
      labels: { confirm: 'Delete dataset', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => void remove().catch(notifyError),
    });
}
