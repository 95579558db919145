import { grow } from '../growable.ts';

const MAGIC = 0x184d2204;
const MIN_MATCH = 4;
/** A frame may unpack to 255 times its size; Arrow buffers are smaller than this. */
const MAX_BYTES = 2 ** 31;

/**
 * Unpacks an LZ4 frame (lz4_Frame_format 1.6.4), as Feather files have by default. Checksums are passed
 * over. @throws Error when the frame is no frame, is cut short, or points outside itself.
 */
export function decodeLz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC) throw new Error('no LZ4 frame');
  const flags = bytes[4]!;
  const hasBlockChecksum = (flags & 0x10) !== 0;
  let at = 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  const out = { bytes: new Uint8Array(4 * bytes.length), length: 0 };
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return out.bytes.subarray(0, out.length);
    const end = at + (size & 0x7fffffff);
    if (end > bytes.length) throw new Error('an LZ4 block is cut short');
    if (size >>> 31 === 1) append(out, bytes, at, end);
    else decodeBlock(bytes, at, end, out);
    at = end + (hasBlockChecksum ? 4 : 0);
  }
}

interface Output {
  bytes: Uint8Array;
  length: number;
}

function decodeBlock(bytes: Uint8Array, start: number, end: number, out: Output): void {
  let at = start;
  const extended = (nibble: number): number => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) byte = bytes[at++] ?? 0;
    return length;
  };
  while (at < end) {
    const token = bytes[at++]!;
    const literals = extended(token >> 4);
    if (at + literals > end) throw new Error('an LZ4 block is cut short');
    append(out, bytes, at, at + literals);
    at += literals;
    if (at >= end) return;
    const distance = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    repeat(out, distance, extended(token & 15) + MIN_MATCH);
  }
}

function append(out: Output, bytes: Uint8Array, start: number, end: number): void {
  makeRoom(out, end - start);
  out.bytes.set(bytes.subarray(start, end), out.length);
  out.length += end - start;
}

/** Bytes may repeat what is being written; earlier blocks of the frame are in reach. */
function repeat(out: Output, distance: number, length: number): void {
  if (distance === 0 || distance > out.length) throw new Error('an LZ4 block points outside its frame');
  makeRoom(out, length);
  const { bytes } = out;
  for (let i = 0, to = out.length; i < length; i += 1, to += 1) bytes[to] = bytes[to - distance]!;
  out.length += length;
}

function makeRoom(out: Output, more: number): void {
  const needed = out.length + more;
  if (needed > MAX_BYTES) throw new Error('an LZ4 frame unpacks to more than 2 GiB');
  if (needed > out.bytes.length) out.bytes = grow(out.bytes, needed);
}
