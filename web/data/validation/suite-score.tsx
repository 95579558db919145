import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconFilterX } from '@tabler/icons-react';
import type { Suite } from '../../../shared/records/suite.ts';
import { writeCsv } from '../../../shared/table/write-csv.ts';
import type { Table as Rows } from '../../../shared/table/table.ts';
import type { Dimension } from '../../../shared/validation/expectations/kind.ts';
import type { SuiteReport } from '../../../shared/validation/suite-report.ts';
import { undoAmendment } from '../../../workers/lifecycle/amend.ts';
import { failingRows, quarantineNewest } from '../../../workers/lifecycle/quarantine-version.ts';
import { download } from '../../shell/download.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatNumber, formatPlural } from '../../shell/format.ts';
import { useHost } from '../../shell/host-context.tsx';
import { notifyDone } from '../../shell/notify.tsx';
import { useAction } from '../../shell/use-action.ts';
import { versionOf, type DatasetViewProps } from '../dataset-view.ts';
import { ScoreRing } from './quality-panel.tsx';
import classes from './validation.module.css';

const dimensionLabels: Record<Dimension, string> = {
  schema: 'Columns and types',
  completeness: 'Completeness',
  validity: 'Values',
  uniqueness: 'Uniqueness',
  volume: 'Number of rows',
  distribution: 'Distribution',
};

interface SuiteScoreProps extends DatasetViewProps {
  readonly suite: Suite;
  readonly report: SuiteReport;
}

/** How far the rows keep what is promised, by what it is about; and what to do with rows that do not. */
export function SuiteScore(props: SuiteScoreProps) {
  const { report } = props;
  const rest = [
    ...(report.undecided > 0 ? [`${report.undecided} cannot be told`] : []),
    ...(report.off > 0 ? [`${report.off} turned off`] : []),
  ];
  return (
    <Group align="flex-start" gap="xl">
      <ScoreRing score={report.quality} label="Expectations score" />
      <Stack flex="1 1 320px" gap="sm" align="flex-start">
        <Text fz="sm">
          <b>{report.met}</b> of {formatPlural(report.met + report.failed, 'expectation')} met
          {rest.map((part) => `, ${part}`)}.
        </Text>
        <Table verticalSpacing={4} aria-label="What the expectations score is made of">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>About</Table.Th>
              <Table.Th ta="right">Met</Table.Th>
              <Table.Th ta="right">Points</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.parts.map(({ dimension, expectations, failed, lost }) => (
              <Table.Tr key={dimension}>
                <Table.Td>{dimensionLabels[dimension]}</Table.Td>
                <Table.Td ta="right" className={classes['figure']}>
                  {expectations - failed} of {expectations}
                </Table.Td>
                <Table.Td ta="right">{lost === 0 ? '' : `−${formatNumber(lost)}`}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <FailingActions {...props} />
      </Stack>
    </Group>
  );
}

function FailingActions({ dataset, dataVersion, suite, report }: SuiteScoreProps) {
  const host = useHost();
  const name = `${dataset.name}-rejected.csv`;
  const saving = useAction(async () =>
    hand(name, (await failingRows(host, dataset, versionOf(dataset, dataVersion), suite)).rejected),
  );
  const quarantine = useAction(async () => {
    const { rejected, amendmentId } = await quarantineNewest(host, dataset.name, suite);
    hand(name, rejected);
    notifyDone(`${formatPlural(rejected.nRows, 'row')} quarantined; their list is downloaded.`, () =>
      undoAmendment(host, dataset.name, amendmentId, 'Undo: quarantine'),
    );
  });
  const atFault = report.results.some(
    ({ status, severity, count }) => status === 'failed' && severity === 'error' && count > 0,
  );
  if (!atFault) return null;
  const isNewest = dataVersion === dataset.versions.at(-1)?.dataVersion;
  const error = saving.error ?? quarantine.error;
  return (
    <Stack gap="xs" align="flex-start">
      <Group gap="xs">
        {isNewest && (
          <Button
            size="xs"
            leftSection={<IconFilterX size={14} />}
            loading={quarantine.busy}
            onClick={() => quarantine.start()}
          >
            Quarantine failing rows
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          loading={saving.busy}
          onClick={() => saving.start()}
        >
          Download failing rows
        </Button>
      </Group>
      {error !== null && <ErrorPanel error={error} />}
    </Stack>
  );
}

const hand = (name: string, rejected: Rows): void => download(name, writeCsv(rejected), 'text/csv');
