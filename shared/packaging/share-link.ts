import { deflateSync, Inflate } from 'fflate';
import { AppError } from '../errors/app-error.ts';
import { z } from '../records/zod.ts';
import { parseBounded } from './header.ts';

/**
 * A model as text for the fragment of a link, which browsers send to no server (RFC 3986, section 3.5):
 *
 *   m1. | base64url of raw DEFLATE of | 4 bytes: length of the head | head: JSON | package file |
 */

const MARK = 'm1.';
/** A link that people still can send on; larger models travel as files. */
export const MAX_LINK_BYTES = 32 * 1024;
/** What a link may unpack to: packages of this compressed size come to far less. */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const LENGTH_BYTES = 4;
/** So little of a bomb is unpacked before its size is looked at: DEFLATE makes at most 1,032 times of it. */
const STEP_BYTES = 1024;

const originSchema = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Name and version where it was registered. */
  model: z.string().min(1).max(200),
  version: z.int().positive(),
  semver: z.string().max(100),
  description: z.string().max(5000),
});

/** Where a shared model comes from, as the sharer's registry has it. */
export type Origin = z.infer<typeof originSchema>;

export interface SharedModel {
  /** The package file, not looked into yet; it must have the origin's digest. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly origin: Origin;
}

/**
 * The text of a model for a link.
 * @throws AppError `share-too-large` when it compresses to more than `MAX_LINK_BYTES`.
 */
export function encodeShared(bytes: Uint8Array, origin: Origin): string {
  const head = new TextEncoder().encode(JSON.stringify(originSchema.parse(origin)));
  const whole = new Uint8Array(LENGTH_BYTES + head.length + bytes.length);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, LENGTH_BYTES);
  whole.set(bytes, LENGTH_BYTES + head.length);
  const packed = deflateSync(whole, { level: 9, mem: 10 });
  if (packed.length > MAX_LINK_BYTES || whole.length > MAX_UNPACKED_BYTES)
    throw new AppError('share-too-large', {
      detail: `The model takes ${packed.length} bytes compressed; a link carries at most ${MAX_LINK_BYTES}.`,
      extra: { sizeBytes: packed.length },
    });
  return MARK + toBase64Url(packed);
}

/**
 * Reads what `encodeShared` wrote, in bounded time and memory whatever it claims; the package itself is
 * for `decodePackage` to check.
 * @throws AppError `share-invalid`.
 */
export function decodeShared(text: string): SharedModel {
  if (!text.startsWith(MARK)) throw invalid('it does not begin like one');
  if (text.length > MARK.length + Math.ceil((MAX_LINK_BYTES * 4) / 3)) throw invalid('it is too long');
  const whole = inflateBounded(fromBase64Url(text.slice(MARK.length)));
  const { origin, end } = readHead(whole);
  return { bytes: whole.slice(end), origin };
}

function readHead(whole: Uint8Array<ArrayBuffer>): { origin: Origin; end: number } {
  if (whole.length < LENGTH_BYTES) throw invalid('it is cut off');
  const length = new DataView(whole.buffer).getUint32(0, true);
  const end = LENGTH_BYTES + length;
  if (length > MAX_HEAD_BYTES || end > whole.length) throw invalid('its head is cut off');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(whole.subarray(LENGTH_BYTES, end));
    return { origin: originSchema.parse(parseBounded(text, '')), end };
  } catch (cause) {
    throw invalid('its head is none', cause);
  }
}

function inflateBounded(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    total += chunk.length;
    ended ||= final;
    if (total > MAX_UNPACKED_BYTES) throw invalid(`it unpacks to more than ${MAX_UNPACKED_BYTES} bytes`);
    chunks.push(chunk);
  });
  try {
    for (let from = 0; from < packed.length; from += STEP_BYTES)
      inflate.push(packed.subarray(from, from + STEP_BYTES), from + STEP_BYTES >= packed.length);
  } catch (cause) {
    throw cause instanceof AppError ? cause : invalid('it is damaged or cut off', cause);
  }
  if (!ended) throw invalid('it is cut off');
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character.charCodeAt(0), value]));

/** Base64 for addresses, without padding (RFC 4648, section 5). */
function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < Math.min(4, bytes.length - i + 1); k += 1)
      text += ALPHABET[(bits >> (18 - 6 * k)) & 63];
  }
  return text;
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = VALUES.get(text.charCodeAt(i));
    if (value === undefined) throw invalid(`character ${i + 1} of it cannot be`);
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at] = (bits >> held) & 255;
    at += 1;
  }
  return bytes;
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError('share-invalid', { detail: `The link cannot be read: ${why}.`, cause });
}
