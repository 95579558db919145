import { AppError } from '../errors/app-error.ts';
import type { Column, ColumnType, Table } from './table.ts';

/** Name and type of a column: what two tables must share to be put together. */
export interface ColumnSchema {
  name: string;
  type: ColumnType;
}

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

export function schemaOf(table: Table): ColumnSchema[] {
  return table.columns.map(({ name, type }) => ({ name, type }));
}

/**
 * What keeps two schemas apart, one sentence each; empty when they are equal in names, types and order.
 * Cost: linear in the columns.
 */
export function schemaDifferences(
  expected: readonly ColumnSchema[],
  actual: readonly ColumnSchema[],
): string[] {
  const wanted = new Map(expected.map(({ name, type }) => [name, type]));
  const found = new Map(actual.map(({ name, type }) => [name, type]));
  const differences = [
    ...expected.filter(({ name }) => !found.has(name)).map(({ name }) => `column "${name}" is missing`),
    ...actual.filter(({ name }) => !wanted.has(name)).map(({ name }) => `column "${name}" is new`),
    ...expected.flatMap(({ name, type }) => {
      const other = found.get(name);
      return other === undefined || other === type ? [] : [`column "${name}" is ${other} instead of ${type}`];
    }),
  ];
  if (differences.length > 0) return differences;
  const sameOrder = expected.every(({ name }, i) => actual[i]?.name === name);
  return sameOrder
    ? []
    : [`the columns stand in another order (${actual.map(({ name }) => name).join(', ')})`];
}
