import { cellText, isMissing } from './cells.ts';
import { booleanBuilder, categoricalBuilder, numberBuilder, textBuilder } from './column-builders.ts';
import { parseDatetimeText } from './datetime-text.ts';
import type { Column, ColumnType } from './table.ts';

const isText = (type: ColumnType): boolean =>
  type === 'categorical' || type === 'text' || type === 'identifier';

/**
 * Tells the rows whose cell cannot be read as `type`; missing cells can. null when every cell of the
 * column can. Numbers, dates and booleans cannot become text again: their spelling is gone.
 */
export function misfits(column: Column, type: ColumnType): ((row: number) => boolean) | null {
  if (column.type === type || (isText(column.type) && isText(type))) return null;
  if (!isText(column.type)) return (row) => !isMissing(column, row);
  const read = readerOf(type);
  if (column.type === 'categorical') {
    const bad = column.levels.map((level) => read(level) === null);
    return (row) => column.codes[row]! >= 0 && bad[column.codes[row]!]!;
  }
  return (row) => !isMissing(column, row) && read(cellText(column, row)) === null;
}

function readerOf(type: ColumnType): (text: string) => number | boolean | string | null {
  if (type === 'numeric') return readNumber;
  if (type === 'datetime') return parseDatetimeText;
  return type === 'boolean' ? readBoolean : (text) => text;
}

function readNumber(text: string): number | null {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

const readBoolean = (text: string): boolean | null =>
  /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : null;

/** The column with its cells read as `type`; those that cannot be are missing. Cost: linear. */
export function castColumn(column: Column, type: ColumnType, nRows: number): Column {
  if (column.type === type) return column;
  const read = readerOf(type);
  const sink = builderOf(type);
  for (let row = 0; row < nRows; row++) {
    const value = isMissing(column, row) ? null : read(cellText(column, row));
    if (value === null) sink.addMissing();
    else sink.add(value as never);
  }
  return sink.finish(column.name);
}

function builderOf(type: ColumnType): {
  add(value: never): void;
  addMissing(): void;
  finish(name: string): Column;
} {
  switch (type) {
    case 'numeric':
    case 'datetime':
      return numberBuilder(type);
    case 'boolean':
      return booleanBuilder();
    case 'categorical':
      return categoricalBuilder();
    case 'text':
    case 'identifier':
      return textBuilder(type);
  }
}
