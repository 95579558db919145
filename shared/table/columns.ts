import { AppError } from '../errors/app-error.ts';
import type { SchemaColumn } from '../records/dataset.ts';
import type { Column, Table } from './table.ts';

/** @throws AppError `column-unknown`, with the names that there are. */
export function column(table: Table, name: string): Column {
  return table.columns[columnIndex(table, name)]!;
}

/** @throws AppError `column-unknown`, with the names that there are. */
export function columnIndex(table: Table, name: string): number {
  const index = table.columns.findIndex((entry) => entry.name === name);
  if (index >= 0) return index;
  throw new AppError('column-unknown', {
    detail: `There is no column "${name}"; the columns are ${listNames(table)}.`,
  });
}

function listNames(table: Table): string {
  const names = table.columns.map((entry) => `"${entry.name}"`);
  return names.length <= 20
    ? names.join(', ')
    : `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`;
}

/** Name and type of each column: what two tables must share to be put together. */
export function schemaOf(table: Table): SchemaColumn[] {
  return table.columns.map(({ name, type }) => ({ name, type }));
}
