import { Anchor, Button, Group, SegmentedControl, Select, Skeleton, Stack } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { MonitoredVersion } from '../../workers/lifecycle/monitor.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { RetrainPanel } from './retrain-panel.tsx';
import { useMonitoring } from './use-monitoring.ts';
import { VersionMonitor } from './version-monitor.tsx';

const route = getRouteApi('/monitoring');

const windows = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
];

export function MonitoringPage() {
  const { hours = 24 } = route.useSearch();
  const navigate = route.useNavigate();
  const { versions, withServer, error } = useMonitoring(hours);
  return (
    <Page
      title="Monitoring"
      aside={<Pill>{withServer ? 'this device and the server' : 'this device only'}</Pill>}
      description="Counts alone are kept of what was asked: no value of a feature."
      actions={
        <SegmentedControl
          aria-label="Window"
          data={windows}
          value={String(hours)}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, hours: Number(next) }), replace: true })
          }
        />
      }
    >
      {error !== null && <ErrorPanel error={error} />}
      {versions === undefined ? <Skeleton height={320} /> : <Models versions={versions} />}
    </Page>
  );
}

function Models({ versions }: { versions: readonly MonitoredVersion[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registered = useWorkspaceState()?.registry.models;
  const names = [...new Set([...(registered?.keys() ?? []), ...versions.map((each) => each.model)])];
  const model = names.find((name) => name === search.model) ?? versions.at(-1)?.model ?? names[0];
  if (model === undefined) return <NothingYet />;
  const ofModel = versions.filter((each) => each.model === model).sort((a, b) => b.version - a.version);
  const shown = ofModel.find((each) => each.version === search.version) ?? ofModel[0];
  return (
    <Stack gap="lg">
      <Group align="flex-end">
        <Select
          label="Model"
          w={220}
          data={names}
          value={model}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, model: next ?? undefined, version: undefined, feature: undefined }),
            })
          }
          allowDeselect={false}
        />
        {ofModel.length > 1 && (
          <Select
            label="Version"
            w={140}
            data={ofModel.map((each) => ({ value: String(each.version), label: `v${each.version}` }))}
            value={String(shown?.version)}
            onChange={(next) =>
              void navigate({
                search: (old) => ({ ...old, model, version: Number(next), feature: undefined }),
              })
            }
            allowDeselect={false}
          />
        )}
        <Anchor
          fz="sm"
          pb={8}
          renderRoot={(props) => <Link to="/models/$model" params={{ model }} {...props} />}
        >
          About this model
        </Anchor>
      </Group>
      {shown === undefined ? <NothingAsked model={model} /> : <VersionMonitor monitored={shown} />}
      <RetrainPanel key={model} model={model} />
    </Stack>
  );
}

function NothingYet() {
  return (
    <Panel>
      <Empty
        icon={IconActivity}
        title="Nothing to watch yet"
        actions={<Button renderRoot={(props) => <Link to="/models" {...props} />}>See the models</Button>}
      >
        Once a model is registered and asked, its traffic, confidence, latency and drift show up here.
      </Empty>
    </Panel>
  );
}

function NothingAsked({ model }: { model: string }) {
  return (
    <Panel>
      <Empty
        icon={IconActivity}
        title={`${model} was not asked in this window`}
        actions={
          <Button renderRoot={(props) => <Link to="/predict" search={{ model }} {...props} />}>
            Ask it something
          </Button>
        }
      >
        Predictions of the page, the command line and HTTP are counted here.
      </Empty>
    </Panel>
  );
}
