import { csvSchemaOf, schemaFileName } from './csv-schema.ts';
import type { Table } from './table.ts';
import { csvChunks } from './write-csv.ts';

export interface TableExport {
  /** The file in pieces, so that a large one need not stand in memory at once. */
  readonly pieces: Iterable<string | Uint8Array<ArrayBuffer>>;
  /** What stands beside the file under the name made from its own; null for most formats. */
  readonly beside: { readonly nameOf: (path: string) => string; readonly text: string } | null;
}

export interface ExportFormat {
  readonly title: string;
  readonly extension: string;
  readonly mediaType: string;
  /** What one should know about the file. */
  readonly remark: string;
  /** Whether the file is no text. */
  readonly binary: boolean;
  write(table: Table, dataVersion: string): Promise<TableExport>;
}

/** The formats a data version can be exported in, one entry each, for the page and the command. */
export const exportFormats: Readonly<Record<'csv' | 'exact' | 'parquet', ExportFormat>> = {
  csv: {
    title: 'CSV, safe to open in a spreadsheet',
    extension: 'csv',
    mediaType: 'text/csv',
    remark:
      "Texts that a spreadsheet would run as a formula start with ' (the exact form keeps them as they are).",
    binary: false,
    write: (table) => Promise.resolve({ pieces: csvChunks(table), beside: null }),
  },
  exact: {
    title: 'CSV, exact, with its schema',
    extension: 'csv',
    mediaType: 'text/csv',
    remark:
      'Every text is as it is: do not open the file in a spreadsheet. Loaded with its schema file it is the same data version.',
    binary: false,
    write(table, dataVersion) {
      const schema = csvSchemaOf(table, dataVersion);
      return Promise.resolve({
        pieces: csvChunks(table, { exact: true, missing: schema.missing }),
        beside: { nameOf: schemaFileName, text: `${JSON.stringify(schema, null, 2)}\n` },
      });
    },
  },
  parquet: {
    title: 'Parquet',
    extension: 'parquet',
    mediaType: 'application/vnd.apache.parquet',
    remark: 'Loaded again it is the same data version.',
    binary: true,
    async write(table) {
      // The writer brings a library along that few need.
      const { writeParquet } = await import('./write-parquet.ts');
      return { pieces: [await writeParquet(table)], beside: null };
    },
  },
};

export type ExportFormatName = keyof typeof exportFormats;
