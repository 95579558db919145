import { cell } from '../../shared/table/cells.ts';
import { column } from '../../shared/table/columns.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Cell, ColumnType, Table } from '../../shared/table/table.ts';
import { prepareStep, type PrepareStep } from '../../shared/records/recipe.ts';

type ColumnSpec = readonly [name: string, type: ColumnType, cells: readonly Cell[]];

/** A table from whole columns; null is missing. */
export function tableOf(...specs: readonly ColumnSpec[]): Table {
  const inputs = specs.map(([name, type]) => ({ name, type }));
  const rows = specs[0]![2].map((_, row) => specs.map(([, , cells]) => cells[row]!));
  return tableFromInstances(inputs, rows);
}

export function cellsOfColumn(table: Table, name: string): Cell[] {
  const entry = column(table, name);
  return Array.from({ length: table.nRows }, (_, row) => cell(entry, row));
}

export const namesOf = (table: Table): string[] => table.columns.map((entry) => entry.name);

/** A step with its defaults filled in, as a parsed recipe has it. */
export const step = (json: object): PrepareStep => prepareStep.parse(json);
