import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  csvSchemaEdits,
  csvSchemaOf,
  parseCsvSchema,
  planForCsvSchema,
} from '../../shared/table/csv-schema.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { planImport } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import type { Table } from '../../shared/table/table.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { code } from '../contracts/code.ts';
import { bytesOf } from './delimited.ts';
import { anyTable } from './tables.ts';

/** Exports a table exactly and reads both files back. */
async function throughCsv(table: Table): Promise<string> {
  const schema = parseCsvSchema(JSON.stringify(csvSchemaOf(table, dataVersion(table))));
  const bytes = bytesOf(writeCsv(table, { exact: true, missing: schema.missing }));
  const plan = planImport(bytes, {
    complete: true,
    sizeBytes: bytes.length,
    edits: csvSchemaEdits(schema),
  });
  return dataVersion((await readTable([bytes], planForCsvSchema(plan, schema))).table);
}

describe('an exact CSV with its schema file', () => {
  it('comes back as the same data version, whatever the cells are', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        expect(await throughCsv(table)).toBe(dataVersion(table));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps numbers as text, empty texts beside missing ones, and texts that look like markers', async () => {
    const table = tableFromInstances(
      [
        { name: 'code', type: 'text' },
        { name: 'flag', type: 'categorical' },
      ],
      [
        ['007', 'true'],
        ['', null],
        [null, 'NA'],
        ['na-1', '?'],
        ['=1+1', ' '],
      ],
    );
    expect(csvSchemaOf(table, '').missing).toBe('NA-2');
    expect(await throughCsv(table)).toBe(dataVersion(table));
  });

  it('is refused when the file beside it is none, or of another table', () => {
    expect(() => parseCsvSchema('{"format":"else"}')).toThrow(code('request-invalid') as Error);
    expect(() => parseCsvSchema('{')).toThrow(code('request-invalid') as Error);
    const schema = csvSchemaOf(tableFromInstances([{ name: 'a', type: 'text' }], [['x']]), '');
    const bytes = bytesOf('a,b\r\nx,y\r\n');
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    expect(() => planForCsvSchema(plan, schema)).toThrow(code('schema-mismatch') as Error);
  });
});
