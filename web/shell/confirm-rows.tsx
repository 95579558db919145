import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { decodePackage } from '../../shared/packaging/package-file.ts';

/** Asks before a package leaves that holds rows of the data (SYNC10); the others leave at once. */
export function confirmRows(bytes: Uint8Array, leave: () => void): void {
  if (decodePackage(bytes).manifest.containsRows) askForRows('Download it', leave);
  else leave();
}

export function askForRows(confirm: string, leave: () => void): void {
  modals.openConfirmModal({
    title: 'This model contains rows of the data',
    children: (
      <Text fz="sm">
        It answers by the rows it was trained on, so they are in its package: whoever has the package can read
        them.
      </Text>
    ),
    labels: { confirm, cancel: 'Keep it here' },
    confirmProps: { color: 'red' },
    onConfirm: leave,
  });
}
