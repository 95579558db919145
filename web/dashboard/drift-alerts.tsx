import { Alert, Anchor, List } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { useMonitoring } from '../monitoring/use-monitoring.ts';

const HOURS = 24;

/** Versions whose inputs moved away from what they were trained on; nothing when none did. */
export function DriftAlerts() {
  const { versions = [] } = useMonitoring(HOURS);
  const drifting = versions.filter((version) => version.drift?.status === 'drift');
  if (drifting.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconActivity />} title="Inputs have moved in the last 24 hours">
      <List fz="sm">
        {drifting.map((version) => (
          <List.Item key={version.versionId}>
            <Anchor
              fz="sm"
              renderRoot={(props) => <Link to="/monitoring" search={{ model: version.model }} {...props} />}
            >
              {version.model} v{version.version}
            </Anchor>
            : {movedColumns(version)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function movedColumns({ drift }: MonitoredVersion): string {
  const names =
    drift?.features.filter((feature) => feature.status === 'drift').map((feature) => feature.name) ?? [];
  return names.length === 0 ? 'its answers' : names.join(', ');
}
