import { AppError } from '../errors/app-error.ts';
import type { Column, ColumnType, Table } from '../table/table.ts';
import { column } from '../table/columns.ts';

/**
 * The columns a step works on: the named ones, or every one of a type it can treat.
 * @throws AppError `column-unknown`; `recipe-invalid` when a named column is of another type.
 */
export function stepColumns<T extends ColumnType>(
  table: Table,
  step: string,
  names: readonly string[] | undefined,
  types: readonly T[],
): (Column & { type: T })[] {
  const treats = (entry: Column): entry is Column & { type: T } => types.some((type) => type === entry.type);
  if (names === undefined) return table.columns.filter(treats);
  return [...new Set(names)].map((name) => {
    const found = column(table, name);
    if (treats(found)) return found;
    throw new AppError('recipe-invalid', {
      detail: `The step "${step}" treats ${types.join(' and ')} columns; "${name}" is ${found.type} at that point.`,
      remedy: 'Leave the column out of the step, or move the step.',
      pointer: '/prepare',
    });
  });
}

/**
 * Replaces columns by name, each in its place by none, one or several; the others pass through.
 * A fitted step must find every column that it was fitted on.
 * @throws AppError `column-unknown`.
 */
export function replaceColumns(
  table: Table,
  names: ReadonlySet<string>,
  make: (entry: Column) => readonly Column[],
): Table {
  const columns: Column[] = [];
  let found = 0;
  for (const entry of table.columns) {
    if (!names.has(entry.name)) columns.push(entry);
    else {
      found += 1;
      columns.push(...make(entry));
    }
  }
  // `column` words the error; it throws for the first name that is not there.
  if (found < names.size) for (const name of names) column(table, name);
  return { nRows: table.nRows, columns };
}

/** A fitted step met a column of another type than the one it was fitted on. */
export function wrongColumnType(step: string, entry: Column, expected: string): AppError {
  return new AppError('model-invalid', {
    detail: `The fitted step "${step}" takes "${entry.name}" as ${expected}; it came as ${entry.type}.`,
  });
}

/** `name`, or `name (2)`, `name (3)`, … when a column is called so already; the result is taken from then on. */
export function freshName(name: string, taken: Set<string>): string {
  let fresh = name;
  for (let attempt = 2; taken.has(fresh); attempt += 1) fresh = `${name} (${attempt})`;
  taken.add(fresh);
  return fresh;
}
