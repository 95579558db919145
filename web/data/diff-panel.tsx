import { Button, Group, List, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { historyOf } from '../../shared/records/dataset-history.ts';
import type { TableDiff } from '../../shared/table/diff-tables.ts';
import { compareVersions } from '../../workers/lifecycle/compare-versions.ts';
import type { RunOptions } from '../../workers/tasks/task.ts';
import { runActivity } from '../shell/activity.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatDateTime, formatPlural } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { shown } from './describe-change.ts';

const MOST_ROWS = 50;

/** Rows, columns and cells that differ between two versions. */
export function DiffPanel({ dataset }: { dataset: DatasetRecord }) {
  const host = useHost();
  const { length } = dataset.versions;
  const [from, setFrom] = useState(String(length - 1));
  const [to, setTo] = useState(String(length));
  const [diff, setDiff] = useState<TableDiff | null>(null);
  const comparing = useAction(async () => {
    const [before, after] = [dataset.versions[Number(from) - 1]!, dataset.versions[Number(to) - 1]!];
    const about = { kind: 'look', title: `Compare versions of ${dataset.name}` } as const;
    const compare = (options: RunOptions) =>
      compareVersions(host, dataset, [before, after], { atMost: MOST_ROWS }, options);
    setDiff(await runActivity(about, compare));
  });
  const options = historyOf(dataset)
    .map(({ number, version }) => ({
      value: String(number),
      label: `#${number} · ${formatCount(version.nRows)} rows · ${formatDateTime(version.at)}`,
    }))
    .toReversed();
  return (
    <Panel title="What changed between two versions">
      <Stack>
        <Group align="flex-end">
          <Select
            label="From"
            size="xs"
            w={310}
            maw="100%"
            data={options}
            value={from}
            onChange={(next) => setFrom(next ?? from)}
          />
          <Select
            label="To"
            size="xs"
            w={310}
            maw="100%"
            data={options}
            value={to}
            onChange={(next) => setTo(next ?? to)}
          />
          <Button size="xs" loading={comparing.busy} onClick={() => comparing.start()}>
            Compare
          </Button>
        </Group>
        {comparing.error !== null && <ErrorPanel error={comparing.error} />}
        {comparing.busy ? <Skeleton height={120} /> : diff !== null && <DiffView diff={diff} />}
      </Stack>
    </Panel>
  );
}

function DiffView({ diff }: { diff: TableDiff }) {
  const { rows, columns, cells } = diff;
  const columnLines = [
    ...columns.added.map(({ name, type }) => `${name} (${type}) is new`),
    ...columns.removed.map(({ name }) => `${name} is gone`),
    ...columns.retyped.map((each) => `${each.name} was ${each.from} and is ${each.to}`),
    ...cells.map(({ column, changed }) => `${column}: ${formatPlural(changed, 'cell')} changed`),
  ];
  return (
    <Stack gap="sm">
      <Text fz="sm" role="status">
        {formatPlural(rows.added, 'row')} added, {formatCount(rows.removed)} removed,{' '}
        {formatCount(rows.changed)} changed, {formatCount(rows.same)} the same
      </Text>
      {columnLines.length > 0 && (
        <List fz="sm">
          {columnLines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      <DiffRows diff={diff} />
    </Stack>
  );
}

function DiffRows({ diff: { added, removed, changed } }: { diff: TableDiff }) {
  const lines = [
    ...changed.map(({ row, cells }) => ({
      what: 'changed',
      row,
      text: cells.map(({ column, old, value }) => `${column}: ${shown(old)} → ${shown(value)}`).join('; '),
    })),
    ...removed.map(({ row, cells }) => ({ what: 'removed', row, text: cells.map(shown).join(', ') })),
    ...added.map(({ row, cells }) => ({ what: 'added', row, text: cells.map(shown).join(', ') })),
  ];
  if (lines.length === 0) return null;
  return (
    <ScrollBox maxHeight={420}>
      <Table miw={480} aria-label="Rows that differ" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>What</Table.Th>
            <Table.Th w={90} ta="right">
              Row
            </Table.Th>
            <Table.Th>Cells</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(({ what, row, text }) => (
            <Table.Tr key={`${what} ${row}`}>
              <Table.Td>{what}</Table.Td>
              <Table.Td ta="right">{typeof row === 'number' ? formatCount(row) : row}</Table.Td>
              <Table.Td>
                <Text fz="xs" ff="monospace" lineClamp={2}>
                  {text}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
