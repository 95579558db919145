import { Group, Table, Text } from '@mantine/core';
import type { ColumnSummary, ValidationReport } from '../../shared/validation/report.ts';
import { SparkBars } from '../charts/spark-bars.tsx';
import { formatCount, formatDateTime, formatNumber, formatPercent, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { ColumnDetail } from './column-detail.tsx';
import { TypeIcon, typeLooks } from './column-types.tsx';
import type { DatasetViewProps } from './dataset-view.ts';
import { LookedAt } from './explore/looked-at.tsx';
import { useReport } from './use-report.ts';

const MOST_SHOWN = 500;

/** Every column with its spread; a click opens one. */
export function ColumnsTab(props: DatasetViewProps) {
  return (
    <LookedAt look={useReport(props)} height={420}>
      {(report) => <Columns report={report} />}
    </LookedAt>
  );
}

function Columns({ report }: { report: ValidationReport }) {
  const note =
    report.columns.length > MOST_SHOWN
      ? `the first ${MOST_SHOWN}`
      : formatPlural(report.columns.length, 'column');
  return (
    <Panel title="Columns" note={note} flush>
      <Table miw={820} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th ta="right">Missing</Table.Th>
            <Table.Th ta="right">Distinct</Table.Th>
            <Table.Th>Spread</Table.Th>
            <Table.Th>In figures</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.columns.slice(0, MOST_SHOWN).map((column) => (
            <ColumnDetail key={column.name} column={column}>
              <ColumnCells column={column} nRows={report.nRows} />
            </ColumnDetail>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function ColumnCells({ column, nRows }: { column: ColumnSummary; nRows: number }) {
  return (
    <>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <TypeIcon type={column.type} />
          <Text fz="sm">{typeLooks[column.type].label}</Text>
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {column.missing === 0 ? (
          <Text span c="dimmed" fz="sm">
            0
          </Text>
        ) : (
          `${formatCount(column.missing)} (${formatPercent(column.missing / Math.max(1, nRows))})`
        )}
      </Table.Td>
      <Table.Td ta="right">{formatCount(column.distinct)}</Table.Td>
      <Table.Td>
        <Spread column={column} />
      </Table.Td>
      <Table.Td>
        <Text fz="xs" c="dimmed" lineClamp={2} maw={340}>
          {inFigures(column)}
        </Text>
      </Table.Td>
    </>
  );
}

function Spread({ column }: { column: ColumnSummary }) {
  const counts = column.numeric?.histogram.counts ?? column.top.map((each) => each.count);
  if (counts.length === 0 || column.type === 'identifier' || column.type === 'text') return null;
  return <SparkBars counts={counts} label={`Spread of ${column.name}`} />;
}

function inFigures({ numeric, top, type }: ColumnSummary): string {
  if (numeric === null)
    return top
      .slice(0, 4)
      .map(({ value, count }) => `${value} ${formatCount(count)}`)
      .join(' · ');
  if (type === 'datetime') return `${formatDateTime(numeric.min)} – ${formatDateTime(numeric.max)}`;
  const { min, max, mean, std, median } = numeric;
  return `${formatNumber(min)} – ${formatNumber(max)} · mean ${formatNumber(mean)} ± ${formatNumber(std)} · median ${formatNumber(median)}`;
}
