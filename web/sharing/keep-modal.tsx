import { Autocomplete, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keepShared } from '../../workers/sharing/keep.ts';
import type { OpenedShare } from '../../workers/sharing/shared-file.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';
import { openedFile } from './opened-file.ts';

interface KeepModalProps {
  readonly share: OpenedShare;
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function KeepModal({ share, name, opened, onClose }: KeepModalProps) {
  const host = useHost();
  const navigate = useNavigate();
  const names = [...(useWorkspaceState()?.registry.models.keys() ?? [])];
  const [model, setModel] = useState(name);
  const keeping = useAction(async () => {
    const version = await keepShared(host, share, model.trim());
    openedFile.set(null);
    onClose();
    notifyDone(`${version.model} v${version.version} is kept.`);
    await navigate({
      to: '/models/$model',
      params: { model: version.model },
      search: { version: version.version },
    });
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Keep in my registry">
      <Stack>
        <Text fz="sm">
          The same bytes under the same digest: data version, recipe, seed and engine come along. The version
          keeps a note of where it comes from.
        </Text>
        <Autocomplete
          label="Model"
          description={names.includes(model.trim()) ? 'Becomes its next version' : 'A new model'}
          data={names}
          value={model}
          onChange={setModel}
          openOnFocus={false}
          data-autofocus
        />
        {keeping.error !== null && <ErrorPanel error={keeping.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={keeping.busy} disabled={model.trim() === ''} onClick={keeping.start}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
