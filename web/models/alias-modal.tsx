import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { setAlias } from '../../workers/lifecycle/promote.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';

interface AliasModalProps {
  readonly model: ModelEntry;
  readonly version: VersionEntry;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AliasModal({ model, version, opened, onClose }: AliasModalProps) {
  const host = useHost();
  const [alias, setName] = useState('');
  const holder = model.versions.find((each) => each.versionId === model.aliases.get(alias.trim()));
  const setting = useAction(async () => {
    await setAlias(host, model.name, alias.trim(), version.versionId);
    onClose();
    notifyDone(`@${alias.trim()} is v${version.version}.`);
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Set an alias for v${version.version}`}>
      <Stack>
        <TextInput
          label="Alias"
          description={
            holder === undefined
              ? 'E.g. champion or challenger'
              : `Now v${holder.version}; it moves to v${version.version}`
          }
          value={alias}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {setting.error !== null && <ErrorPanel error={setting.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={setting.busy} disabled={alias.trim() === ''} onClick={setting.start}>
            Set alias
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
