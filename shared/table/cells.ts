import { countSet, isSet } from './missing-bitmap.ts';
import type { Cell, Column } from './table.ts';

// `ignoreBOM` keeps a cell that starts with U+FEFF as it is.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function isMissing(column: Column, row: number): boolean {
  return isSet(column.missing, row);
}

export function missingCount(column: Column): number {
  return countSet(column.missing);
}

/** The cell as JSON carries it: null when missing, datetimes as ISO 8601 in UTC. */
export function cell(column: Column, row: number): Cell {
  if (isSet(column.missing, row)) return null;
  switch (column.type) {
    case 'numeric':
      return column.values[row]!;
    case 'datetime':
      return isoText(column.values[row]!);
    case 'boolean':
      return column.values[row] === 1;
    case 'categorical':
      return column.levels[column.codes[row]!]!;
    case 'text':
    case 'identifier':
      return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
  }
}

/** The cell as people read it; empty when missing. */
export function cellText(column: Column, row: number): string {
  const value = cell(column, row);
  return value === null ? '' : String(value);
}

/** ISO 8601 in UTC with milliseconds, e.g. `2024-02-29T13:00:00.000Z`. */
export function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
