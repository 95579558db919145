import { ActionIcon, Button, Group, Text, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { ModelEntry } from '../../shared/registry/state.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';

export function ModelDescription({ model }: { model: ModelEntry }) {
  const { workspace } = useHost();
  const [draft, setDraft] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    await workspace.log.commit('model.described', { model: model.name, description: draft ?? '' });
    setDraft(null);
  };
  if (draft === null) {
    return (
      <Group gap={4}>
        <Text fz="sm">{model.description === '' ? 'No description' : model.description}</Text>
        <ActionIcon size="sm" aria-label="Edit description" onClick={() => setDraft(model.description)}>
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
      </Group>
    );
  }
  return (
    <Group align="flex-end" gap="xs">
      <Textarea
        aria-label="Description"
        autosize
        w={420}
        maw="100%"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <Button size="xs" onClick={() => void save().catch(notifyError)}>
        Save
      </Button>
      <Button size="xs" variant="default" onClick={() => setDraft(null)}>
        Cancel
      </Button>
    </Group>
  );
}
