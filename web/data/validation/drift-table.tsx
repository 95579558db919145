import { Table, Text } from '@mantine/core';
import type { FeatureDrift } from '../../../shared/statistics/feature-drift.ts';
import { formatNumber } from '../../shell/format.ts';
import { Pill, type Tone } from '../../shell/pill.tsx';

const looks: Record<FeatureDrift['status'], { tone: Tone; label: string }> = {
  drift: { tone: 'bad', label: 'Drift' },
  ok: { tone: 'good', label: 'No drift' },
  'not-enough-data': { tone: 'neutral', label: 'Too few rows' },
};

/** Columns compared by MON1, those that changed most first. */
export function DriftTable({ columns, label }: { columns: readonly FeatureDrift[]; label: string }) {
  if (columns.length === 0) {
    return <Text fz="sm">There is no column whose distribution could be compared.</Text>;
  }
  const ratio = ({ effect }: FeatureDrift): number => effect.value / effect.threshold;
  return (
    <div style={{ overflowX: 'auto' }} role="group" tabIndex={0} aria-label={label}>
      <Table verticalSpacing={4} miw={420} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th>Verdict</Table.Th>
            <Table.Th ta="right">Effect</Table.Th>
            <Table.Th ta="right">matters from</Table.Th>
            <Table.Th ta="right">Adjusted p</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns
            .toSorted((a, b) => ratio(b) - ratio(a))
            .map((column) => (
              <Table.Tr key={column.name}>
                <Table.Td>{column.name}</Table.Td>
                <Table.Td>
                  <Pill tone={looks[column.status].tone}>{looks[column.status].label}</Pill>
                </Table.Td>
                <Table.Td ta="right">{column.effect.value.toFixed(3)}</Table.Td>
                <Table.Td ta="right">{formatNumber(column.effect.threshold)}</Table.Td>
                <Table.Td ta="right">{formatNumber(column.adjustedP)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
