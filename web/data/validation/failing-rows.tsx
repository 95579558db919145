import { Skeleton, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Table } from '../../../shared/table/table.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount } from '../../shell/format.ts';
import { DataGrid } from '../data-grid.tsx';
import { useRowNumbers } from '../row-numbers.ts';
import { useTable } from '../rows-tab.tsx';

interface FailingRowsProps {
  readonly dataVersion: string;
  readonly target: string | null;
  /** The column in question stands first, so that one need not search it. */
  readonly column: string | null;
  readonly rows: readonly number[];
  /** How many there are in all. */
  readonly count: number;
  readonly label: string;
}

export function FailingRows({ dataVersion, target, column, rows, count, label }: FailingRowsProps) {
  const numbers = useRowNumbers();
  const { answer: table, error } = useTable(dataVersion);
  const arranged = useMemo(() => table && columnFirst(table, column), [table, column]);
  if (error !== null) return <ErrorPanel error={error} />;
  if (arranged === undefined) return <Skeleton height={120} />;
  return (
    <Stack gap={4}>
      {count > rows.length && (
        <Text fz="xs" c="dimmed">
          The first {formatCount(rows.length)} of {formatCount(count)}
        </Text>
      )}
      <DataGrid
        table={arranged}
        rows={rows}
        numbers={numbers}
        target={target}
        height={gridHeight(rows.length)}
        label={label}
      />
    </Stack>
  );
}

/** Few rows need no empty space below them. */
const gridHeight = (nRows: number): number => Math.min(300, 60 + 34 * nRows);

function columnFirst(table: Table, name: string | null): Table {
  const first = table.columns.filter((column) => column.name === name);
  return { ...table, columns: [...first, ...table.columns.filter((column) => column.name !== name)] };
}
