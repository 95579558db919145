import { AppError } from '../errors/app-error.ts';
import { cellText, isoText } from '../table/cells.ts';
import { parseDatetimeText } from '../table/datetime-text.ts';
import { isSet } from '../table/missing-bitmap.ts';
import type { Column } from '../table/table.ts';
import type { RowFilter } from './row-filter.ts';

type Matcher = (row: number) => boolean;

/** Whether the cell of a row passes a filter; what can be decided once for a column is. */
export function matcherOf(column: Column, filter: RowFilter): Matcher {
  const { operator } = filter;
  const { missing } = column;
  if (operator === 'missing') return (row) => isSet(missing, row);
  if (operator === 'present') return (row) => !isSet(missing, row);
  const matches = presentMatcher(column, filter);
  if (missing === null) return matches;
  return operator === 'is-not'
    ? (row) => isSet(missing, row) || matches(row)
    : (row) => !isSet(missing, row) && matches(row);
}

function presentMatcher(column: Column, { operator, value }: RowFilter): Matcher {
  switch (operator) {
    case 'contains':
      return containing(column, value.toLowerCase());
    case 'is':
      return equal(column, value);
    case 'is-not': {
      const same = equal(column, value);
      return (row) => !same(row);
    }
    default:
      return compared(column, operator === 'at-least' ? 1 : -1, value);
  }
}

function containing(column: Column, needle: string): Matcher {
  switch (column.type) {
    case 'categorical': {
      const hits = column.levels.map((level) => level.toLowerCase().includes(needle));
      return (row) => hits[column.codes[row]!] === true;
    }
    case 'boolean': {
      const hits = ['false', 'true'].map((text) => text.includes(needle));
      return (row) => hits[column.values[row]!] === true;
    }
    case 'numeric':
      // Most words cannot stand in a number, and writing a million numbers out takes its time.
      if (/[^\d.e+-]/.test(needle)) return never;
      return (row) => String(column.values[row]).includes(needle);
    case 'datetime':
      if (/[^\dtz:.-]/.test(needle)) return never;
      return (row) => isoText(column.values[row]!).toLowerCase().includes(needle);
    case 'text':
    case 'identifier':
      return (row) => cellText(column, row).toLowerCase().includes(needle);
  }
}

const never: Matcher = () => false;

function equal(column: Column, value: string): Matcher {
  if (column.type === 'numeric' || column.type === 'datetime') {
    const wanted = numberFrom(column, value);
    return (row) => column.values[row] === wanted;
  }
  if (column.type === 'categorical') {
    const code = column.levels.indexOf(value);
    return (row) => code >= 0 && column.codes[row] === code;
  }
  return (row) => cellText(column, row) === value;
}

function compared(column: Column, sign: 1 | -1, value: string): Matcher {
  if (column.type !== 'numeric' && column.type !== 'datetime')
    throw new AppError('request-invalid', {
      detail: `"${column.name}" is ${column.type}; only numbers and dates can be at least or at most something.`,
    });
  const limit = numberFrom(column, value);
  return (row) => sign * (column.values[row]! - limit) >= 0;
}

function numberFrom(column: Column, value: string): number {
  const number =
    column.type === 'datetime' ? parseDatetimeText(value) : value.trim() === '' ? null : Number(value);
  if (number !== null && Number.isFinite(number)) return number;
  throw new AppError('request-invalid', {
    detail: `"${value}" is no ${column.type === 'datetime' ? 'date (as 2024-05-31)' : 'number'}, and "${column.name}" can be compared with nothing else.`,
  });
}
