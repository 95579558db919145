import type { ColumnSource } from 'hyparquet-writer';
import { isMissing } from './cells.ts';
import { schemaOf } from './columns.ts';
import { SCHEMA_KEY } from './formats/parquet-format.ts';
import type { Column, DatetimeColumn, Table } from './table.ts';

/** Rows of a row group: what a reader decodes at once. */
const GROUP_ROWS = 131_072;

/**
 * A table as a Parquet file (Snappy) that other programs read: numbers as DOUBLE, dates as TIMESTAMP in
 * milliseconds, categories and texts as STRING, nulls where missing. Our column types stand in its
 * metadata, so that reading it back gives the same data version. Cost: a few copies of the table.
 */
export async function writeParquet(table: Table): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const buffer = parquetWriteBuffer({
    columnData: table.columns.map((column) => columnSource(column, table.nRows)),
    rowGroupSize: GROUP_ROWS,
    kvMetadata: [{ key: SCHEMA_KEY, value: JSON.stringify(schemaOf(table)) }],
    createdBy: 'treadle',
  });
  return new Uint8Array(buffer);
}

function columnSource(column: Column, nRows: number): ColumnSource {
  const { name } = column;
  const nullable = column.missing !== null;
  const cells = <T>(value: (row: number) => T): (T | null)[] =>
    Array.from({ length: nRows }, (_, row) => (isMissing(column, row) ? null : value(row)));
  switch (column.type) {
    case 'numeric':
      return { name, nullable, type: 'DOUBLE', data: cells((row) => column.values[row]!) };
    case 'datetime':
      return { name, nullable, ...datetimes(column, cells) };
    case 'boolean':
      return { name, nullable, type: 'BOOLEAN', data: cells((row) => column.values[row] === 1) };
    case 'categorical':
      return { name, nullable, type: 'STRING', data: cells((row) => column.levels[column.codes[row]!]!) };
    case 'text':
    case 'identifier': {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      const text = (row: number): string =>
        decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
      return { name, nullable, type: 'STRING', data: cells(text) };
    }
  }
}

/** TIMESTAMP holds whole milliseconds; a column with parts of them keeps its numbers. */
function datetimes(
  { values }: DatetimeColumn,
  cells: <T>(value: (row: number) => T) => (T | null)[],
): Pick<ColumnSource, 'type' | 'data'> {
  const whole = values.every((ms) => Number.isNaN(ms) || Number.isInteger(ms));
  if (whole) return { type: 'TIMESTAMP', data: cells((row) => new Date(values[row]!)) };
  return { type: 'DOUBLE', data: cells((row) => values[row]!) };
}
