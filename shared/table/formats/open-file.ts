import { createHasher } from '../../records/canonical.ts';
import type { FileFormat, ImportEdits, ImportPlan, ImportReport } from '../import-plan.ts';
import { planJson } from '../json/plan-json.ts';
import { readJson } from '../json/read-json.ts';
import type { ByteSource } from '../packed/byte-source.ts';
import type { UnpackLimits } from '../packed/inflate.ts';
import { unpack } from '../packed/unpack.ts';
import type { ReadOptions } from '../read-table.ts';
import type { Table } from '../table.ts';
import { arrowFormat } from './arrow-format.ts';
import { delimitedFormat } from './delimited-format.ts';
import { detectFormat } from './detect-format.ts';
import { excelFormat } from './excel-format.ts';
import type { TableFormat } from './format.ts';
import { parquetFormat } from './parquet-format.ts';

/** Every format, one line each. Their libraries are loaded when such a file is opened. */
const formats: Record<FileFormat, TableFormat> = {
  delimited: delimitedFormat,
  json: { plan: (content, edits) => planJson(content, edits, false), read: readJson },
  'json-lines': { plan: (content, edits) => planJson(content, edits, true), read: readJson },
  parquet: parquetFormat,
  arrow: arrowFormat,
  excel: excelFormat,
};

/** First bytes that tell a format. */
const SNIFF_BYTES = 262_144;

export interface FileOptions extends ReadOptions {
  /** How much a compressed file may unpack to. */
  limits?: UnpackLimits;
}

/**
 * How a file of any known format would be read; name and first bytes decide which it is.
 * @throws AppError `empty-file`, `no-rows`, `not-text`, `parse-failed`, `too-many-columns`,
 * `unpacked-too-large`, `file-unreadable` (no such entry of an archive, no such sheet).
 */
export async function planFile(
  source: ByteSource,
  fileName: string,
  edits: ImportEdits = {},
  { limits }: FileOptions = {},
): Promise<ImportPlan> {
  const { content, name, archive } = await unpack(source, fileName, edits.entry, limits);
  const { bytes } = await content.head(SNIFF_BYTES);
  const format = edits.format ?? detectFormat(bytes, name);
  return { ...(await formats[format].plan(content, edits)), archive };
}

/**
 * Reads a file as planned, with its digest. @throws AppError as `planFile`, and `aborted`, `out-of-memory`.
 * Cost: one pass over the file; a second one for the digest where the format reads it out of order.
 */
export async function readFile(
  source: ByteSource,
  plan: ImportPlan,
  { signal, onProgress, limits }: FileOptions = {},
): Promise<{ table: Table; report: ImportReport }> {
  const hashed = hashing(source, onProgress);
  const { content } = await unpack(hashed.source, '', plan.archive?.entry, limits);
  const { table, report } = await formats[plan.format].read(content, plan, signal);
  const sourceDigest = await hashed.digestHex();
  return { table, report: { ...report, sizeBytes: source.sizeBytes, sourceDigest } };
}

interface Hashing {
  readonly source: ByteSource;
  digestHex(): Promise<string>;
}

/** Hashes what is read anyway when that is the whole file in order; else reads it once more at the end. */
function hashing(source: ByteSource, onProgress: ReadOptions['onProgress']): Hashing {
  let digest: string | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const hasher = createHasher();
    let bytesDone = 0;
    for await (const chunk of source.chunks()) {
      hasher.update(chunk);
      bytesDone += chunk.length;
      yield chunk;
      onProgress?.(bytesDone);
    }
    digest = hasher.digestHex();
  }
  return {
    source: { ...source, chunks },
    async digestHex() {
      if (digest === null) for await (const _ of chunks());
      return digest!;
    },
  };
}
