import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useHost } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { deleteEverything } from './delete-everything.ts';
import { exportEverything } from './export-everything.ts';
import { Setting } from './setting.tsx';

export function DataPanel() {
  const host = useHost();
  const exporting = useAction(() => exportEverything(host));
  return (
    <Panel title="Your data">
      <Setting
        label="Export everything"
        hint="One zip: datasets as exact CSV with their schema files, runs and models as JSON, model packages and reports as they are."
      >
        <Button variant="default" loading={exporting.busy} onClick={exporting.start}>
          Export
        </Button>
      </Setting>
      {exporting.error !== null && <ErrorPanel error={exporting.error} />}
      <Setting
        label="Delete everything"
        hint="Datasets, runs, models and settings leave this browser. What a server has stays there."
      >
        <Button color="red" variant="light" onClick={() => confirmDelete(() => deleteEverything(host))}>
          Delete everything
        </Button>
      </Setting>
    </Panel>
  );
}

function confirmDelete(remove: () => Promise<void>): void {
  modals.openConfirmModal({
    title: 'Delete everything?',
    children: (
      <Text fz="sm">
        All datasets, runs, models, predictions and settings of this browser are deleted for good. Changes
        that were not shared with a server are lost. Export them first if in doubt.
      </Text>
    ),
    labels: { confirm: 'Delete everything', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm: () => void remove().catch(notifyError),
  });
}
