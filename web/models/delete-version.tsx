import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { PageHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';

/** Says what goes and what stays, then deletes the version for everybody. */
export function askToDelete({ workspace }: PageHost, { versionId, model, version }: VersionEntry): void {
  const remove = async (): Promise<void> => {
    await workspace.log.commit('version.deleted', { versionId });
    notifyDone(`${model} v${version} is deleted.`);
  };
  modals.openConfirmModal({
    title: `Delete ${model} v${version}`,
    children: (
      <Text fz="sm">
        It goes for everybody who shares this registry. Its number is not given again; the log and its run
        stay.
      </Text>
    ),
    labels: { confirm: 'Delete it', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm: () => void remove().catch(notifyError),
  });
}
