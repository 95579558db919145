import { Alert, List } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import type { OpenAlert } from '../../shared/monitoring/alert-state.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';

/** What the server has found to have moved, by its own predictions, and is not back yet; nothing otherwise. */
export function OpenAlerts({ model }: { model: string }) {
  const state = useWorkspaceState();
  const open = state?.alerts.models.get(model)?.open ?? [];
  if (open.length === 0) return null;
  const versions = state?.registry.models.get(model)?.versions ?? [];
  const numberOf = (id: string) => versions.find(({ versionId }) => versionId === id)?.version ?? '?';
  return (
    <Alert color="orange" icon={<IconBellRinging />} title="The server reports drift">
      <List fz="sm">
        {open.map((alert) => (
          <List.Item key={`${alert.alertId} ${alert.column.of} ${alert.column.name}`}>
            v{numberOf(alert.versionId)}: {nameOf(alert)}, since <TimeAgo at={Date.parse(alert.at)} />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

const nameOf = ({ column }: OpenAlert): string => (column.of === 'prediction' ? 'its answers' : column.name);
