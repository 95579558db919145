import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { Digest } from '../shell/digest.tsx';
import { formatBytes, formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import type { DatasetViewProps } from './dataset-view.ts';

/** Every load and the data version it made, the newest first. */
export function VersionsTab({ dataset, dataVersion }: DatasetViewProps) {
  const loads = dataset.batches.map((batch, index) => ({
    batch,
    version: dataset.versions[index],
    number: index + 1,
  }));
  return (
    <Panel title="Load history" note={formatPlural(dataset.batches.length, 'batch', 'batches')} flush>
      <Table miw={880}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Batch</Table.Th>
            <Table.Th>Source</Table.Th>
            <Table.Th ta="right">Rows</Table.Th>
            <Table.Th ta="right">Rejected</Table.Th>
            <Table.Th ta="right">Share of source</Table.Th>
            <Table.Th>Loaded</Table.Th>
            <Table.Th>Data version</Table.Th>
            <Table.Th ta="right">Rows in all</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {loads.reverse().map((load) => (
            <LoadRow
              key={load.batch.batchId}
              name={dataset.name}
              load={load}
              shown={load.version?.dataVersion === dataVersion}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

interface LoadRowProps {
  readonly name: string;
  readonly load: {
    readonly batch: DatasetRecord['batches'][number];
    readonly version: DatasetRecord['versions'][number] | undefined;
    readonly number: number;
  };
  readonly shown: boolean;
}

function LoadRow({ name, load: { batch, version, number }, shown }: LoadRowProps) {
  return (
    <Table.Tr>
      <Table.Td>{number}</Table.Td>
      <Table.Td>
        <Text fz="sm" lineClamp={1}>
          {batch.source.name}
        </Text>
        {batch.source.sizeBytes > 0 && (
          <Text fz="xs" c="dimmed">
            {formatBytes(batch.source.sizeBytes)}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{formatCount(batch.nRows)}</Table.Td>
      <Table.Td ta="right">{formatCount(batch.rejectedRows)}</Table.Td>
      <Table.Td ta="right">{formatCount(batch.percent)} %</Table.Td>
      <Table.Td>
        <TimeAgo at={batch.at} />
      </Table.Td>
      <Table.Td>
        {version !== undefined && <Digest value={version.dataVersion} label="data version" />}
      </Table.Td>
      <Table.Td ta="right">
        {version === undefined ? null : shown ? (
          <Pill tone="accent">{formatCount(version.nRows)} shown</Pill>
        ) : (
          <Anchor
            fz="sm"
            renderRoot={(props) => (
              <Link
                to="/data/$dataset"
                params={{ dataset: name }}
                search={{ tab: 'rows', version: version.dataVersion }}
                {...props}
              />
            )}
          >
            {formatCount(version.nRows)}, view rows
          </Anchor>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
