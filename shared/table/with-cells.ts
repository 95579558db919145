import { concatTables } from './concat.ts';
import { columnIndex } from './columns.ts';
import { tableFromInstances } from './instances.ts';
import { selectRows, withColumns } from './shape.ts';
import type { Cell, Table } from './table.ts';

export interface CellChange {
  /** Position in the table, from 0. */
  readonly row: number;
  readonly column: string;
  readonly value: Cell;
}

/**
 * The table with other values in some cells; of several changes of one cell the last counts. Columns
 * without a change are the same objects. Cost: a copy of each changed column.
 * @throws AppError `column-unknown`, `features-invalid` for a value of another type than its column.
 */
export function withCells(table: Table, changes: readonly CellChange[]): Table {
  const byColumn = new Map<string, Map<number, Cell>>();
  for (const { row, column, value } of changes) {
    const cells = byColumn.get(column) ?? new Map<number, Cell>();
    byColumn.set(column, cells.set(row, value));
  }
  return withColumns(
    table,
    [...byColumn].map(([name, cells]) => changedColumn(table, name, cells)),
  );
}

/** The new values are put behind the column's own rows, then every row takes its old or its new one. */
function changedColumn(
  table: Table,
  name: string,
  cells: ReadonlyMap<number, Cell>,
): Table['columns'][number] {
  const column = table.columns[columnIndex(table, name)]!;
  const levels = column.type === 'categorical' ? { levels: column.levels } : {};
  const values = [...cells.values()].map((value) => [value]);
  const added = tableFromInstances([{ name, type: column.type, ...levels }], values);
  const rows = Int32Array.from({ length: table.nRows }, (_, row) => row);
  [...cells.keys()].forEach((row, i) => (rows[row] = table.nRows + i));
  return selectRows(concatTables([{ nRows: table.nRows, columns: [column] }, added]), rows).columns[0]!;
}
