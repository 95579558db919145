import { Anchor, Badge, Popover, Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatPlural } from './format.ts';
import { useHost } from './host-context.tsx';
import classes from './layout.module.css';
import { useStore } from './store.ts';
import { describeSync, explainSync, type SyncView } from './sync-view.ts';
import { SyncNeeds } from './sync-needs.tsx';
import { useInbox } from './use-inbox.ts';

/** Where the person's changes are: only here, on their way, or shared; and which were not taken. */
export function SyncIndicator() {
  const host = useHost();
  const view = useStore(host.sync);
  const [opened, setOpened] = useState(false);
  const conflicts = useInbox()?.length ?? 0;
  const close = (): void => setOpened(false);
  return (
    <Popover
      width={300}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <UnstyledButton className={classes['sync']} onClick={() => setOpened((before) => !before)}>
          <span className={classes['signal']} data-status={signal(view, conflicts)} aria-hidden />
          <span role="status" aria-label="Sync status" className={classes['syncText']}>
            {describeSync(view, conflicts)}
          </span>
          {conflicts > 0 && (
            <Badge
              size="sm"
              circle
              color="red"
              variant="filled"
              aria-label={formatPlural(conflicts, 'conflict')}
            >
              {conflicts}
            </Badge>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" align="flex-start">
          <Text fz="sm">{explainSync(view)}</Text>
          {view.problem !== null && view.needs === null && (
            <Text fz="sm" c="red">
              {view.problem}
            </Text>
          )}
          <SyncNeeds view={view} onFollow={close} />
          <Button size="xs" variant="default" onClick={() => host.syncNow()}>
            Sync now
          </Button>
          <Anchor component={Link} to="/sync" fz="sm" onClick={close}>
            {conflicts === 0 ? 'What is shared' : `Settle ${formatPlural(conflicts, 'conflict')}`}
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function signal({ status, pending, needs }: SyncView, conflicts: number): string {
  if (needs === 'agreement') return 'pending';
  const waits = (status === 'offline' && pending > 0) || (status === 'in-sync' && conflicts > 0);
  return waits ? 'pending' : status;
}
