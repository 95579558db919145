import {
  Autocomplete,
  Button,
  FileButton,
  Group,
  Modal,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '../../shared/estimators/estimator.ts';
import { fileFormatOf, isPackageName, modelNameOf } from '../../workers/lifecycle/file-formats.ts';
import { type FileRegistration, registerFile } from '../../workers/lifecycle/register-file.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatBytes } from '../shell/format.ts';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { useAction } from '../shell/use-action.ts';
import { readMetrics, readTags } from './typed-pairs.ts';

interface RegisterFileModalProps {
  /** The model it is for, when one came from there. */
  readonly model: string;
  readonly onClose: () => void;
}

const tasks: { value: Task; label: string }[] = [
  { value: 'classification', label: 'Classification' },
  { value: 'regression', label: 'Regression' },
];

/** Registers a file by hand: a package is served like any other, a foreign file is kept as it is. */
export function RegisterFileModal({ model: given, onClose }: RegisterFileModalProps) {
  const host = useHost();
  const navigate = useNavigate();
  const names = [...(useWorkspaceState()?.registry.models.keys() ?? [])];
  const [file, setFile] = useState<File | null>(null);
  const [model, setModel] = useState(given);
  const [format, setFormat] = useState('');
  const [task, setTask] = useState<Task>('classification');
  const [semver, setSemver] = useState('');
  const [description, setDescription] = useState('');
  const [tags, setTags] = useState('');
  const [metrics, setMetrics] = useState('');
  const foreign = file !== null && !isPackageName(file.name);
  const choose = (chosen: File | null): void => {
    setFile(chosen);
    if (chosen !== null && model === '') setModel(modelNameOf(chosen.name));
  };
  const registering = useAction(async () => {
    const request: FileRegistration = {
      model: model.trim(),
      fileName: file!.name,
      bytes: new Uint8Array(await file!.arrayBuffer()),
      description,
      tags: readTags(tags),
      ...(semver.trim() === '' ? {} : { semver: semver.trim() }),
      ...(foreign ? { format, task, metrics: readMetrics(metrics) } : {}),
    };
    const version = await registerFile(host, request);
    onClose();
    notifyDone(`${version.model} v${version.version} is registered.`);
    const to = { params: { model: version.model }, search: { version: version.version } };
    await navigate({ to: '/models/$model', ...to });
  });
  return (
    <Modal opened onClose={onClose} title="Register a file" size="lg">
      <Stack>
        <Group>
          <FileButton onChange={choose} inputProps={{ 'aria-label': 'Model file' }}>
            {(props) => (
              <Button variant="default" leftSection={<IconFileUpload size={16} aria-hidden />} {...props}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <Text fz="sm" c="dimmed">
            {file === null
              ? 'A .treadle package, or ONNX, pickle, …'
              : `${file.name}, ${formatBytes(file.size)}`}
          </Text>
        </Group>
        {file !== null && (
          <Text fz="sm">
            {foreign
              ? 'A file of another tool: it is kept as it is, described, versioned, compared and downloaded. Nothing here can run it, so it is never promoted; nobody can look into it, and it goes to whoever shares this registry.'
              : 'A package: it is checked, must give the answers it promises, and is served like any other version.'}
          </Text>
        )}
        <Autocomplete
          label="Model"
          description={
            names.includes(model.trim()) ? 'Becomes its next version' : 'A new model; its name cannot change'
          }
          data={names}
          value={model}
          onChange={setModel}
        />
        {foreign && (
          <Group grow align="flex-start">
            <TextInput
              label="Type"
              placeholder={fileFormatOf(file.name)}
              value={format}
              onChange={(event) => setFormat(event.currentTarget.value)}
            />
            <Select
              label="Task"
              data={tasks}
              value={task}
              onChange={(next) => setTask(next ?? 'classification')}
              allowDeselect={false}
            />
          </Group>
        )}
        <TextInput
          label="Version"
          placeholder="left to the lineage, or e.g. 1.2.0"
          value={semver}
          onChange={(event) => setSemver(event.currentTarget.value)}
        />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={2}
        />
        <TextInput
          label="Tags"
          placeholder="team=risk, market=north"
          value={tags}
          onChange={(event) => setTags(event.currentTarget.value)}
        />
        {foreign && (
          <TextInput
            label="Metrics"
            description="As you know them, so that versions can be compared"
            placeholder="test_f1=0.81, test_roc_auc=0.9"
            value={metrics}
            onChange={(event) => setMetrics(event.currentTarget.value)}
          />
        )}
        {registering.error !== null && <ErrorPanel error={registering.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={registering.busy}
            disabled={model.trim() === '' || file === null}
            onClick={registering.start}
          >
            Register
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
