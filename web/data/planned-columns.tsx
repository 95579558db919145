import { Group, NativeSelect, Switch, Table, Text } from '@mantine/core';
import type { ImportPlan, PlannedColumn } from '../../shared/table/import-plan.ts';
import type { ColumnType } from '../../shared/table/table.ts';
import { formatCount, formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { TypeIcon, typeOptions } from './column-types.tsx';

interface PlannedColumnsProps {
  readonly plan: ImportPlan;
  readonly onEdit: (index: number, edit: Partial<Pick<PlannedColumn, 'type' | 'include'>>) => void;
}

/** More than this would make the page slow; the rest keeps what was found. */
const MOST_SHOWN = 100;

export function PlannedColumns({ plan, onEdit }: PlannedColumnsProps) {
  const { columns } = plan;
  const note =
    columns.length > MOST_SHOWN
      ? `the first ${MOST_SHOWN} of ${formatCount(columns.length)}; the others are taken as found`
      : formatPlural(columns.length, 'column');
  return (
    <Panel title="Columns" note={note} flush>
      <Table miw={720} verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th w={190}>Type</Table.Th>
            <Table.Th ta="right">Distinct</Table.Th>
            <Table.Th>Missing</Table.Th>
            <Table.Th>Examples</Table.Th>
            <Table.Th w={90}>Load</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.slice(0, MOST_SHOWN).map((column, index) => (
            <ColumnRow key={column.name} column={column} onEdit={(edit) => onEdit(index, edit)} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

interface ColumnRowProps {
  readonly column: PlannedColumn;
  readonly onEdit: (edit: Partial<Pick<PlannedColumn, 'type' | 'include'>>) => void;
}

function ColumnRow({ column, onEdit }: ColumnRowProps) {
  const { name, sourceName, type, distinct, missing, examples, include } = column;
  return (
    <Table.Tr opacity={include ? 1 : 0.55}>
      <Table.Th scope="row" fw={500}>
        {name}
        {sourceName !== name && (
          <Text fz="xs" c="dimmed">
            {sourceName === '' ? 'no name in the file' : `“${sourceName}” in the file`}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={`Type of ${name}`}
          data={typeOptions}
          value={type}
          leftSection={<TypeIcon type={type} />}
          onChange={(event) => onEdit({ type: event.currentTarget.value as ColumnType })}
        />
      </Table.Td>
      <Table.Td ta="right">{formatCount(distinct)}</Table.Td>
      <Table.Td>
        <MissingMarkers missing={missing} />
      </Table.Td>
      <Table.Td>
        <Text fz="xs" c="dimmed" lineClamp={1} maw={320}>
          {examples.join(', ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Switch
          size="sm"
          aria-label={`Load ${name}`}
          checked={include}
          onChange={(event) => onEdit({ include: event.currentTarget.checked })}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** `11 blank, 3 NA`. */
export function MissingMarkers({ missing }: { missing: readonly { marker: string; count: number }[] }) {
  if (missing.length === 0)
    return (
      <Text fz="xs" c="dimmed">
        none
      </Text>
    );
  return (
    <Group gap={6}>
      {missing.map(({ marker, count }) => (
        <Text key={marker} fz="xs">
          {formatCount(count)} {marker.trim() === '' ? 'blank' : marker}
        </Text>
      ))}
    </Group>
  );
}
