import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { planImport } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import type { ColumnType } from '../../shared/table/table.ts';
import { csvChunks, writeCsv } from '../../shared/table/write-csv.ts';
import { bytesOf } from './delimited.ts';
import { cellsOf } from './tables.ts';

describe('writing CSV', () => {
  it('quotes what needs quotes and leaves missing cells empty', () => {
    const rows = [['a,b', 'say "hi"', 'x\ny', ' z', null, 1.5, true]];
    expect(writeCsv({ header: ['h 1', 'h,2'], rows })).toBe(
      'h 1,"h,2"\r\n"a,b","say ""hi""","x\ny"," z",,1.5,true\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\0x'])(
    '[SEC6] guards %j, in cells and headers',
    (text) => {
      const guarded = writeCsv({ header: [text], rows: [[text]] }).replaceAll('"', '');
      expect(guarded).toBe(`'${text}\r\n'${text}\r\n`);
      expect(writeCsv({ header: ['a'], rows: [[text]] }, { exact: true })).not.toContain("'");
    },
  );

  it('[SEC6] leaves numbers as they are', () => {
    expect(writeCsv({ header: ['n'], rows: [[-1.5], [1e21]] })).toBe('n\r\n-1.5\r\n1e+21\r\n');
  });

  it('comes in pieces that make the same text', () => {
    const table = tableFromInstances(
      [{ name: 'x', type: 'text' }],
      Array.from({ length: 20_000 }, (_, i) => [`row ${i}`]),
    );
    const chunks = [...csvChunks(table)];
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.join('')).toBe(writeCsv(table));
  });

  it('is read back cell by cell, however nasty the cells are', async () => {
    const nasty = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        ',',
        '\n',
        '\r\n',
        '\r',
        "'",
        "'x'",
        ' ',
        ' x ',
        'NA',
        '=1',
        '\ufeff',
        'é,"\n',
        ';',
        '\t',
        '|',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    // A zero byte is no text, and an empty text is a missing cell: neither can come back.
    const text = nasty.filter((value) => value.trim() !== '' && !value.includes('\0'));
    const types = ['text', 'categorical', 'numeric'] as const satisfies ColumnType[];
    const row = fc.tuple(
      fc.option(text),
      fc.option(text),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        async (rows, pieceBytes) => {
          const table = tableFromInstances(
            types.map((type) => ({ name: type, type })),
            rows,
          );
          const bytes = bytesOf(writeCsv(table, { exact: true }));
          const dialect = {
            encoding: 'utf-8',
            hasBom: false,
            delimiter: ',',
            quote: '"',
            lineEnd: 'CRLF',
            hasHeader: true,
          } as const;
          const plan = planImport(bytes, {
            complete: true,
            sizeBytes: bytes.length,
            edits: { dialect, missingMarkers: [''] },
          });
          plan.columns.forEach((column, i) => (column.type = types[i]!));
          const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
            bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes),
          );
          const read = await readTable(pieces, plan);
          expect(read.report.rejectedCount).toBe(0);
          expect(cellsOf(read.table)).toEqual(cellsOf(table));
        },
      ),
    );
  });

  it('of a single column keeps the rows that are missing', async () => {
    const table = tableFromInstances([{ name: 'x', type: 'numeric' }], [[1], [null], [3]]);
    const bytes = bytesOf(writeCsv(table));
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    expect(cellsOf((await readTable([bytes], plan)).table)).toEqual([[1], [null], [3]]);
  });
});
