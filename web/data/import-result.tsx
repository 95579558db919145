import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconFlask, IconTable } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { REJECTION_WORDING, type ImportReport } from '../../shared/table/import-plan.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { Digest } from '../shell/digest.tsx';
import { download } from '../shell/download.ts';
import { formatBytes, formatCount } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { Stat, Stats } from '../shell/stats.tsx';
import { MissingMarkers } from './planned-columns.tsx';
import type { LoadResult } from './use-import.ts';
import { ContractResult } from './validation/contract-result.tsx';

/** What a load came to: rows in, rows out, what was missing, and where to go on. */
export function ImportResult({ result, fileName }: { result: LoadResult; fileName: string }) {
  const { dataset, dataVersion, added, report, contract } = result;
  const params = { dataset: dataset.name };
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Group gap="sm">
          <Pill tone={added ? 'good' : 'warn'}>{added ? 'Loaded' : 'Nothing new'}</Pill>
          <Text>
            {added
              ? `${loadedRows(result)} of ${fileName} are in ${dataset.name}.`
              : `${dataset.name} has exactly these rows already; no batch was added.`}
          </Text>
        </Group>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconTable size={16} />}
            renderRoot={(props) => <Link to="/data/$dataset" params={params} {...props} />}
          >
            Open dataset
          </Button>
          <Button
            leftSection={<IconFlask size={16} />}
            renderRoot={(props) => <Link to="/experiments/new" search={params} {...props} />}
          >
            Train on this
          </Button>
        </Group>
      </Group>
      <Stats>
        <Stat label="Rows" value={formatCount(report.nRows)} />
        <Stat label="Rejected rows" value={formatCount(report.rejectedCount)} />
        <Stat label="Columns" value={formatCount(report.columns.length)} />
        <Stat label="Size" value={formatBytes(report.sizeBytes)} />
        <Stat label="Data version" value={<Digest value={dataVersion} label="data version" />} />
      </Stats>
      {contract !== null && <ContractResult contract={contract} dataset={dataset.name} />}
      {report.rejectedCount > 0 && <RejectedRows report={report} fileName={fileName} />}
      <MissingByColumn report={report} />
    </Stack>
  );
}

/** `1,200 rows`, or `480 of 1,200 rows` of a file that comes in stages. */
function loadedRows({ dataset, report }: LoadResult): string {
  const { nRows, part } = dataset.batches.at(-1)!;
  const whole = formatCount(report.nRows);
  return part.upTo === 100 && nRows === report.nRows
    ? `${whole} rows`
    : `${formatCount(part.to)} of ${whole} rows`;
}

const MOST_SHOWN = 20;

function RejectedRows({ report, fileName }: { report: ImportReport; fileName: string }) {
  const save = (): void => {
    const rows = report.rejected.map(({ line, reason, text }) => [line, REJECTION_WORDING[reason], text]);
    download(`${fileName}.rejected.csv`, writeCsv({ header: ['line', 'reason', 'text'], rows }), 'text/csv');
  };
  const kept =
    report.rejected.length < report.rejectedCount
      ? `, the first ${formatCount(report.rejected.length)} kept`
      : '';
  return (
    <Panel
      title="Rejected rows"
      note={`${formatCount(report.rejectedCount)} did not fit the header${kept}`}
      flush
      actions={
        <Button size="xs" variant="default" leftSection={<IconDownload size={15} />} onClick={save}>
          Download
        </Button>
      }
    >
      <Table miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>Line</Table.Th>
            <Table.Th w={190}>Reason</Table.Th>
            <Table.Th>Text</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.rejected.slice(0, MOST_SHOWN).map(({ line, reason, text }) => (
            <Table.Tr key={line}>
              <Table.Td>{formatCount(line)}</Table.Td>
              <Table.Td>{REJECTION_WORDING[reason]}</Table.Td>
              <Table.Td>
                <Text fz="xs" ff="monospace" lineClamp={1}>
                  {text}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function MissingByColumn({ report }: { report: ImportReport }) {
  const columns = report.columns.filter((column) => column.missing > 0);
  return (
    <Panel title="Missing cells" {...(columns.length > 0 ? { flush: true } : {})}>
      {columns.length === 0 ? (
        <Text fz="sm">No cell is missing.</Text>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column</Table.Th>
              <Table.Th ta="right">Missing</Table.Th>
              <Table.Th>By marker</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map(({ name, missing, missingByMarker }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">{formatCount(missing)}</Table.Td>
                <Table.Td>
                  <MissingMarkers missing={missingByMarker} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
