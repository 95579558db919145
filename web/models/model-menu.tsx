import { ActionIcon, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useDisclosure } from '@mantine/hooks';
import { IconArchive, IconDots, IconFilePlus, IconScale, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { CompareVersionsModal } from './compare-versions-modal.tsx';
import { RegisterFileModal } from './register-file-modal.tsx';

/** What can be done with a model as a whole. */
export function ModelMenu({ model }: { model: ModelEntry }) {
  const { workspace } = useHost();
  const navigate = useNavigate();
  const [registering, register] = useDisclosure(false);
  const [comparing, compare] = useDisclosure(false);
  const { name } = model;
  const archived = model.archived === true;
  const setArchived = async (next: boolean): Promise<void> => {
    await workspace.log.commit('model.archived', { model: name, archived: next });
    notifyDone(
      `${name} is ${next ? 'in' : 'out of'} the archive.`,
      next ? () => setArchived(false) : undefined,
    );
  };
  const remove = async (): Promise<void> => {
    await workspace.log.commit('model.deleted', { model: name });
    notifyDone(`${name} is deleted.`);
    await navigate({ to: '/models' });
  };
  const ask = (): void => {
    modals.openConfirmModal({
      title: `Delete ${name}`,
      children: (
        <Text fz="sm">
          All its versions go with it, for everybody who shares this registry. The log goes on saying that
          they were there; runs stay.
        </Text>
      ),
      labels: { confirm: 'Delete it', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => void remove().catch(notifyError),
    });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" variant="default" aria-label={`Actions for ${name}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFilePlus size={15} />} onClick={register.open}>
            Register a file
          </Menu.Item>
          <Menu.Item
            leftSection={<IconScale size={15} />}
            disabled={model.versions.length < 2}
            onClick={compare.open}
          >
            Compare versions
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconArchive size={15} />}
            onClick={() => void setArchived(!archived).catch(notifyError)}
          >
            {archived ? 'Take out of the archive' : 'Archive'}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={ask}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {registering && <RegisterFileModal model={name} onClose={register.close} />}
      {comparing && <CompareVersionsModal model={model} onClose={compare.close} />}
    </>
  );
}
