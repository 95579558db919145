import { AppError } from '../errors/app-error.ts';
import { schemaDifferences } from '../records/schema-differences.ts';
import { categoricalBuilder } from './column-builders.ts';
import { schemaOf } from './columns.ts';
import { isSet, missingBuilder } from './missing-bitmap.ts';
import type { BooleanColumn, CategoricalColumn, Column, Table, TextColumn } from './table.ts';

/**
 * The rows of all tables, one after the other; dictionaries are merged in the order levels are met.
 * @throws AppError `schema-mismatch` naming the differences, `no-rows` without any table.
 */
export function concatTables(tables: readonly Table[]): Table {
  const first = tables[0];
  if (first === undefined) throw new AppError('no-rows', { detail: 'There is no table to put together.' });
  if (tables.length === 1) return first;
  for (const table of tables) requireSameSchema(first, table);
  const nRows = tables.reduce((sum, table) => sum + table.nRows, 0);
  const columns = first.columns.map((_, i) =>
    concatColumns(
      tables.map((table) => table.columns[i]!),
      tables,
      nRows,
    ),
  );
  return { nRows, columns };
}

function requireSameSchema(first: Table, table: Table): void {
  const differences = schemaDifferences(schemaOf(first), schemaOf(table));
  if (differences.length === 0) return;
  throw new AppError('schema-mismatch', { detail: `The tables differ: ${differences.join('; ')}.` });
}

function concatColumns(parts: readonly Column[], tables: readonly Table[], nRows: number): Column {
  const missing = concatMissing(parts, tables, nRows);
  const first = parts[0]!;
  switch (first.type) {
    case 'numeric':
    case 'datetime': {
      const values = parts.map((part) => (part as typeof first).values);
      return { ...first, missing, values: concatArrays(values, new Float64Array(nRows)) };
    }
    case 'boolean': {
      const values = parts.map((part) => (part as BooleanColumn).values);
      return { ...first, missing, values: concatArrays(values, new Uint8Array(nRows)) };
    }
    case 'categorical':
      return { ...first, missing, ...concatCategories(parts as CategoricalColumn[], nRows) };
    case 'text':
    case 'identifier':
      return { ...first, missing, ...concatTexts(parts as TextColumn[], nRows) };
  }
}

function concatArrays<T extends Float64Array | Uint8Array>(parts: readonly T[], whole: T): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function concatMissing(parts: readonly Column[], tables: readonly Table[], nRows: number): Uint8Array | null {
  const missing = missingBuilder();
  let at = 0;
  parts.forEach((part, i) => {
    const rows = tables[i]!.nRows;
    if (part.missing !== null) {
      for (let row = 0; row < rows; row += 1) if (isSet(part.missing, row)) missing.set(at + row);
    }
    at += rows;
  });
  return missing.finish(nRows);
}

function concatCategories(
  parts: readonly CategoricalColumn[],
  nRows: number,
): Pick<CategoricalColumn, 'codes' | 'levels'> {
  const merged = categoricalBuilder(parts[0]!.levels, nRows);
  for (const part of parts) {
    const newCodes = part.levels.map((level) => merged.codeOf(level));
    for (const code of part.codes) merged.addCode(code < 0 ? -1 : newCodes[code]!);
  }
  const { codes, levels } = merged.finish('');
  return { codes, levels };
}

function concatTexts(parts: readonly TextColumn[], nRows: number): Pick<TextColumn, 'bytes' | 'offsets'> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.bytes.length, 0);
  if (sizeBytes > 2 ** 32 - 1) {
    throw new AppError('out-of-memory', {
      detail: `Column "${parts[0]!.name}" holds more than 4 GiB of text.`,
    });
  }
  const bytes = new Uint8Array(sizeBytes);
  const offsets = new Uint32Array(nRows + 1);
  let [at, row] = [0, 0];
  for (const part of parts) {
    bytes.set(part.bytes, at);
    for (let i = 1; i < part.offsets.length; i += 1) offsets[row + i] = at + part.offsets[i]!;
    at += part.bytes.length;
    row += part.offsets.length - 1;
  }
  return { bytes, offsets };
}
