import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { AppError } from '../../errors/app-error.ts';
import { schemaColumn, type SchemaColumn } from '../../records/dataset.ts';
import { z } from '../../records/zod.ts';
import type { ByteSource } from '../packed/byte-source.ts';
import { requireGoing } from '../read-table.ts';
import type { TableFormat } from './format.ts';
import { createValueReading, planValues, SAMPLE_VALUES, type ValueColumn } from './value-columns.ts';

/** Where our column types stand among the metadata of a Parquet file. */
export const SCHEMA_KEY = 'treadle.schema';

/** Values decoded at once: one column of one row group must fit in memory. */
const MAX_GROUP_VALUES = 2 ** 27;
const MAX_ROWS = 2 ** 31 - 1;

/** Apache Parquet: any codec; nested values as JSON text. */
export const parquetFormat: TableFormat = {
  async plan(content, edits) {
    const file = await openParquet(await content.randomAccess());
    const nSampled = Math.min(file.nRows, SAMPLE_VALUES);
    const columns: ValueColumn[] = [];
    for (const name of file.names) {
      const values = await file.values(name, 0, nSampled);
      columns.push({ name, values, type: file.types.get(name) ?? null });
    }
    return planValues('parquet', columns, file.nRows, edits);
  },
  async read(content, plan, signal) {
    const file = await openParquet(await content.randomAccess());
    const reading = createValueReading(plan);
    let firstRow = 0;
    for (const nRows of file.groups) {
      for (const [i, { sourceName, include }] of plan.columns.entries()) {
        requireGoing(signal);
        if (include) reading.add(i, await file.values(sourceName, firstRow, firstRow + nRows), firstRow);
      }
      firstRow += nRows;
    }
    return reading.finish(file.nRows);
  },
};

interface OpenParquet {
  readonly nRows: number;
  readonly names: readonly string[];
  /** Rows of each row group. */
  readonly groups: readonly number[];
  /** Ours, where the file was written here. */
  readonly types: ReadonlyMap<string, SchemaColumn['type']>;
  values(column: string, rowStart: number, rowEnd: number): Promise<unknown[]>;
}

async function openParquet(source: ByteSource): Promise<OpenParquet> {
  const [{ parquetMetadataAsync, parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const file = asyncBuffer(source);
  const metadata = await damageAsError(() => parquetMetadataAsync(file));
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  requireSane(metadata, groups);
  return {
    nRows: groups.reduce((sum, rows) => sum + rows, 0),
    names: parquetSchema(metadata).children.map(({ element }) => element.name),
    groups,
    types: storedTypes(metadata),
    async values(column, rowStart, rowEnd) {
      const values: unknown[] = [];
      await damageAsError(() =>
        parquetRead({
          file,
          metadata,
          compressors,
          columns: [column],
          rowStart,
          rowEnd,
          onComplete: (rows: unknown[][]) => rows.forEach((row) => values.push(row[0])),
        }),
      );
      if (values.length === rowEnd - rowStart) return values;
      throw damaged(
        `column "${column}" has ${values.length} values where ${rowEnd - rowStart} were announced`,
      );
    },
  };
}

const asyncBuffer = (source: ByteSource): AsyncBuffer => ({
  byteLength: source.sizeBytes,
  async slice(start, end = source.sizeBytes) {
    const bytes = await source.slice(start < 0 ? source.sizeBytes + start : start, end);
    return bytes.slice().buffer;
  },
});

/** A small file may claim any number of rows; more than memory holds are refused before they are made. */
function requireSane(metadata: FileMetaData, groups: readonly number[]): void {
  const total = groups.reduce((sum, rows) => sum + rows, 0);
  if (groups.some((rows) => !(rows >= 0 && rows <= MAX_GROUP_VALUES)) || total > MAX_ROWS) {
    throw damaged(`it claims ${metadata.num_rows} rows`);
  }
}

const storedSchema = z.array(schemaColumn);

function storedTypes({ key_value_metadata: entries }: FileMetaData): OpenParquet['types'] {
  const text = entries?.find(({ key }) => key === SCHEMA_KEY)?.value;
  const parsed = storedSchema.safeParse(text === undefined ? [] : parseJson(text));
  return new Map(parsed.success ? parsed.data.map(({ name, type }) => [name, type]) : []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function damageAsError<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function damaged(why: string, cause?: unknown): AppError {
  return new AppError('parse-failed', {
    detail: `The Parquet file is damaged or cut short: ${why.replace(/^parquet (file )?/i, '')}.`,
    remedy: 'Copy or download the file again, then load it.',
    cause,
  });
}
