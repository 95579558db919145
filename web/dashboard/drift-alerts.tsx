import { Alert, Anchor, List } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { monitor, type MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { useLive } from '../shell/use-live.ts';

const HOURS = 24;

/** Versions whose inputs moved away from what they were trained on; nothing when none did. */
export function DriftAlerts() {
  const versions = useLive((host) => monitor(host, { hours: HOURS }), []) ?? [];
  const drifting = versions.filter((version) => driftingFeatures(version).length > 0);
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
            : {driftingFeatures(version).join(', ')}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function driftingFeatures({ drift }: MonitoredVersion): string[] {
  return drift?.features.filter((feature) => feature.status === 'drift').map((feature) => feature.name) ?? [];
}
