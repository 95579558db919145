import { column } from '../table/columns.ts';
import { isSet } from '../table/missing-bitmap.ts';
import type { Table } from '../table/table.ts';

/**
 * Of `rows`, those without a missing cell in the named columns; in any column when none are named.
 * @throws AppError `column-unknown`.
 */
export function dropMissing(table: Table, rows: Int32Array, names?: readonly string[]): Int32Array {
  const taken = names === undefined ? table.columns : names.map((name) => column(table, name));
  const bitmaps = taken.flatMap((entry) => (entry.missing === null ? [] : [entry.missing]));
  return rows.filter((row) => !bitmaps.some((bitmap) => isSet(bitmap, row)));
}
