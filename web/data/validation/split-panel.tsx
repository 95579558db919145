import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { SplitReport } from '../../../shared/pipelines/split-report.ts';
import type { RunOptions } from '../../../workers/tasks/task.ts';
import { runActivity } from '../../shell/activity.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount, formatPercent, formatPlural } from '../../shell/format.ts';
import { useHost } from '../../shell/host-context.tsx';
import { Panel } from '../../shell/panel.tsx';
import { Pill, type Tone } from '../../shell/pill.tsx';
import { useAction } from '../../shell/use-action.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { DriftTable } from './drift-table.tsx';

/** The seed that a new run proposes. */
const SEED = 42;

/** Whether the two parts of a split are alike, so that a test result can be trusted. */
export function SplitPanel({ dataset, dataVersion, target }: DatasetViewProps & { readonly target: string }) {
  const host = useHost();
  const [report, setReport] = useState<SplitReport | null>(null);
  const looking = useAction(async () => {
    const table = await host.tableRef(dataVersion);
    const about = { kind: 'look', title: `Compare the parts of ${dataset.name}` } as const;
    const compare = (options: RunOptions) =>
      host.tasks.run('split-report', { table, target, seed: SEED }, options);
    setReport(await runActivity(about, compare));
  });
  return (
    <Panel
      title="Training and test part"
      note={`default split, seed ${SEED}`}
      actions={
        <Button size="xs" variant="default" loading={looking.busy} onClick={() => looking.start()}>
          {report === null ? 'Compare the parts' : 'Compare again'}
        </Button>
      }
    >
      {looking.error !== null && <ErrorPanel error={looking.error} />}
      {report === null ? (
        looking.error === null && (
          <Text fz="sm" c="dimmed" maw={680}>
            Looks for rows that stand in both parts, compares their classes, and every feature by the same
            tests that monitoring uses.
          </Text>
        )
      ) : (
        <SplitView report={report} />
      )}
    </Panel>
  );
}

const verdicts: Record<SplitReport['status'], { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'Alike' },
  doubtful: { tone: 'warn', label: 'Doubtful' },
  'not-enough-data': { tone: 'neutral', label: 'Too few rows to tell' },
};

function SplitView({ report }: { report: SplitReport }) {
  const { trainRows, testRows, overlap, classes, drift, status } = report;
  return (
    <Stack>
      <Group gap="sm">
        <Pill tone={verdicts[status].tone}>{verdicts[status].label}</Pill>
        <Text fz="sm">
          {formatCount(trainRows)} training and {formatPlural(testRows, 'test row')};{' '}
          {overlap.count === 0
            ? 'none stands in both parts.'
            : `${formatCount(overlap.count)} of the test rows equal a training row in every feature and the target.`}
        </Text>
      </Group>
      {classes !== null && <Classes classes={classes} totals={{ train: trainRows, test: testRows }} />}
      <DriftTable columns={drift} label="Test part against training part" />
    </Stack>
  );
}

interface ClassesProps {
  readonly classes: NonNullable<SplitReport['classes']>;
  readonly totals: { readonly train: number; readonly test: number };
}

const MOST_CLASSES = 12;

function Classes({ classes, totals }: ClassesProps) {
  return (
    <Table w="auto" verticalSpacing={4} aria-label="Classes of both parts">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Class</Table.Th>
          <Table.Th ta="right">Training</Table.Th>
          <Table.Th ta="right">Test</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {classes.counts.slice(0, MOST_CLASSES).map(({ label, train, test }) => (
          <Table.Tr key={label}>
            <Table.Td>{label}</Table.Td>
            <Table.Td ta="right">{formatPercent(train / totals.train)}</Table.Td>
            <Table.Td ta="right">{formatPercent(test / totals.test)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
