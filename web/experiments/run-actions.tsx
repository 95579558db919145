import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconBox, IconDots, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { useLive } from '../shell/use-live.ts';
import { RegisterModal } from './register-modal.tsx';
import { reproduceRun } from './reproduce-run.ts';

export function RunActions({ run }: { run: RunRecord }) {
  const [registering, register] = useDisclosure(false);
  const remove = useDelete(run);
  if (run.status === 'RUNNING') return null;
  return (
    <>
      {run.modelDigest !== null && (
        <>
          <ReproduceButton run={run} />
          <Button leftSection={<IconBox size={16} />} onClick={register.open}>
            Register model
          </Button>
          <RegisterModal run={run} opened={registering} onClose={register.close} />
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" variant="default" aria-label="More actions">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={remove}>
            Delete run
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** A run from elsewhere shows everything but its rows: it cannot train again here. */
function ReproduceButton({ run }: { run: RunRecord }) {
  const host = useHost();
  const here = useLive((page) => page.workspace.datasets.has(run.dataVersion), [run.dataVersion]);
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      disabled={here !== true}
      title={
        here === false ? 'The rows of this run are not on this device.' : 'Train again and compare the bytes'
      }
      onClick={() => void reproduceRun(host, run).catch(notifyError)}
    >
      Reproduce
    </Button>
  );
}

function useDelete(run: RunRecord): () => void {
  const { workspace } = useHost();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await workspace.log.commit('run.deleted', { runId: run.runId });
    await navigate({ to: '/experiments' });
    notifyDone(`The run ${run.name} is deleted.`);
  };
  return () =>
    modals.openConfirmModal({
      title: `Delete ${run.name}?`,
      children: (
        <Text fz="sm">
          Its parameters, metrics and plots go, here and wherever it is shared. Registered versions stay.
        </Text>
      ),
      labels: { confirm: 'Delete run', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => void remove().catch(notifyError),
    });
}
