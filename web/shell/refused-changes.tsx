import { Alert, Anchor, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { tellRefusal } from '../../shared/registry/refusal.ts';
import { useWorkspaceState } from './host-context.tsx';
import { useInbox } from './use-inbox.ts';

const SHOWN = 3;

/** What this device changed while somebody else was faster; it stays until it is settled (SYNC2). */
export function RefusedChanges() {
  const conflicts = useInbox() ?? [];
  const state = useWorkspaceState();
  const onPage = useRouterState({ select: ({ location }) => location.pathname === '/sync' });
  if (conflicts.length === 0 || state === null || onPage) return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle />} radius={0} title="Not shared, since others were first">
      <List fz="sm">
        {conflicts.slice(0, SHOWN).map(({ first }) => (
          <List.Item key={first.uid}>
            You wanted {tellRefusal(state.registry, first).wanted}: {catalogue[first.code as ErrorCode].title}
            .
          </List.Item>
        ))}
      </List>
      {conflicts.length > SHOWN && <Text fz="sm">and {conflicts.length - SHOWN} more.</Text>}
      <Anchor component={Link} to="/sync" fz="sm" fw={600}>
        Settle {conflicts.length === 1 ? 'it' : 'them'}
      </Anchor>
    </Alert>
  );
}
