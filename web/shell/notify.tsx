import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { AppError } from '../../shared/errors/app-error.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';

const READ_MS = 5_000;
/** Long enough to change one's mind. */
const UNDO_MS = 10_000;

/** Says that something is done; `undo` takes it back. */
export function notifyDone(message: string, undo?: () => Promise<unknown>): void {
  const id = notifications.show({
    color: 'green',
    icon: <IconCheck size={18} />,
    autoClose: undo === undefined ? READ_MS : UNDO_MS,
    message:
      undo === undefined ? (
        message
      ) : (
        <Group justify="space-between" wrap="nowrap">
          <Text fz="sm">{message}</Text>
          <Button size="compact-xs" variant="default" onClick={() => takeBack(id, undo)}>
            Undo
          </Button>
        </Group>
      ),
  });
}

function takeBack(id: string, undo: () => Promise<unknown>): void {
  notifications.hide(id);
  undo().catch(notifyError);
}

/** Shows an error that belongs to no place on the page. A cancelled task is none. */
export function notifyError(thrown: unknown): void {
  const error = AppError.from(thrown);
  if (error.code === 'aborted') return;
  notifications.show({
    color: 'red',
    icon: <IconAlertTriangle size={18} />,
    title: catalogue[error.code].title,
    autoClose: false,
    message: (
      <Stack gap={2}>
        <Text fz="sm">{error.detail}</Text>
        <Text fz="sm" fw={500}>
          {error.remedy}
        </Text>
      </Stack>
    ),
  });
}
