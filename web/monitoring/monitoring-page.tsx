import { Alert, Skeleton, Stack, Tooltip } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { Pill } from '../shell/pill.tsx';
import { MonitoredPicker } from './monitored-picker.tsx';
import { NothingAsked, NothingToWatch } from './nothing-asked.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import { RetrainPanel } from './retrain-panel.tsx';
import { useMonitoring } from './use-monitoring.ts';
import { VersionMonitor } from './version-monitor.tsx';
import { WindowLinks, windowHours } from './window-links.tsx';

const route = getRouteApi('/monitoring');

export function MonitoringPage() {
  const hours = windowHours(route.useSearch({ select: (search) => search.hours }));
  const { versions, withServer, error } = useMonitoring(hours);
  return (
    <Page
      title="Monitoring"
      aside={versions !== undefined && <Source withServer={withServer} />}
      description="What was asked, and how it moved from training. Only counts are kept: no value of a feature."
      actions={<WindowLinks hours={hours} />}
    >
      {error !== null && <ErrorPanel error={error} />}
      {versions === undefined ? <Skeleton height={320} /> : <Models versions={versions} />}
    </Page>
  );
}

function Source({ withServer }: { withServer: boolean }) {
  const detail = withServer
    ? 'Predictions on this device, and what the server answered over HTTP and on its command line'
    : 'No server can be reached: only predictions on this device are counted';
  return (
    <Tooltip label={detail} multiline maw={280}>
      <span tabIndex={0}>
        <Pill>{withServer ? 'this device and the server' : 'only this device'}</Pill>
      </span>
    </Tooltip>
  );
}

function Models({ versions }: { versions: readonly MonitoredVersion[] }) {
  const search = route.useSearch();
  const registered = useWorkspaceState()?.registry.models;
  const names = [...new Set([...(registered?.keys() ?? []), ...versions.map((each) => each.model)])];
  const model = names.find((name) => name === search.model) ?? mostAsked(versions) ?? names[0];
  if (model === undefined) return <NothingToWatch />;
  const ofModel = versions.filter((each) => each.model === model).sort((a, b) => b.version - a.version);
  const named = search.model === undefined || search.model === model;
  const asked = named ? search.version : undefined;
  const shown = asked === undefined ? ofModel[0] : ofModel.find((each) => each.version === asked);
  return (
    <Stack gap="lg">
      {!named && (
        <Alert color="yellow">
          There is no model &quot;{search.model}&quot; on this device. This is {model}.
        </Alert>
      )}
      <MonitoredPicker names={names} model={model} versions={ofModel} version={shown?.version ?? asked} />
      <OpenAlerts model={model} />
      {shown === undefined ? (
        <NothingAsked model={model} version={asked} />
      ) : (
        <VersionMonitor key={shown.versionId} monitored={shown} />
      )}
      <RetrainPanel key={model} model={model} />
    </Stack>
  );
}

function mostAsked(versions: readonly MonitoredVersion[]): string | undefined {
  return [...versions].sort((a, b) => b.window.count - a.window.count)[0]?.model;
}
