import { Anchor, Button, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { Digest } from '../shell/digest.tsx';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useLive } from '../shell/use-live.ts';
import { ChooseSource } from './choose-source.tsx';
import { SamplePicker } from './sample-picker.tsx';
import { useChosenFile } from './use-chosen-file.ts';

const route = getRouteApi('/data');

export function DataPage() {
  useChosenFile();
  const datasets = useLive((host) => host.workspace.datasets.list(), []);
  return (
    <Page
      title="Data"
      description="Tables on this device: append-only, versioned by content."
      actions={
        <Button
          leftSection={<IconPlus size={16} />}
          renderRoot={(props) => <Link to="/data/import" {...props} />}
        >
          Load data
        </Button>
      }
    >
      {datasets === undefined ? (
        <Skeleton height={240} />
      ) : datasets.length === 0 ? (
        <Stack gap="xl">
          <ChooseSource />
          <SamplePicker />
        </Stack>
      ) : (
        <Stack gap="xl">
          <DatasetList datasets={datasets} />
          <SamplePicker />
        </Stack>
      )}
    </Page>
  );
}

function DatasetList({ datasets }: { datasets: readonly DatasetRecord[] }) {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const search = (text: string): void =>
    void navigate({ search: text === '' ? {} : { q: text }, replace: true });
  const found = datasets.filter((dataset) => dataset.name.toLowerCase().includes(q.toLowerCase()));
  return (
    <Panel
      title="Datasets"
      note={formatPlural(datasets.length, 'dataset')}
      flush
      actions={
        <TextInput
          size="xs"
          type="search"
          aria-label="Find a dataset"
          placeholder="Find"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={q}
          onChange={(event) => search(event.currentTarget.value)}
        />
      }
    >
      <Table highlightOnHover miw={680}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th ta="right">Rows</Table.Th>
            <Table.Th ta="right">Columns</Table.Th>
            <Table.Th>Target</Table.Th>
            <Table.Th ta="right">Batches</Table.Th>
            <Table.Th>Newest version</Table.Th>
            <Table.Th>Loaded</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((dataset) => (
            <DatasetRow key={dataset.name} dataset={dataset} />
          ))}
        </Table.Tbody>
      </Table>
      {found.length === 0 && (
        <Text c="dimmed" fz="sm" p="md">
          No dataset is named like “{q}”.
        </Text>
      )}
    </Panel>
  );
}

function DatasetRow({ dataset }: { dataset: DatasetRecord }) {
  const newest = dataset.versions.at(-1);
  const params = { dataset: dataset.name };
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor fw={550} renderRoot={(props) => <Link to="/data/$dataset" params={params} {...props} />}>
          {dataset.name}
        </Anchor>
      </Table.Th>
      <Table.Td ta="right">{formatCount(newest?.nRows ?? 0)}</Table.Td>
      <Table.Td ta="right">{formatCount(dataset.schema.length)}</Table.Td>
      <Table.Td>
        {dataset.target ?? (
          <Text c="dimmed" fz="sm" span>
            none
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{formatCount(dataset.batches.length)}</Table.Td>
      <Table.Td>
        {newest !== undefined && <Digest value={newest.dataVersion} label="data version" />}
      </Table.Td>
      <Table.Td>{newest !== undefined && <TimeAgo at={newest.at} />}</Table.Td>
    </Table.Tr>
  );
}
