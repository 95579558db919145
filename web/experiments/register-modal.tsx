import { Autocomplete, Button, Checkbox, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import type { Stage } from '../../shared/records/mutation.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { promote } from '../../workers/lifecycle/promote.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';

interface RegisterModalProps {
  readonly run: RunRecord;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const stages: { value: Stage; label: string }[] = [
  { value: 'None', label: 'None: only keep it' },
  { value: 'Staging', label: 'Staging' },
  { value: 'Production', label: 'Production: it serves at once' },
];

/** Makes a run's model the next version of a new or existing model. */
export function RegisterModal({ run, opened, onClose }: RegisterModalProps) {
  const host = useHost();
  const navigate = useNavigate();
  const names = [...(useWorkspaceState()?.registry.models.keys() ?? [])];
  const [model, setModel] = useState(run.recipe.register?.model ?? run.dataset);
  const [description, setDescription] = useState('');
  const [stage, setStage] = useState<Stage>('None');
  const [sharing, setSharing] = useState(false);
  const keepsRows = estimatorByName(run.recipe.estimator.name).keepsRows === true;
  const registering = useAction(async () => {
    const version = await registerRun(host, run.runId, model.trim(), { description });
    if (keepsRows && sharing) host.shareRows(version.digest);
    if (stage !== 'None') await promote(host, version.versionId, stage, `registered from ${run.name}`);
    onClose();
    notifyDone(`${model.trim()} v${version.version} is registered.`);
    await navigate({ to: '/models/$model', params: { model: model.trim() } });
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Register model">
      <Stack>
        <Autocomplete
          label="Model"
          description={
            names.includes(model.trim()) ? 'Becomes its next version' : 'A new model; its name cannot change'
          }
          data={names}
          value={model}
          onChange={setModel}
          data-autofocus
        />
        <Select
          label="Stage"
          data={stages}
          value={stage}
          onChange={(next) => setStage(next ?? 'None')}
          allowDeselect={false}
        />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={2}
        />
        {keepsRows && (
          <Checkbox
            label="Share it with its rows"
            description="It answers by the rows it was trained on: whoever has the package can read them. Left out, syncing stops at this model and asks."
            checked={sharing}
            onChange={(event) => setSharing(event.currentTarget.checked)}
          />
        )}
        {registering.error !== null && <ErrorPanel error={registering.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={registering.busy} disabled={model.trim() === ''} onClick={registering.start}>
            Register
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
