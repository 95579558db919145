import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { askForRows } from './confirm-rows.tsx';
import { useHost } from './host-context.tsx';
import type { SyncView } from './sync-view.ts';

/** The one thing that syncing waits for, as a button. */
export function SyncNeeds({ view, onFollow }: { view: SyncView; onFollow?: () => void }) {
  const host = useHost();
  const { rowsOf, needs } = view;
  if (rowsOf !== null)
    return (
      <Button
        size="xs"
        color="red"
        variant="light"
        onClick={() => askForRows('Share it with its rows', () => host.shareRows(rowsOf))}
      >
        Share it with its rows
      </Button>
    );
  if (needs === 'agreement')
    return (
      <Button size="xs" component={Link} to="/sync" onClick={onFollow}>
        Look at what would leave
      </Button>
    );
  if (needs === null) return null;
  return (
    <Button size="xs" component={Link} to="/settings" onClick={onFollow}>
      {needs === 'token' ? 'Enter a token' : 'Look at the token'}
    </Button>
  );
}
