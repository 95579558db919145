import type { ClassCounts } from '../records/dataset.ts';
import { missingCount } from './cells.ts';
import { column } from './columns.ts';
import { isSet } from './missing-bitmap.ts';
import type { Column, Table } from './table.ts';

const MOST_LISTED = 50;

/**
 * How many rows each class of a column has, the most frequent first, the first 50 by name. null for a
 * column that has no classes: text, identifiers, times, and numbers of more than 50 values.
 * @throws AppError `column-unknown`. Cost: one pass.
 */
export function classCounts(table: Table, name: string): ClassCounts | null {
  const source = column(table, name);
  const counts = countsOf(source, table.nRows);
  if (counts === null) return null;
  const ordered = [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const others = ordered.slice(MOST_LISTED).reduce((sum, { count }) => sum + count, 0);
  return { column: name, counts: ordered.slice(0, MOST_LISTED), others, missing: missingCount(source) };
}

function countsOf(source: Column, nRows: number): Map<string, number> | null {
  switch (source.type) {
    case 'categorical': {
      const byCode = new Float64Array(source.levels.length);
      for (const code of source.codes) if (code >= 0) byCode[code]! += 1;
      return new Map(
        source.levels.flatMap((level, code) => (byCode[code]! > 0 ? [[level, byCode[code]!]] : [])),
      );
    }
    case 'boolean':
      return countValues(source.values, source.missing, nRows, (value) => String(value === 1));
    case 'numeric':
      return countValues(source.values, source.missing, nRows, String);
    default:
      return null;
  }
}

function countValues(
  values: Float64Array | Uint8Array,
  missing: Uint8Array | null,
  nRows: number,
  nameOf: (value: number) => string,
): Map<string, number> | null {
  const counts = new Map<number, number>();
  for (let row = 0; row < nRows; row += 1) {
    if (isSet(missing, row)) continue;
    counts.set(values[row]!, (counts.get(values[row]!) ?? 0) + 1);
    if (counts.size > MOST_LISTED) return null;
  }
  return new Map([...counts].map(([value, count]) => [nameOf(value), count]));
}
