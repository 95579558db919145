import { Anchor, Button, Select, Skeleton, Stack } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { Empty } from '../shell/empty.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { useLive } from '../shell/use-live.ts';
import { NewRunForm } from './new-run-form.tsx';
import { TrainingPanel } from './training-panel.tsx';

const route = getRouteApi('/experiments/new');

export function NewRunPage() {
  const datasets = useLive((host) => host.workspace.datasets.list(), []);
  return (
    <Page
      title="New run"
      trail={<Anchor renderRoot={(props) => <Link to="/experiments" {...props} />}>Experiments</Anchor>}
      description="Train one or several models on the same rows and the same split."
    >
      <TrainingPanel />
      {datasets === undefined ? (
        <Skeleton height={320} />
      ) : datasets.length === 0 ? (
        <NoData />
      ) : (
        <Chosen datasets={datasets} />
      )}
    </Page>
  );
}

function NoData() {
  const load = <Button renderRoot={(props) => <Link to="/data" {...props} />}>Load data</Button>;
  return (
    <Panel>
      <Empty icon={IconDatabase} title="No data to train on" actions={load}>
        Load a CSV or a built-in sample first.
      </Empty>
    </Panel>
  );
}

function Chosen({ datasets }: { datasets: readonly DatasetRecord[] }) {
  const { dataset: name, version, experiment } = route.useSearch();
  const navigate = route.useNavigate();
  const dataset =
    datasets.find((each) => each.name === name) ?? (datasets.length === 1 ? datasets[0] : undefined);
  const dataVersion = version ?? dataset?.versions.at(-1)?.dataVersion;
  return (
    <Stack gap="lg">
      <Select
        label="Dataset"
        data={datasets.map((each) => each.name)}
        value={dataset?.name ?? null}
        onChange={(next) => void navigate({ search: next === null ? {} : { dataset: next }, replace: true })}
        placeholder="Choose a dataset"
        allowDeselect={false}
        maw={360}
      />
      {dataset !== undefined && dataVersion !== undefined && (
        <NewRunForm
          key={`${dataset.name}:${dataVersion}:${dataset.target ?? ''}`}
          dataset={dataset}
          dataVersion={dataVersion}
          experiment={experiment ?? dataset.name}
        />
      )}
    </Stack>
  );
}
