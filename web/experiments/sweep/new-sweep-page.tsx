import { Anchor, Button, Select, Skeleton, Stack } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import { Empty } from '../../shell/empty.tsx';
import { Page } from '../../shell/page.tsx';
import { Panel } from '../../shell/panel.tsx';
import { useLive } from '../../shell/use-live.ts';
import { SweepForm } from './sweep-form.tsx';

const route = getRouteApi('/experiments/sweep');

export function NewSweepPage() {
  const datasets = useLive((host) => host.workspace.datasets.list(), []);
  return (
    <Page
      title="New sweep"
      trail={<Anchor renderRoot={(props) => <Link to="/experiments" {...props} />}>Experiments</Anchor>}
      description="Search for the parameters that do best in cross-validation, and train the winner."
    >
      {datasets === undefined ? (
        <Skeleton height={320} />
      ) : datasets.length === 0 ? (
        <Panel>
          <Empty
            icon={IconDatabase}
            title="No data to train on"
            actions={<Button renderRoot={(props) => <Link to="/data" {...props} />}>Load data</Button>}
          >
            Load a CSV or a built-in sample first.
          </Empty>
        </Panel>
      ) : (
        <Chosen datasets={datasets} />
      )}
    </Page>
  );
}

function Chosen({ datasets }: { datasets: readonly DatasetRecord[] }) {
  const { dataset: name, version } = route.useSearch();
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
        <SweepForm
          key={`${dataset.name}:${dataVersion}:${dataset.target ?? ''}`}
          dataset={dataset}
          dataVersion={dataVersion}
        />
      )}
    </Stack>
  );
}
