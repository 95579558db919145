import { AppError } from '../errors/app-error.ts';
import { column } from './columns.ts';
import { isSet, missingBuilder } from './missing-bitmap.ts';
import type { CategoricalColumn, Column, Table, TextColumn } from './table.ts';

/**
 * The given rows in the given order; a row may stand there twice.
 * @throws AppError `internal` when a row number is outside the table. Cost: linear in the rows taken.
 */
export function selectRows(table: Table, rows: Int32Array): Table {
  for (const row of rows) {
    if (!(row >= 0 && row < table.nRows)) {
      throw new AppError('internal', { detail: `Row ${row} is outside a table of ${table.nRows} rows.` });
    }
  }
  return { nRows: rows.length, columns: table.columns.map((entry) => takeRows(entry, rows)) };
}

function takeRows(source: Column, rows: Int32Array): Column {
  const missing = takeMissing(source.missing, rows);
  switch (source.type) {
    case 'numeric':
    case 'datetime':
      return { ...source, missing, values: take(source.values, new Float64Array(rows.length), rows) };
    case 'boolean':
      return { ...source, missing, values: take(source.values, new Uint8Array(rows.length), rows) };
    case 'categorical':
      return { ...source, missing, codes: take(source.codes, new Int32Array(rows.length), rows) };
    case 'text':
    case 'identifier':
      return { ...source, missing, ...takeText(source, rows) };
  }
}

function take<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T, rows: Int32Array): T {
  for (let i = 0; i < rows.length; i += 1) to[i] = from[rows[i]!]!;
  return to;
}

function takeMissing(bitmap: Uint8Array | null, rows: Int32Array): Uint8Array | null {
  if (bitmap === null) return null;
  const missing = missingBuilder();
  for (let i = 0; i < rows.length; i += 1) if (isSet(bitmap, rows[i]!)) missing.set(i);
  return missing.finish(rows.length);
}

function takeText(source: TextColumn, rows: Int32Array): Pick<TextColumn, 'bytes' | 'offsets'> {
  const offsets = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i += 1) {
    offsets[i + 1] = offsets[i]! + source.offsets[rows[i]! + 1]! - source.offsets[rows[i]!]!;
  }
  const bytes = new Uint8Array(offsets[rows.length]!);
  for (let i = 0; i < rows.length; i += 1) {
    const cell = source.bytes.subarray(source.offsets[rows[i]!], source.offsets[rows[i]! + 1]);
    bytes.set(cell, offsets[i]);
  }
  return { bytes, offsets };
}

/** The named columns in the given order. @throws AppError `column-unknown`. */
export function selectColumns(table: Table, names: readonly string[]): Table {
  return { nRows: table.nRows, columns: names.map((name) => column(table, name)) };
}

/** The table with a column put in: in the place of its namesake, else at the end. */
export function withColumn(table: Table, added: Column): Table {
  return withColumns(table, [added]);
}

/**
 * The table with columns put in: each in the place of its namesake, else at the end.
 * @throws AppError `internal` when a column's length is not the table's.
 */
export function withColumns(table: Table, added: readonly Column[]): Table {
  for (const entry of added) requireRows(entry, table.nRows);
  const byName = new Map(added.map((entry) => [entry.name, entry]));
  const kept = table.columns.map((entry) => byName.get(entry.name) ?? entry);
  const names = new Set(table.columns.map((entry) => entry.name));
  const appended = [...byName.values()].filter((entry) => !names.has(entry.name));
  return { nRows: table.nRows, columns: [...kept, ...appended] };
}

/** The table without the named columns; names it does not have are passed over. */
export function withoutColumns(table: Table, names: readonly string[]): Table {
  const dropped = new Set(names);
  return { nRows: table.nRows, columns: table.columns.filter((entry) => !dropped.has(entry.name)) };
}

/** How many rows a column holds. */
export function columnRows(entry: Column): number {
  if ('values' in entry) return entry.values.length;
  return 'codes' in entry ? entry.codes.length : entry.offsets.length - 1;
}

function requireRows(entry: Column, nRows: number): void {
  if (columnRows(entry) === nRows) return;
  throw new AppError('internal', {
    detail: `Column "${entry.name}" has ${columnRows(entry)} rows, the table ${nRows}.`,
  });
}

/** The same cells with only the levels that occur, in their former order. */
export function withUsedLevels(source: CategoricalColumn): CategoricalColumn {
  const used = new Uint8Array(source.levels.length);
  for (const code of source.codes) if (code >= 0) used[code] = 1;
  const next = new Int32Array(source.levels.length).fill(-1);
  const levels = source.levels.filter((_, code) => used[code] === 1);
  for (let code = 0, to = 0; code < used.length; code += 1) if (used[code] === 1) next[code] = to++;
  return { ...source, levels, codes: source.codes.map((code) => (code < 0 ? -1 : next[code]!)) };
}
