import { AppError } from '../errors/app-error.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** Standard base64 (RFC 4648, section 4) with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) text += encodeTriple(bytes.subarray(i, i + 3));
  return text;
}

function encodeTriple(bytes: Uint8Array): string {
  const bits = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
  const sextets = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63];
  const used = sextets.slice(0, bytes.length + 1).map((value) => alphabet.charAt(value));
  return used.join('').padEnd(4, '=');
}

/**
 * The bytes of a padded base64 text.
 * @throws AppError `request-invalid` when it is not exactly what `toBase64` writes.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array(Math.max(0, (text.length >> 2) * 3 - padding));
  for (let i = 0, out = 0; i < text.length; i += 4, out += 3) {
    const quad = text.slice(i, i + 4).replace(/={1,2}$/, '');
    const bits = Array.from(quad.padEnd(4, 'A')).reduce((sum, c) => sum * 64 + (valueOf.get(c) ?? NaN), 0);
    for (let k = 0; k < quad.length - 1; k += 1) bytes[out + k] = (bits >> (16 - 8 * k)) & 255;
  }
  if (toBase64(bytes) !== text) {
    throw new AppError('request-invalid', { detail: 'The text is not valid base64.' });
  }
  return bytes;
}
