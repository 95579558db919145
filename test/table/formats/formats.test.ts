import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { gzipSync, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../shared/records/canonical.ts';
import { dataVersion } from '../../../shared/table/data-version.ts';
import { bytesOf, cellsOfColumn, typesOf } from '../delimited.ts';
import { open } from './opening.ts';
import { workbook } from './workbook.ts';

const rows = Array.from({ length: 60 }, (_, i) => ({
  amount: i % 7 === 0 ? null : Math.round(i * 1.25 * 100) / 100,
  city: ['Ulm', 'Łódź', 'a "b", c'][i % 3]!,
  paid: i % 2 === 0,
  day: `2024-03-${String((i % 28) + 1).padStart(2, '0')}`,
}));
const names = ['amount', 'city', 'paid', 'day'] as const;
const quoted = (value: string | number | boolean | null): string =>
  value === null ? '' : typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
const csv = [names.join(','), ...rows.map((row) => names.map((name) => quoted(row[name])).join(','))].join(
  '\n',
);
const jsonLines = rows.map((row) => JSON.stringify(row)).join('\n');
const columnsOf = (name: (typeof names)[number]): unknown[] => rows.map((row) => row[name]);

const files: Record<string, Uint8Array> = {
  'rows.csv': bytesOf(csv),
  'rows.tsv': bytesOf(
    [names.join('\t'), ...rows.map((row) => names.map((n) => quoted(row[n])).join('\t'))].join('\r\n'),
  ),
  'rows.jsonl': bytesOf(jsonLines),
  'rows.json': bytesOf(JSON.stringify(rows, null, 2)),
  'arrays of arrays.json': bytesOf(JSON.stringify(rows.map((row) => names.map((name) => row[name])))),
  'rows.csv.gz': gzipSync(bytesOf(csv)),
  'rows.zip': zipSync({ 'readme/': new Uint8Array(0), 'data/rows.jsonl': bytesOf(jsonLines) }),
  'rows.xlsx': workbook({ Sheet1: [[...names], ...rows.map((row) => names.map((name) => row[name]))] }),
  'rows.arrow': tableToIPC(
    tableFromArrays({
      amount: columnsOf('amount') as number[],
      city: columnsOf('city') as string[],
      paid: columnsOf('paid') as boolean[],
      day: rows.map((row) => new Date(row.day)),
    }),
    { format: 'file' },
  )!,
  'rows.parquet': new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'amount', data: columnsOf('amount') as number[], type: 'DOUBLE' },
        { name: 'city', data: columnsOf('city') as string[], type: 'STRING' },
        { name: 'paid', data: columnsOf('paid') as boolean[], type: 'BOOLEAN' },
        { name: 'day', data: rows.map((row) => new Date(row.day)), type: 'TIMESTAMP' },
      ],
    }),
  ),
};

describe('the same rows', () => {
  it.each(Object.keys(files))('are the same data version out of %s', async (name) => {
    const expected = await open(csv, 'rows.csv');
    const { table, report } = await open(files[name]!, name);
    const named = { ...table, columns: table.columns.map((column, i) => ({ ...column, name: names[i]! })) };
    expect(typesOf(named)).toEqual({
      amount: 'numeric',
      city: 'categorical',
      paid: 'boolean',
      day: 'datetime',
    });
    expect(dataVersion(named)).toBe(dataVersion(expected.table));
    expect(report.sourceDigest).toBe(sha256Hex(files[name]!));
    expect(report.columns[0]).toMatchObject({ missing: 9 });
  });

  it('keep what is told by place alone under numbered names', async () => {
    const { plan } = await open(files['arrays of arrays.json']!, 'x.json');
    expect(plan.columns.map((column) => column.name)).toEqual([
      'column_1',
      'column_2',
      'column_3',
      'column_4',
    ]);
  });
});

describe('what a file is', () => {
  it.each([
    ['[1,2]', 'x.json', 'json'],
    ['{"a":1}\n{"a":2}\n', 'x.json', 'json-lines'],
    ['{"a":1,\n"b":2}', 'x.json', 'json'],
    ['{"a":1}\n{"a":2}', 'no-ending', 'json-lines'],
    ['[{"a":1}]', 'data.txt', 'json'],
    ['a,b\n1,2', 'x.txt', 'delimited'],
    ['{"a",b\n1,2', 'x.csv', 'delimited'],
  ])('%j as %s is %s', async (text, name, format) => {
    expect((await open(text, name)).plan.format).toBe(format);
  });

  it('is told by its first bytes where the name lies', async () => {
    expect((await open(files['rows.parquet']!, 'rows.csv')).plan.format).toBe('parquet');
    expect((await open(files['rows.csv.gz']!, 'rows.csv')).plan.archive?.kind).toBe('gzip');
  });
});

describe('an archive with several files', () => {
  const archive = zipSync({
    '__MACOSX/a.csv': bytesOf('x'),
    'about.md': bytesOf('# about'),
    'one.csv': bytesOf('a,b\n1,2\n'),
    'two.csv': bytesOf('c,d\n3,4\n5,6\n'),
  });

  it('gives the first that looks like data and names the others', async () => {
    const { plan, table } = await open(archive, 'x.zip');
    expect(plan.archive).toEqual({
      kind: 'zip',
      entry: 'one.csv',
      entries: ['about.md', 'one.csv', 'two.csv'],
    });
    expect(table.nRows).toBe(1);
  });

  it('gives the chosen one', async () => {
    expect((await open(archive, 'x.zip', { entry: 'two.csv' })).table.nRows).toBe(2);
  });

  it('says which files it has when the chosen one is not there', async () => {
    await expect(open(archive, 'x.zip', { entry: 'three.csv' })).rejects.toMatchObject({
      code: 'file-unreadable',
      detail: expect.stringContaining('"two.csv"'),
    });
  });
});

describe('a workbook', () => {
  const book = workbook({
    Notes: [],
    Sales: [
      ['id', 'name'],
      [1, 'a\nb'],
      [null, null],
      [2, '=1+1'],
    ],
    Other: [['x'], [true], [false]],
  });

  it('gives its first filled sheet and names them all', async () => {
    const { plan, table } = await open(book, 'book.xlsx');
    expect(plan.sheet).toEqual({ name: 'Sales', names: ['Notes', 'Sales', 'Other'] });
    expect(cellsOfColumn(table, 'name')).toEqual(['a\nb', '=1+1']);
  });

  it('gives the chosen sheet', async () => {
    const { table } = await open(book, 'book.xlsx', { sheet: 'Other' });
    expect(cellsOfColumn(table, 'x')).toEqual([true, false]);
  });

  it('says so when the sheet is empty or not there', async () => {
    await expect(open(book, 'book.xlsx', { sheet: 'Notes' })).rejects.toMatchObject({ code: 'empty-file' });
    await expect(open(book, 'book.xlsx', { sheet: 'None' })).rejects.toMatchObject({
      detail: expect.stringContaining('"Sales"'),
    });
  });
});
