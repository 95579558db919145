import { Popover, Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { askForRows } from './confirm-rows.tsx';
import { useHost } from './host-context.tsx';
import classes from './layout.module.css';
import { useStore } from './store.ts';
import { describeSync, type SyncView } from './sync-view.ts';

/** Where the person's changes are: only here, on their way, or shared. */
export function SyncIndicator() {
  const host = useHost();
  const view = useStore(host.sync);
  return (
    <Popover width={300} position="bottom-end" withArrow shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes['sync']}>
          <span className={classes['signal']} data-status={signal(view)} aria-hidden />
          <span role="status" aria-label="Sync status" className={classes['syncText']}>
            {describeSync(view)}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" align="flex-start">
          <Text fz="sm">{explain(view)}</Text>
          {view.problem !== null && (
            <Text fz="sm" c="red">
              {view.problem}
            </Text>
          )}
          {view.rowsOf !== null && (
            <Button
              size="xs"
              color="red"
              variant="light"
              onClick={() => askForRows('Share it with its rows', () => host.shareRows(view.rowsOf!))}
            >
              Share it with its rows
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => host.syncNow()}>
            Sync now
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function signal({ status, pending }: SyncView): string {
  return status === 'offline' && pending > 0 ? 'pending' : status;
}

function explain({ status, pending }: SyncView): string {
  if (status === 'in-sync' && pending === 0)
    return 'The server has every run and model of this device. Rows of data stay here.';
  if (status === 'syncing') return 'Runs and models are on their way. Rows of data stay here.';
  const kept =
    pending === 0
      ? 'Everything works on this device.'
      : 'Your changes are kept on this device and are shared once a server answers.';
  return status === 'stopped' ? kept : `No server answers. ${kept}`;
}
