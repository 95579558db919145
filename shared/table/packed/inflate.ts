import type { FlateError } from 'fflate';
import { AppError } from '../../errors/app-error.ts';
import { crc32 } from './crc32.ts';

/** How much may come out of a compressed file. */
export interface UnpackLimits {
  readonly maxBytes: number;
  /** Below this many unpacked bytes the ratio does not matter. */
  readonly ratioFromBytes: number;
  readonly maxRatio: number;
}

/** Tables compress 3 to 50 times; DEFLATE can make 1,032 bytes of one, and bombs do. */
export const UNPACK_LIMITS: UnpackLimits = {
  maxBytes: 4 * 2 ** 30,
  ratioFromBytes: 256 * 2 ** 20,
  maxRatio: 250,
};

/** Packed bytes given to the decoder at once: they become 16 MiB at most. */
const PIECE_BYTES = 16_384;

/** What unpacked content must come to. */
export interface Check {
  readonly crc32: number;
  /** Modulo 2^32. */
  readonly sizeBytes: number;
}

/**
 * What raw DEFLATE data unpacks to, in memory that does not depend on how much it is.
 * @throws AppError `unpacked-too-large` beyond the limits, `parse-failed` when it is damaged or cut short.
 */
export async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  check: Check,
  limits: UnpackLimits = UNPACK_LIMITS,
): AsyncGenerator<Uint8Array> {
  const { Inflate } = await import('fflate');
  const meter = createMeter(limits);
  const decoder = new Inflate((bytes) => meter.take(bytes));
  for await (const piece of pieces(packed)) {
    meter.pushing(piece);
    decoding(() => decoder.push(piece, false));
    yield* meter.handOut();
  }
  meter.requireWhole(check);
}

/** The same for gzip, also of several members; the last one is checked. */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  limits: UnpackLimits = UNPACK_LIMITS,
): AsyncGenerator<Uint8Array> {
  const { Gunzip } = await import('fflate');
  const meter = createMeter(limits);
  const decoder = new Gunzip((bytes) => meter.take(bytes));
  decoder.onmember = meter.restart;
  let tail = new Uint8Array(0);
  for await (const piece of pieces(packed)) {
    meter.pushing(piece);
    decoding(() => decoder.push(piece, false));
    tail = lastBytes(tail, piece);
    yield* meter.handOut();
  }
  decoding(() => decoder.push(new Uint8Array(0), true));
  yield* meter.handOut();
  meter.requireWhole(gzipTrailer(tail));
}

async function* pieces(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}

interface Meter {
  pushing(packed: Uint8Array): void;
  take(unpacked: Uint8Array): void;
  /** What was taken since the last time. @throws AppError `unpacked-too-large`. */
  handOut(): Uint8Array[];
  /** Another member begins, with a check of its own. */
  restart(): void;
  /** @throws AppError `parse-failed`. */
  requireWhole(check: Check): void;
}

function createMeter(limits: UnpackLimits): Meter {
  let ready: Uint8Array[] = [];
  let [packedBytes, unpackedBytes, memberBytes, crc] = [0, 0, 0, 0];
  return {
    pushing: (packed) => void (packedBytes += packed.length),
    take(unpacked) {
      if (unpacked.length > 0) ready.push(unpacked);
      memberBytes += unpacked.length;
      unpackedBytes += unpacked.length;
      crc = crc32(crc, unpacked);
    },
    handOut() {
      requireWithin(unpackedBytes, packedBytes, limits);
      const out = ready;
      ready = [];
      return out;
    },
    restart() {
      memberBytes = crc = 0;
    },
    requireWhole(check) {
      if (memberBytes % 2 ** 32 !== check.sizeBytes % 2 ** 32) throw broken('cut short');
      if (crc !== check.crc32) throw broken('damaged');
    },
  };
}

const TRAILER_BYTES = 8;

function lastBytes(before: Uint8Array, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(before.length + Math.min(piece.length, TRAILER_BYTES));
  both.set(before);
  both.set(piece.subarray(-TRAILER_BYTES), before.length);
  return both.slice(-TRAILER_BYTES);
}

/** RFC 1952, 2.3.1: CRC-32 and size of what was packed. */
function gzipTrailer(tail: Uint8Array): Check {
  if (tail.length < TRAILER_BYTES) throw broken('cut short');
  const view = new DataView(tail.buffer, tail.byteOffset);
  return { crc32: view.getUint32(0, true), sizeBytes: view.getUint32(4, true) };
}

/** @throws AppError `unpacked-too-large`. */
export function requireWithin(unpackedBytes: number, packedBytes: number, limits: UnpackLimits): void {
  const { maxBytes, ratioFromBytes, maxRatio } = limits;
  const swollen = unpackedBytes > ratioFromBytes && unpackedBytes > maxRatio * packedBytes;
  if (unpackedBytes <= maxBytes && !swollen) return;
  const [from, to] = [packedBytes, unpackedBytes].map((size) => `${Math.ceil(size / 2 ** 20)} MiB`);
  throw new AppError('unpacked-too-large', {
    detail: `${from} of the compressed file become more than ${to}, which no table does; unpacking was stopped.`,
  });
}

function decoding(decode: () => void): void {
  try {
    decode();
  } catch (cause) {
    const unexpectedEnd = 0;
    throw broken((cause as Partial<FlateError>).code === unexpectedEnd ? 'cut short' : 'damaged', cause);
  }
}

function broken(how: 'cut short' | 'damaged', cause?: unknown): AppError {
  return new AppError('parse-failed', {
    detail: `The compressed file is ${how}.`,
    remedy: 'Copy or download the file again, then load it.',
    cause,
  });
}
