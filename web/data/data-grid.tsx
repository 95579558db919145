import { useMemo } from 'react';
import { missingCount } from '../../shared/table/cells.ts';
import type { Table } from '../../shared/table/table.ts';
import { GridFrame } from './grid-frame.tsx';

interface DataGridProps {
  readonly table: Table;
  readonly label: string;
  readonly target?: string | null;
  readonly height?: number;
  /** Numbers that the rows have in their dataset, from 0; their places when left out. */
  readonly numbers?: readonly number[];
  /** Missing cells by column, where the table is a part of more rows. */
  readonly missing?: readonly number[];
}

/** The rows of a table that the page holds. */
export function DataGrid({ table, label, target = null, height = 560, numbers, missing }: DataGridProps) {
  const columns = useMemo(
    () =>
      table.columns.map((column, at) => ({
        name: column.name,
        type: column.type,
        missing: missing?.[at] ?? missingCount(column),
      })),
    [table, missing],
  );
  const rowAt = (row: number) => ({ columns: table.columns, row, number: (numbers?.[row] ?? row) + 1 });
  return (
    <GridFrame
      label={label}
      nRows={table.nRows}
      columns={columns}
      rowAt={rowAt}
      target={target}
      height={height}
    />
  );
}
