import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Stage } from '../../shared/records/mutation.ts';
import { isDeployed } from '../../shared/registry/in-use.ts';
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
      : takenBackTo(before);
  /** Into the archive only by way of None: what is deployed is not archived (SYNC5). */
  const takenBackTo = async (former: Stage): Promise<void> => {
    if (former === 'Archived' && isDeployed(stage))
      await promote(host, version.versionId, 'None', 'taken back');
    await promote(host, version.versionId, former, 'taken back');
  };
  const refused = stage === 'Archived' && isDeployed(before);
  const title =
    stage === 'Production'
      ? `Promote v${version.version} to Production`
      : `Move v${version.version} to ${stage}`;
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <Text fz="sm">{consequence(stage, version, replaced)}</Text>
        {!refused && (
          <Textarea
            label="Reason"
            description="Kept in the history of the model"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            data-autofocus
          />
        )}
        {moving.error !== null && <ErrorPanel error={moving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={moving.busy} onClick={moving.start} disabled={refused}>
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
  if (stage === 'Archived' && isDeployed(version.stage))
    return `v${version.version} is in ${version.stage}, and what is deployed is not archived. Promote another version, which archives this one, or move it to None first.`;
  if (version.stage === 'Production') return 'Nothing serves in Production after this.';
  return stage === 'Archived'
    ? 'It stays readable and can come back at any time.'
    : 'It does not serve in Production.';
}
