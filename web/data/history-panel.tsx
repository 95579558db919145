import { Anchor, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { asOf, historyOf, type HistoryEntry } from '../../shared/records/dataset-history.ts';
import { undoAmendment } from '../../workers/lifecycle/amend.ts';
import { Digest } from '../shell/digest.tsx';
import { formatBytes, formatCount, formatPlural } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { describeChange } from './describe-change.ts';
import type { DatasetViewProps } from './dataset-view.ts';

/** Every load and amendment with the data version it made, the newest first. */
export function HistoryPanel({ dataset, dataVersion }: DatasetViewProps) {
  const entries = historyOf(dataset).toReversed();
  const note = `${formatPlural(dataset.batches.length, 'batch', 'batches')}, ${formatPlural(dataset.amendments.length, 'amendment')}`;
  return (
    <Panel title="History" note={note} flush actions={<AsOf dataset={dataset} />}>
      <Table miw={920}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th style={NOWRAP}>Data version</Table.Th>
            <Table.Th ta="right" style={NOWRAP}>
              Rows in all
            </Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <HistoryRow
              key={entry.number}
              dataset={dataset}
              entry={entry}
              shown={entry.version.dataVersion === dataVersion}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

/** Shows the rows as they were at a time. */
function AsOf({ dataset }: { dataset: DatasetRecord }) {
  const navigate = useNavigate();
  const [time, setTime] = useState('');
  const show = (): void => {
    try {
      // Versions made within the minute that was typed are part of it.
      const end = new Date(new Date(time).getTime() + 59_999).toISOString();
      const { dataVersion: version } = asOf(dataset, end);
      void navigate({
        to: '/data/$dataset',
        params: { dataset: dataset.name },
        search: { tab: 'rows', version },
      });
    } catch (thrown) {
      notifyError(thrown);
    }
  };
  return (
    <Group gap="xs">
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label="As of"
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" disabled={time === ''} onClick={show}>
        Show as of then
      </Button>
    </Group>
  );
}

const NOWRAP = { whiteSpace: 'nowrap' } as const;

interface HistoryRowProps {
  readonly dataset: DatasetRecord;
  readonly entry: HistoryEntry;
  readonly shown: boolean;
}

function HistoryRow({ dataset, entry, shown }: HistoryRowProps) {
  const { version, number } = entry;
  const by = entry.kind === 'batch' ? entry.batch.by : entry.amendment.by;
  return (
    <Table.Tr>
      <Table.Td>#{number}</Table.Td>
      <Table.Td>
        <What entry={entry} />
      </Table.Td>
      <Table.Td>
        <Text fz="sm" lineClamp={2} maw={220}>
          {entry.kind === 'amendment' ? entry.amendment.reason : ''}
        </Text>
      </Table.Td>
      <Table.Td>{by === '' ? '–' : by}</Table.Td>
      <Table.Td>
        <TimeAgo at={version.at} />
      </Table.Td>
      <Table.Td>
        <Digest value={version.dataVersion} label="data version" />
      </Table.Td>
      <Table.Td ta="right" style={NOWRAP}>
        <ViewRows name={dataset.name} entry={entry} shown={shown} />
      </Table.Td>
      <Table.Td style={NOWRAP}>
        {entry.kind === 'amendment' && <UndoButton dataset={dataset} entry={entry} />}
      </Table.Td>
    </Table.Tr>
  );
}

function What({ entry }: { entry: HistoryEntry }) {
  if (entry.kind === 'amendment') return <Text fz="sm">{describeChange(entry.amendment)}</Text>;
  const { source, nRows, percent, part, rejectedRows } = entry.batch;
  const rejected = rejectedRows > 0 ? `, ${formatCount(rejectedRows)} rejected` : '';
  const size = source.sizeBytes > 0 ? `${formatBytes(source.sizeBytes)} · ` : '';
  return (
    <>
      <Text fz="sm" lineClamp={2} miw={180}>
        {formatPlural(nRows, 'row')} of {source.name}
        {rejected}
      </Text>
      <Text fz="xs" c="dimmed">
        {size}+{percent} %, {part.upTo} % in all
      </Text>
    </>
  );
}

function ViewRows({
  name,
  entry: { version },
  shown,
}: {
  name: string;
  entry: HistoryEntry;
  shown: boolean;
}) {
  if (shown) return <Pill tone="accent">{formatCount(version.nRows)} shown</Pill>;
  return (
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
  );
}

function UndoButton({ dataset, entry }: Pick<HistoryRowProps, 'dataset' | 'entry'>) {
  const host = useHost();
  if (entry.kind !== 'amendment') return null;
  const { amendmentId, reason } = entry.amendment;
  if (dataset.amendments.some(({ undoes }) => undoes === amendmentId)) {
    return (
      <Text fz="xs" c="dimmed">
        taken back
      </Text>
    );
  }
  const undo = async (): Promise<void> => {
    await undoAmendment(host, dataset.name, amendmentId, `Undo: ${reason}`);
    notifyDone('The amendment is taken back; both stay in the history.');
  };
  return (
    <Button size="compact-xs" variant="default" onClick={() => void undo().catch(notifyError)}>
      Undo
    </Button>
  );
}
