import { AppError } from '../../errors/app-error.ts';
import type { Dialect } from '../import-plan.ts';
import { scanUtf8 } from './scan-utf8.ts';

export type Encoding = Pick<Dialect, 'encoding' | 'hasBom'>;

/**
 * The encoding of a text that begins with `head`: by its byte order mark, else UTF-16 by where its zero
 * bytes stand, else UTF-8 when it is valid, else Latin-1 (read as windows-1252, as browsers do).
 * @throws AppError `not-text` when it is no text, naming the kind of file where its first bytes tell.
 */
export function detectEncoding(head: Uint8Array, complete: boolean): Encoding {
  const marked = byteOrderMark(head);
  if (marked !== null) return marked;
  const sample = head.subarray(0, SAMPLE_BYTES);
  const utf16 = sample.includes(0) ? guessUtf16(sample) : null;
  if (utf16 !== null) return { encoding: utf16, hasBom: false };
  refuseBinary(sample);
  const utf8 = isUtf8(head, complete);
  return { encoding: utf8 ? 'utf-8' : 'latin-1', hasBom: false };
}

const SAMPLE_BYTES = 65_536;

function byteOrderMark(head: Uint8Array): Encoding | null {
  if (startsWith(head, [0xff, 0xfe, 0, 0])) throw notText('UTF-32 text');
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: 'utf-8', hasBom: true };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: 'utf-16le', hasBom: true };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: 'utf-16be', hasBom: true };
  return null;
}

/** In UTF-16 the delimiters and line ends alone put zeros at every other place and hardly elsewhere. */
function guessUtf16(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const even = sample.subarray(0, sample.length & ~1);
  let [evenZeros, oddZeros] = [0, 0];
  for (let i = 0; i < even.length; i += 2) {
    if (even[i] === 0) evenZeros += 1;
    if (even[i + 1] === 0) oddZeros += 1;
  }
  if (Math.max(evenZeros, oddZeros) < 4 * Math.min(evenZeros, oddZeros) + 1) return null;
  const encoding = oddZeros > evenZeros ? 'utf-16le' : 'utf-16be';
  return isPlainText(even, encoding) ? encoding : null;
}

/** Whether it decodes, has a line end or a separator, and no control characters to speak of. */
function isPlainText(sample: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): boolean {
  const text = new TextDecoder(encoding).decode(sample);
  let odd = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd || code === 0 || (code < 32 && code !== 9 && code !== 10 && code !== 13)) odd += 1;
  }
  return odd <= text.length / 100 && /[\n\r,;\t|]/.test(text);
}

const SIGNATURES: readonly (readonly [bytes: number[], name: string])[] = [
  [[0x50, 0x4b, 3, 4], 'a zip archive'],
  [[0x50, 0x4b, 5, 6], 'an empty zip archive'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image'],
  [[0xff, 0xd8, 0xff], 'a JPEG image'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF image'],
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x42, 0x5a, 0x68], 'a bzip2 archive'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'an Arrow file'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF document'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel or Word file'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], 'an SQLite database'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'a NumPy array'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
];

/** That many are strays in the shortest file. */
const MAX_STRAY = 2;

/** Text may hold stray control characters, but no more than one byte in a hundred, or one zero in a thousand. */
function refuseBinary(sample: Uint8Array): void {
  let [control, zeros] = [0, 0];
  for (const byte of sample) if (byte < 32 && (byte < 9 || byte > 13) && byte !== 26) control += 1;
  for (const byte of sample) if (byte === 0) zeros += 1;
  const isBinary =
    control > Math.max(MAX_STRAY, sample.length / 100) || zeros > Math.max(MAX_STRAY, sample.length / 1000);
  const signature = SIGNATURES.find(([bytes]) => startsWith(sample, bytes));
  if (isBinary || (signature !== undefined && control > 0)) throw notText(nameOf(sample, signature?.[1]));
}

/** An Excel workbook is a zip archive whose first entries tell. */
function nameOf(sample: Uint8Array, name: string | undefined): string {
  if (name !== 'a zip archive') return name ?? 'binary data';
  const entries = new TextDecoder('latin1').decode(sample.subarray(0, 4096));
  return /\[Content_Types\]\.xml|xl\//.test(entries) ? 'an Excel workbook (.xlsx)' : name;
}

function notText(what: string): AppError {
  return new AppError('not-text', { detail: `The file is not delimited text; it is ${what}.` });
}

const startsWith = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);

/** A character cut in two by the end of the head is no fault. */
function isUtf8(head: Uint8Array, complete: boolean): boolean {
  const { status } = scanUtf8(head);
  return status === 'whole' || (status === 'cut' && !complete);
}
