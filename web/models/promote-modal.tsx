import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Stage } from '../../shared/records/mutation.ts';
import { productionVersion } from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { promote } from '../../workers/lifecycle/promote.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';

interface PromoteModalProps {
  readonly model: ModelEntry;
  readonly version: VersionEntry;
  readonly stage: Stage;
  readonly onClose: () => void;
}

/** Says what will happen, asks why, and leaves a way back. */
export function PromoteModal({ model, version, stage, onClose }: PromoteModalProps) {
  const host = useHost();
  const [reason, setReason] = useState('');
  const before = version.stage;
  const moving = useAction(async () => {
    await promote(host, version.versionId, stage, reason);
    onClose();
    notifyDone(`${model.name} v${version.version} is in ${stage}.`, () => takeBack());
  });
  const replaced = productionVersion(model);
  const takeBack = (): Promise<unknown> =>
    stage === 'Production' && replaced !== null
      ? promote(host, replaced.versionId, 'Production', 'taken back')
      : promote(host, version.versionId, before, 'taken back');
  const title =
    stage === 'Production'
      ? `Promote v${version.version} to Production`
      : `Move v${version.version} to ${stage}`;
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <Text fz="sm">{consequence(stage, version, replaced)}</Text>
        <Textarea
          label="Reason"
          description="Kept in the history of the model"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          data-autofocus
        />
        {moving.error !== null && <ErrorPanel error={moving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={moving.busy} onClick={moving.start}>
            {stage === 'Production' ? 'Promote to Production' : `Move to ${stage}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function consequence(stage: Stage, version: VersionEntry, serving: VersionEntry | null): string {
  if (stage === 'Production') {
    const former = serving === null ? '' : ` v${serving.version} is archived; one click brings it back.`;
    return `It answers every prediction from now on.${former}`;
  }
  if (version.stage === 'Production') return 'Nothing serves in Production after this.';
  return stage === 'Archived'
    ? 'It stays readable and can come back at any time.'
    : 'It does not serve in Production.';
}
