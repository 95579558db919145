import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Table } from '../../shared/table/table.ts';
import type { Finding } from '../../shared/validation/report.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { DataGrid } from './data-grid.tsx';
import { checkLabels, severityTones } from './finding-looks.ts';
import { useTable } from './rows-tab.tsx';

interface FindingCardProps {
  readonly finding: Finding;
  readonly dataVersion: string;
  readonly target: string | null;
}

export function FindingCard({ finding, dataVersion, target }: FindingCardProps) {
  const [open, rows] = useDisclosure(false);
  const { tone, label } = severityTones[finding.severity];
  return (
    <Panel
      title={
        finding.column === null
          ? checkLabels[finding.check]
          : `${checkLabels[finding.check]}: ${finding.column}`
      }
      actions={<Pill tone={tone}>{label}</Pill>}
    >
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={4}>
            <Text fz="sm">{finding.detail}</Text>
            <Text fz="sm" c="dimmed" maw={720}>
              {finding.remedy}
            </Text>
          </Stack>
          {finding.rows.length > 0 && (
            <Button size="xs" variant="default" flex="none" onClick={rows.toggle} aria-expanded={open}>
              {open ? 'Hide rows' : `Show ${formatPlural(finding.rows.length, 'row')}`}
            </Button>
          )}
        </Group>
        {open && <FailingRows finding={finding} dataVersion={dataVersion} target={target} />}
      </Stack>
    </Panel>
  );
}

function FailingRows({ finding, dataVersion, target }: FindingCardProps) {
  const { answer: table, error } = useTable(dataVersion);
  const arranged = useMemo(() => table && columnFirst(table, finding.column), [table, finding.column]);
  if (error !== null) return <ErrorPanel error={error} />;
  if (arranged === undefined) return <Skeleton height={120} />;
  return (
    <Stack gap={4}>
      {finding.count > finding.rows.length && (
        <Text fz="xs" c="dimmed">
          The first {formatCount(finding.rows.length)} of {formatCount(finding.count)}
        </Text>
      )}
      <DataGrid
        table={arranged}
        rows={finding.rows}
        target={target}
        height={300}
        label={`Rows with ${checkLabels[finding.check]}`}
      />
    </Stack>
  );
}

/** The column in question stands first, so that one need not search it. */
function columnFirst(table: Table, name: string | null): Table {
  const first = table.columns.filter((column) => column.name === name);
  return { ...table, columns: [...first, ...table.columns.filter((column) => column.name !== name)] };
}
