import { AppError } from '../errors/app-error.ts';
import { schemaColumn } from '../records/dataset.ts';
import { z } from '../records/zod.ts';
import { cellText, isMissing } from './cells.ts';
import { schemaOf } from './columns.ts';
import type { Dialect, ImportPlan } from './import-plan.ts';
import type { Table } from './table.ts';

/**
 * What lies beside a CSV that was exported exactly: all that a CSV cannot say of itself, so that reading
 * both gives the same data version again.
 */
const csvSchema = z.object({
  format: z.literal('treadle-csv-schema'),
  v: z.literal(1),
  dataVersion: z.string(),
  nRows: z.int().nonnegative(),
  columns: z.array(schemaColumn),
  /** How a missing cell is written: a text that no cell has. */
  missing: z.string(),
});
export type CsvSchema = z.infer<typeof csvSchema>;

/** The name of the schema file that lies beside a CSV file. */
export const schemaFileName = (csvName: string): string => `${csvName}.schema.json`;

/** @throws AppError `request-invalid` when the text is no schema of a CSV. */
export function parseCsvSchema(text: string): CsvSchema {
  const parsed = csvSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError('request-invalid', {
    detail: 'The schema file is none that an exact export writes.',
    remedy: 'Export the data once more, or move the schema file away to have the CSV read without it.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Cost: one pass over the text cells. */
export function csvSchemaOf(table: Table, dataVersion: string): CsvSchema {
  const { nRows } = table;
  const columns = schemaOf(table);
  return { format: 'treadle-csv-schema', v: 1, dataVersion, nRows, columns, missing: unusedText(table) };
}

/** The first of `''`, `NA`, `NA-1`, `NA-2` … that is no cell, as markers are compared. */
function unusedText(table: Table): string {
  const used = new Set<string>();
  for (const column of table.columns) {
    if (!('codes' in column || 'bytes' in column)) continue;
    for (let row = 0; row < table.nRows; row += 1) {
      const text = isMissing(column, row) ? null : cellText(column, row).trim().toLowerCase();
      if (text !== null && (text === '' || text.startsWith('na'))) used.add(text);
    }
  }
  if (!used.has('')) return '';
  for (let n = 0; ; n += 1) {
    const marker = n === 0 ? 'NA' : `NA-${n}`;
    if (!used.has(marker.toLowerCase())) return marker;
  }
}

const dialect: Dialect = {
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  quote: '"',
  lineEnd: 'CRLF',
  hasHeader: true,
};

/** What is known of a CSV with a schema before it is looked at. */
export const csvSchemaEdits = ({ missing }: CsvSchema): { dialect: Dialect; missingMarkers: string[] } => ({
  dialect,
  missingMarkers: [missing],
});

/**
 * The plan with the names and types of the schema.
 * @throws AppError `schema-mismatch` when the file has another number of columns.
 */
export function planForCsvSchema<P extends Pick<ImportPlan, 'columns'>>(plan: P, schema: CsvSchema): P {
  if (plan.columns.length !== schema.columns.length) {
    throw new AppError('schema-mismatch', {
      detail: `The CSV has ${plan.columns.length} columns and its schema file ${schema.columns.length}.`,
      remedy: 'Move the schema file away, or put back the CSV that it was written with.',
    });
  }
  const columns = plan.columns.map((column, i) => ({ ...column, ...schema.columns[i]!, include: true }));
  return { ...plan, columns };
}
