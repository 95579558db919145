import { argsort } from '../statistics/argsort.ts';
import { cellText, isMissing } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { column as columnNamed } from '../table/columns.ts';
import type { CategoricalColumn, Column, Table } from '../table/table.ts';
import { matcherOf } from './cell-match.ts';
import { isAll, type RowQuery } from './row-filter.ts';

/**
 * The rows that a query lets through, in its order; null when that is all of them as they are. Missing cells come
 * last in either direction, ties keep the order of the rows. `onColumn` hears how many columns were searched.
 * Cost: linear in the cells searched, and a sort.
 * @throws AppError `column-unknown`, `request-invalid` for a value that cannot be compared with the column.
 */
export function queryRows(
  table: Table,
  query: RowQuery,
  onColumn: (done: number, total: number) => void = () => {},
): Int32Array | null {
  if (isAll(query)) return null;
  const { search = '', filters = [], sort } = query;
  const keep = new Uint8Array(table.nRows).fill(1);
  for (const filter of filters) {
    const matches = matcherOf(columnNamed(table, filter.column), filter);
    for (let row = 0; row < keep.length; row++) if (keep[row] === 1 && !matches(row)) keep[row] = 0;
  }
  if (search !== '') keepFound(table, search, { keep, onColumn });
  if (sort === undefined) return rowsOf(keep);
  const order = sortedRows(columnNamed(table, sort.column), sort.descending);
  return search === '' && filters.length === 0 ? order : order.filter((row) => keep[row] === 1);
}

/** Column by column, so that a search stays in one kind of cell at a time. */
function keepFound(
  { columns }: Table,
  search: string,
  { keep, onColumn }: { keep: Uint8Array; onColumn: (done: number, total: number) => void },
): void {
  const found = new Uint8Array(keep.length);
  for (const [at, column] of columns.entries()) {
    const matches = matcherOf(column, { column: column.name, operator: 'contains', value: search });
    for (let row = 0; row < keep.length; row++)
      if (keep[row] === 1 && found[row] === 0 && matches(row)) found[row] = 1;
    onColumn(at + 1, columns.length);
  }
  found.forEach((hit, row) => (keep[row]! &= hit));
}

function rowsOf(keep: Uint8Array): Int32Array {
  const rows = new Int32Array(keep.reduce((sum, kept) => sum + kept, 0));
  for (let row = 0, at = 0; row < keep.length; row++) if (keep[row] === 1) rows[at++] = row;
  return rows;
}

function sortedRows(column: Column, descending: boolean): Int32Array {
  const keys = sortKeys(column);
  const rows = new Int32Array(keys.length);
  let nPresent = 0;
  for (let row = 0; row < rows.length; row++) if (!isMissing(column, row)) rows[nPresent++] = row;
  const present = rows.slice(0, nPresent);
  const signed = new Float64Array(nPresent);
  for (let at = 0; at < nPresent; at++) signed[at] = descending ? -keys[present[at]!]! : keys[present[at]!]!;
  const order = argsort(signed);
  for (let at = 0; at < nPresent; at++) rows[at] = present[order[at]!]!;
  for (let row = 0, at = nPresent; at < rows.length; row++) if (isMissing(column, row)) rows[at++] = row;
  return rows;
}

/** Numbers in the order of the cells; texts and categories by code point. */
function sortKeys(column: Column): Float64Array {
  switch (column.type) {
    case 'numeric':
    case 'datetime':
      return column.values;
    case 'boolean':
      return Float64Array.from(column.values);
    case 'categorical':
      return levelKeys(column);
    case 'text':
    case 'identifier':
      return textKeys(column, column.offsets.length - 1);
  }
}

function levelKeys({ codes, levels }: CategoricalColumn): Float64Array {
  const rank = new Float64Array(levels.length);
  const byName = levels.map((_, code) => code).toSorted((a, b) => byCodePoint(levels[a]!, levels[b]!));
  byName.forEach((code, at) => (rank[code] = at));
  return Float64Array.from(codes, (code) => (code < 0 ? -1 : rank[code]!));
}

function textKeys(column: Column, nRows: number): Float64Array {
  const texts = Array.from({ length: nRows }, (_, row) => cellText(column, row));
  const order = texts.map((_, row) => row).sort((a, b) => byCodePoint(texts[a]!, texts[b]!));
  const keys = new Float64Array(nRows);
  // Equal texts share a key, so that ties keep the order of the rows.
  order.forEach((row, at) => {
    const before = order[at - 1];
    keys[row] = before !== undefined && texts[before] === texts[row] ? keys[before]! : at;
  });
  return keys;
}
