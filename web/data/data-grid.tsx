import { useMemo } from 'react';
import { missingCount } from '../../shared/table/cells.ts';
import type { Table } from '../../shared/table/table.ts';
import { GridFrame } from './grid-frame.tsx';

interface DataGridProps {
  readonly table: Table;
  readonly label: string;
  readonly target?: string | null;
  /** Only these rows, by number; all when left out. */
  readonly rows?: readonly number[];
  readonly height?: number;
  /** Numbers that the rows have in their dataset, from 0; their places when left out. */
  readonly numbers?: Int32Array | null;
}

/** The rows of a table that the page holds. */
export function DataGrid({ table, label, target = null, rows, height = 560, numbers }: DataGridProps) {
  const columns = useMemo(
    () =>
      table.columns.map((column) => ({
        name: column.name,
        type: column.type,
        missing: missingCount(column),
      })),
    [table],
  );
  const rowAt = (index: number) => {
    const row = rows?.[index] ?? index;
    return { columns: table.columns, row, number: (numbers?.[row] ?? row) + 1 };
  };
  const nRows = rows?.length ?? table.nRows;
  return (
    <GridFrame label={label} nRows={nRows} columns={columns} rowAt={rowAt} target={target} height={height} />
  );
}
