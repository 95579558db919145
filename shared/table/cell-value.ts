import { AppError } from '../errors/app-error.ts';
import type { SchemaColumn } from '../records/dataset.ts';
import { isoText } from './cells.ts';
import { parseDatetimeText } from './datetime-text.ts';
import type { Cell } from './table.ts';

const expected: Record<SchemaColumn['type'], string> = {
  numeric: 'a finite number',
  datetime: 'an ISO 8601 date or time',
  boolean: 'true or false',
  categorical: 'a text',
  text: 'a text',
  identifier: 'a text',
};

/**
 * A value as a column of that type holds it: datetimes as ISO 8601 in UTC, null = missing.
 * @throws AppError `cell-invalid` for a value of another type.
 */
export function checkedCell({ name, type }: SchemaColumn, value: Cell): Cell {
  if (value === null) return null;
  const fitting = fittingCell(type, value);
  if (fitting !== null) return fitting;
  throw new AppError('cell-invalid', {
    detail: `"${name}" takes ${expected[type]}, not ${JSON.stringify(value)}.`,
  });
}

function fittingCell(type: SchemaColumn['type'], value: number | string | boolean): Cell {
  switch (type) {
    case 'numeric':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'datetime': {
      const ms = typeof value === 'string' ? parseDatetimeText(value) : null;
      return ms === null ? null : isoText(ms);
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return typeof value === 'string' ? value : null;
  }
}

/**
 * What a person typed for a cell of that column.
 * @throws AppError `cell-invalid` when it is no value of that type.
 */
export function cellFromText(column: SchemaColumn, text: string): Cell {
  const typed = text.trim();
  if (column.type === 'numeric') return checkedCell(column, typed === '' ? text : numberOr(text, typed));
  if (column.type === 'boolean' && /^(true|false)$/i.test(typed)) return typed.toLowerCase() === 'true';
  return checkedCell(column, text);
}

const numberOr = (text: string, typed: string): Cell => {
  const value = Number(typed);
  return Number.isFinite(value) ? value : text;
};
