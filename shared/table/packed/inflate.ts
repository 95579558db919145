import type { FlateError } from 'fflate';
import { AppError } from '../../errors/app-error.ts';

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

/**
 * What gzip or raw DEFLATE data unpacks to, in memory that does not depend on how much it is.
 * @throws AppError `unpacked-too-large` beyond the limits, `parse-failed` when it is damaged or cut short.
 */
export async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  kind: 'gzip' | 'deflate',
  limits: UnpackLimits = UNPACK_LIMITS,
): AsyncGenerator<Uint8Array> {
  const { Gunzip, Inflate } = await import('fflate');
  let ready: Uint8Array[] = [];
  let finished = false;
  const take = (bytes: Uint8Array, final: boolean): void => {
    if (bytes.length > 0) ready.push(bytes);
    finished = final;
  };
  const decoder = kind === 'gzip' ? new Gunzip(take) : new Inflate(take);
  const push = (bytes: Uint8Array, final: boolean): void => decoding(() => decoder.push(bytes, final));
  let [packedBytes, unpackedBytes] = [0, 0];
  const handOut = (): Uint8Array[] => {
    const out = ready;
    ready = [];
    for (const bytes of out) unpackedBytes += bytes.length;
    requireWithin(unpackedBytes, packedBytes, limits);
    return out;
  };
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      packedBytes += piece.length;
      push(piece, false);
      yield* handOut();
    }
  }
  // A raw stream knows its end; the decoder of gzip only tells when it is asked to end.
  if (!(kind === 'deflate' && finished)) push(new Uint8Array(0), true);
  yield* handOut();
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
    const cutShort = (cause as Partial<FlateError>).code === 0;
    throw new AppError('parse-failed', {
      detail: `The compressed file is ${cutShort ? 'cut short' : 'damaged'}.`,
      remedy: 'Copy or download the file again, then load it.',
      cause,
    });
  }
}
