import { AppError } from '../../errors/app-error.ts';
import type { ImportPlan } from '../import-plan.ts';
import { plainContent, streamedContent, type ByteSource, type Content } from './byte-source.ts';
import { gunzipped, inflated, requireWithin, UNPACK_LIMITS, type UnpackLimits } from './inflate.ts';
import { damaged, zipDirectory, type ZipEntry } from './zip-directory.ts';

export interface Unpacked {
  readonly content: Content;
  /** The name of what is read: that of the entry, or the file's without `.gz`. */
  readonly name: string;
  readonly archive: ImportPlan['archive'];
}

/**
 * Opens a file, or what is packed in it: gzip, or one file of a zip archive. A workbook is a zip archive
 * too and is left as it is. `entry`: which file of an archive; by default the first that looks like data.
 * @throws AppError `parse-failed`, `file-unreadable` for an entry that is not there or is encrypted.
 */
export async function unpack(
  source: ByteSource,
  name: string,
  entry?: string,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<Unpacked> {
  const start = await source.slice(0, 4);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const inner = name.replace(/\.gz(ip)?$/i, '');
    const content = streamedContent(() => gunzipped(source.chunks(), limits));
    return { content, name: inner, archive: { kind: 'gzip', entry: inner, entries: [inner] } };
  }
  if (isZip(start)) return unpackZip(source, name, entry, limits);
  return { content: plainContent(source), name, archive: null };
}

const isZip = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5);

async function unpackZip(
  source: ByteSource,
  name: string,
  wanted: string | undefined,
  limits: UnpackLimits,
): Promise<Unpacked> {
  const all = await zipDirectory(source);
  if (all.some((entry) => entry.name === '[Content_Types].xml')) {
    requireSmallParts(all, source.sizeBytes, limits);
    return { content: plainContent(source), name, archive: null };
  }
  const whole = all.filter(({ name: path }) => !path.endsWith('/'));
  const files = whole.some(isData) ? whole.filter(isData) : whole;
  const entry = chooseEntry(files, wanted);
  const content = streamedContent(() => entryChunks(source, entry, limits));
  const archive = { kind: 'zip', entry: entry.name, entries: files.map((file) => file.name) } as const;
  return { content, name: entry.name, archive };
}

/** What macOS and Windows leave in archives is no data. */
const isData = ({ name }: ZipEntry): boolean =>
  !/(^|\/)(__MACOSX\/|\.|thumbs\.db$|desktop\.ini$)/i.test(name);

const TABLES = /\.(csv|tsv|tab|txt|data|json|jsonl|ndjson|parquet|arrow|feather|xlsx)$/i;

function chooseEntry(files: readonly ZipEntry[], wanted: string | undefined): ZipEntry {
  const found =
    wanted === undefined
      ? (files.find(({ name }) => TABLES.test(name)) ?? files[0])
      : files.find(({ name }) => name === wanted);
  const names = files.slice(0, 20).map(({ name }) => `"${name}"`);
  if (found === undefined) {
    const what = wanted === undefined ? 'no file' : `no "${wanted}"`;
    const others = names.length === 0 ? '' : `; it has ${names.join(', ')}`;
    throw new AppError('file-unreadable', { detail: `The zip archive holds ${what}${others}.` });
  }
  if (!found.encrypted) return found;
  throw new AppError('file-unreadable', {
    detail: `"${found.name}" in the zip archive is encrypted.`,
    remedy: 'Unpack it with its password, then load the file itself.',
  });
}

async function* entryChunks(
  source: ByteSource,
  entry: ZipEntry,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array> {
  const start = await dataStart(source, entry);
  const packed = stretch(source, start, start + entry.packedBytes);
  if (entry.method === 8)
    yield* inflated(packed, { crc32: entry.crc32, sizeBytes: entry.unpackedBytes }, limits);
  else if (entry.method === 0) yield* packed;
  else throw damaged(`"${entry.name}" is packed by method ${entry.method}, which is not known here`);
}

/** The local header repeats the name and may have other extra fields than the directory. */
async function dataStart(source: ByteSource, { offset, name }: ZipEntry): Promise<number> {
  const header = await source.slice(offset, offset + 30);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < 30 || view.getUint32(0, true) !== 0x04034b50)
    throw damaged(`"${name}" is not where it should be`);
  return offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

const STRETCH_BYTES = 4 * 2 ** 20;

async function* stretch(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += STRETCH_BYTES) {
    const bytes = await source.slice(at, Math.min(end, at + STRETCH_BYTES));
    if (bytes.length === 0) throw damaged('it ends too early');
    yield bytes;
  }
}

/** The reader of workbooks unpacks all parts at once, by the sizes they claim. */
function requireSmallParts(parts: readonly ZipEntry[], packedBytes: number, limits: UnpackLimits): void {
  const unpackedBytes = parts.reduce((sum, part) => sum + part.unpackedBytes, 0);
  requireWithin(unpackedBytes, packedBytes, { ...limits, maxBytes: Math.min(limits.maxBytes, 2 ** 30) });
}
