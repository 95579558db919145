import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { textBuilder } from '../../shared/table/column-builders.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import type { Table, TextColumn } from '../../shared/table/table.ts';
import { writeParquet } from '../../shared/table/write-parquet.ts';
import { open } from './formats/opening.ts';

function textColumn(name: string, type: TextColumn['type'], cells: readonly (string | null)[]): TextColumn {
  const builder = textBuilder(type);
  for (const cell of cells) {
    if (cell === null) builder.addMissing();
    else builder.add(cell);
  }
  return builder.finish(name);
}

const bitmap = (...rows: number[]): Uint8Array =>
  Uint8Array.of(rows.reduce((bits, row) => bits | (1 << row), 0));

const table: Table = {
  nRows: 4,
  columns: [
    { name: 'n', type: 'numeric', missing: bitmap(2), values: Float64Array.of(0.1, -1e300, NaN, 5e-324) },
    {
      name: 'all missing',
      type: 'numeric',
      missing: bitmap(0, 1, 2, 3),
      values: new Float64Array(4).fill(NaN),
    },
    { name: 'a.b', type: 'boolean', missing: bitmap(1), values: Uint8Array.of(1, 0, 0, 1) },
    { name: 'when', type: 'datetime', missing: null, values: Float64Array.of(0, -1, 1e12, 8.64e15) },
    { name: 'part of ms', type: 'datetime', missing: null, values: Float64Array.of(0.25, 1, 2, 3) },
    {
      name: 'level',
      type: 'categorical',
      missing: bitmap(3),
      codes: Int32Array.of(2, 0, 2, -1),
      levels: ['', 'unused', 'NA'],
    },
    textColumn('zip', 'identifier', ['01234', '1', 'true', '2024-01-01']),
    textColumn('text', 'text', ['', null, '😀 \u0000"', '__proto__']),
  ],
};

it('a table that was written as Parquet and read again is the same data version', async () => {
  const read = await open(await writeParquet(table), 'x.parquet');
  expect(read.table.columns.map(({ name, type }) => [name, type])).toEqual(
    table.columns.map(({ name, type }) => [name, type]),
  );
  expect(dataVersion(read.table)).toBe(dataVersion(table));
});

it('other programs see plain types', async () => {
  const bytes = await writeParquet(table);
  const { schema } = parquetMetadata(bytes.buffer);
  expect(schema.slice(1).map(({ type, converted_type: converted }) => converted ?? type)).toEqual([
    'DOUBLE',
    'DOUBLE',
    'BOOLEAN',
    'TIMESTAMP_MILLIS',
    'DOUBLE',
    'UTF8',
    'UTF8',
    'UTF8',
  ]);
  const [first] = await parquetReadObjects({ file: bytes.buffer });
  expect(first).toMatchObject({ n: 0.1, when: new Date(0), zip: '01234' });
});

it('many rows are kept in several groups', async () => {
  const nRows = 200_000;
  const values = Float64Array.from({ length: nRows }, (_, row) => row % 977);
  const codes = Int32Array.from({ length: nRows }, (_, row) => row % 3);
  const large: Table = {
    nRows,
    columns: [
      { name: 'n', type: 'numeric', missing: null, values },
      { name: 'c', type: 'categorical', missing: null, codes, levels: ['x', 'y', 'z'] },
    ],
  };
  const bytes = await writeParquet(large);
  expect(parquetMetadata(bytes.buffer).row_groups.length).toBe(2);
  expect(dataVersion((await open(bytes, 'x.parquet')).table)).toBe(dataVersion(large));
});
