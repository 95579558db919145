import { AppError } from '../errors/app-error.ts';
import { z } from '../records/zod.ts';
import { bitmapBytes } from './missing-bitmap.ts';
import { checkColumn } from './table-check.ts';
import type { Column, Table } from './table.ts';

/*
 * A table as bytes, the form in which a batch is stored:
 *
 *   "treadle1" · uint32 header length · uint32 0 · header JSON, blanks up to a multiple of 8 · buffers
 *
 * The header is {nRows, columns: [{name, type, nullable, textBytes?, levels?}]}. The buffers follow in
 * column order, the missing bitmap before the cells, each padded to a multiple of 8 bytes; their lengths
 * follow from the header. Numbers are little endian, as every engine has its typed arrays.
 */

const MAGIC = 'treadle1';
const PREFIX_BYTES = 16;

const headerSchema = z.strictObject({
  nRows: z
    .int()
    .min(0)
    .max(2 ** 31),
  columns: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.enum(['numeric', 'datetime']), name: z.string(), nullable: z.boolean() }),
      z.strictObject({ type: z.literal('boolean'), name: z.string(), nullable: z.boolean() }),
      z.strictObject({
        type: z.literal('categorical'),
        name: z.string(),
        nullable: z.boolean(),
        levels: z.array(z.string()),
      }),
      z.strictObject({
        type: z.enum(['text', 'identifier']),
        name: z.string(),
        nullable: z.boolean(),
        textBytes: z
          .int()
          .min(0)
          .max(2 ** 32 - 1),
      }),
    ]),
  ),
});
type HeaderColumn = z.infer<typeof headerSchema>['columns'][number];

const padded = (sizeBytes: number): number => Math.ceil(sizeBytes / 8) * 8;

/** Cost: one copy of the table. */
export function encodeTable(table: Table): Uint8Array<ArrayBuffer> {
  const header = headerBytes(table);
  const buffers = table.columns.flatMap(columnBuffers);
  const size = buffers.reduce((sum, part) => sum + padded(part.byteLength), PREFIX_BYTES + header.length);
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(header, PREFIX_BYTES);
  let at = PREFIX_BYTES + header.length;
  for (const part of buffers) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += padded(part.byteLength);
  }
  return bytes;
}

function headerBytes(table: Table): Uint8Array {
  const text = new TextEncoder().encode(
    JSON.stringify({ nRows: table.nRows, columns: table.columns.map(headerColumn) }),
  );
  const bytes = new Uint8Array(padded(text.length)).fill(32);
  bytes.set(text);
  return bytes;
}

function headerColumn(column: Column): HeaderColumn {
  const { name } = column;
  const nullable = column.missing !== null;
  if (column.type === 'categorical') {
    return { name, type: column.type, nullable, levels: [...column.levels] };
  }
  if ('bytes' in column) return { name, type: column.type, nullable, textBytes: column.bytes.length };
  return { name, type: column.type, nullable };
}

function columnBuffers(column: Column): (Float64Array | Int32Array | Uint32Array | Uint8Array)[] {
  const missing = column.missing === null ? [] : [column.missing];
  if ('values' in column) return [...missing, column.values];
  if ('codes' in column) return [...missing, column.codes];
  return [...missing, column.offsets, column.bytes];
}

/**
 * The table that `encodeTable` wrote. Its arrays lie on `bytes` itself where that is aligned to 8.
 * @throws AppError `artifact-corrupt` when anything in it does not fit: bounds, codes, offsets, values.
 * Cost: one pass over the bytes for the checks.
 */
export function decodeTable(bytes: Uint8Array): Table {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const { header, end } = readHeader(aligned);
  const take = bufferReader(aligned, end);
  const columns = header.columns.map((entry) => readColumn(entry, header.nRows, take));
  take.requireEnd();
  for (const column of columns) checkColumn(column, header.nRows);
  return { nRows: header.nRows, columns };
}

function readHeader(bytes: Uint8Array): { header: z.infer<typeof headerSchema>; end: number } {
  if (bytes.length < PREFIX_BYTES || new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== MAGIC) {
    throw corrupt('it does not start like a table');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const end = PREFIX_BYTES + length;
  if (end > bytes.length || length % 8 !== 0) throw corrupt(`its header of ${length} bytes does not fit`);
  const parsed = headerSchema.safeParse(parseJson(bytes.subarray(PREFIX_BYTES, end)));
  if (!parsed.success) throw corrupt(`its header is invalid: ${parsed.error.issues[0]?.message}`);
  return { header: parsed.data, end };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw corrupt('its header is no JSON', cause);
  }
}

interface BufferReader {
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
  uint32(length: number): Uint32Array;
  uint8(length: number): Uint8Array;
  requireEnd(): void;
}

function bufferReader(bytes: Uint8Array, start: number): BufferReader {
  let at = start;
  const next = (sizeBytes: number): number => {
    const from = at;
    at += padded(sizeBytes);
    if (at > bytes.length) throw corrupt(`it ends at byte ${bytes.length} where ${at} were announced`);
    return bytes.byteOffset + from;
  };
  return {
    float64: (length) => new Float64Array(bytes.buffer, next(8 * length), length),
    int32: (length) => new Int32Array(bytes.buffer, next(4 * length), length),
    uint32: (length) => new Uint32Array(bytes.buffer, next(4 * length), length),
    uint8: (length) => new Uint8Array(bytes.buffer, next(length), length),
    requireEnd() {
      if (at !== bytes.length) throw corrupt(`it has ${bytes.length - at} bytes too many`);
    },
  };
}

function readColumn(entry: HeaderColumn, nRows: number, take: BufferReader): Column {
  const missing = entry.nullable ? take.uint8(bitmapBytes(nRows)) : null;
  const { name } = entry;
  switch (entry.type) {
    case 'numeric':
    case 'datetime':
      return { name, type: entry.type, missing, values: take.float64(nRows) };
    case 'boolean':
      return { name, type: entry.type, missing, values: take.uint8(nRows) };
    case 'categorical':
      return { name, type: entry.type, missing, codes: take.int32(nRows), levels: entry.levels };
    case 'text':
    case 'identifier': {
      const offsets = take.uint32(nRows + 1);
      return { name, type: entry.type, missing, offsets, bytes: take.uint8(entry.textBytes) };
    }
  }
}

function corrupt(what: string, cause?: unknown): AppError {
  return new AppError('artifact-corrupt', { detail: `The stored table is damaged: ${what}.`, cause });
}
