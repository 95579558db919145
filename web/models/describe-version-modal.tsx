import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';
import { readTags, tagsText } from './typed-pairs.ts';

/** Description and tags; all else of a version stays as it was registered. */
export function DescribeVersionModal({ version, onClose }: { version: VersionEntry; onClose: () => void }) {
  const { workspace } = useHost();
  const [description, setDescription] = useState(version.description);
  const [tags, setTags] = useState(tagsText(version.tags));
  const saving = useAction(async () => {
    const { versionId } = version;
    await workspace.log.commit('version.described', { versionId, description, tags: readTags(tags) });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={`Describe v${version.version}`}>
      <Stack>
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={2}
          data-autofocus
        />
        <TextInput
          label="Tags"
          placeholder="team=risk, market=north"
          value={tags}
          onChange={(event) => setTags(event.currentTarget.value)}
        />
        {saving.error !== null && <ErrorPanel error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={saving.busy} onClick={saving.start}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
