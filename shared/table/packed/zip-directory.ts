import { AppError } from '../../errors/app-error.ts';
import type { ByteSource } from './byte-source.ts';

/** One file of a zip archive, as its directory names it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 = stored, 8 = DEFLATE. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where its local header starts. */
  readonly offset: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
/** More names than anybody could choose from. */
const MAX_ENTRIES = 10_000;
const ALL_ONES = 0xffffffff;

/**
 * The files of a zip archive, from the directory at its end (APPNOTE 6.3.10, sections 4.3.12–4.3.16,
 * with Zip64). Sizes are what the archive claims. @throws AppError `parse-failed` when there is none.
 */
export async function zipDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const { count, offset, sizeBytes } = await endRecord(source);
  if (count > MAX_ENTRIES) throw damaged(`it claims ${count} files`);
  const bytes = await source.slice(offset, offset + sizeBytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    const { entry, next } = readEntry(viewOf(bytes), bytes, at);
    entries.push(entry);
    at = next;
  }
  return entries;
}

async function endRecord(source: ByteSource): Promise<{ count: number; offset: number; sizeBytes: number }> {
  const tailStart = Math.max(0, source.sizeBytes - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await source.slice(tailStart, source.sizeBytes);
  const view = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw damaged('its directory is missing, as when a copy was cut short');
  const [count, sizeBytes, offset] = [
    view.getUint16(at + 10, true),
    view.getUint32(at + 12, true),
    view.getUint32(at + 16, true),
  ];
  if (count !== 0xffff && sizeBytes !== ALL_ONES && offset !== ALL_ONES) return { count, offset, sizeBytes };
  return endRecord64(source, viewOf(tail.subarray(Math.max(0, at - 20), at)));
}

async function endRecord64(
  source: ByteSource,
  locator: DataView,
): Promise<{ count: number; offset: number; sizeBytes: number }> {
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50)
    throw damaged('its directory is missing');
  const start = Number(locator.getBigUint64(8, true));
  const record = viewOf(await source.slice(start, start + 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50)
    throw damaged('its directory is missing');
  return {
    count: Number(record.getBigUint64(32, true)),
    sizeBytes: Number(record.getBigUint64(40, true)),
    offset: Number(record.getBigUint64(48, true)),
  };
}

function readEntry(view: DataView, bytes: Uint8Array, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
    throw damaged('its directory is cut short');
  const flags = view.getUint16(at + 8, true);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
  const nameEnd = at + 46 + nameBytes!;
  const next = nameEnd + extraBytes! + commentBytes!;
  if (next > bytes.length) throw damaged('its directory is cut short');
  // Bit 11 says UTF-8; without it names are in a code page of old, of which ASCII is what matters.
  const decoder = new TextDecoder((flags & 0x800) === 0 ? 'latin1' : 'utf-8');
  const [unpackedBytes, packedBytes, offset] = wideSizes(view, at, nameEnd, nameEnd + extraBytes!);
  return {
    next,
    entry: {
      name: decoder.decode(bytes.subarray(at + 46, nameEnd)),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) === 1,
      crc32: view.getUint32(at + 16, true),
      packedBytes: packedBytes!,
      unpackedBytes: unpackedBytes!,
      offset: offset!,
    },
  };
}

/** Unpacked size, packed size and offset; those of all ones stand in the Zip64 field, in this order. */
function wideSizes(view: DataView, at: number, extraStart: number, extraEnd: number): number[] {
  const narrow = [24, 20, 42].map((place) => view.getUint32(at + place, true));
  let wide = -1;
  for (let field = extraStart; field + 4 <= extraEnd; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) === 1) wide = field + 4;
  }
  return narrow.map((size) => {
    if (size !== ALL_ONES || wide < 0 || wide + 8 > extraEnd) return size;
    wide += 8;
    return Number(view.getBigUint64(wide - 8, true));
  });
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A zip archive that cannot be read, and why. */
export function damaged(why: string): AppError {
  return new AppError('parse-failed', {
    detail: `The zip archive cannot be read: ${why}.`,
    remedy: 'Copy or download the file again, then load it.',
  });
}
