import { grow } from '../../table/growable.ts';
import type { TextColumn } from '../../table/table.ts';
import { textCleaner, type Cleaning } from './clean-text.ts';

// `ignoreBOM` keeps a cell that starts with U+FEFF as it is.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Runs of bytes, laid one behind the other in a scratch that the next cell overwrites. */
export interface Pieces {
  bytes: Uint8Array;
  /** Piece i is bytes[from[i] .. to[i]); between neighbours stands one blank at least. */
  from: Int32Array;
  to: Int32Array;
  count: number;
}

export const emptyPieces = (): Pieces => ({
  bytes: new Uint8Array(1024),
  from: new Int32Array(256),
  to: new Int32Array(256),
  count: 0,
});

export function addPiece(pieces: Pieces, from: number, to: number): void {
  if (pieces.count === pieces.from.length) {
    pieces.from = grow(pieces.from, pieces.count + 1);
    pieces.to = grow(pieces.to, pieces.count + 1);
  }
  pieces.from[pieces.count] = from;
  pieces.to[pieces.count] = to;
  pieces.count += 1;
}

export const SEPARATOR = 0;
export const SPACE = 32;
/** Stands for what is neither letter, digit nor blank and becomes a blank. */
export const SPECIAL = 1;

export const isBlank = (byte: number): boolean => byte === SPACE || (byte >= 9 && byte <= 13);
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

/** For words: letters, digits and the underscore as they count, all else a separator. */
export function wordClasses({ lowercase, specials }: Cleaning): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, byte) => {
    if (isLetter(byte)) return lowercase ? byte | 32 : byte;
    return isDigit(byte) || (byte === 95 && specials === 'keep') ? byte : SEPARATOR;
  });
}

/** For runs of characters: every byte as it counts; blanks as they are. */
export function characterClasses({ lowercase, specials }: Cleaning): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, byte) => {
    if (isLetter(byte)) return lowercase ? byte | 32 : byte;
    return specials === 'keep' || isDigit(byte) || isBlank(byte) ? byte : SPECIAL;
  });
}

/** Whether a cell has only ASCII, and no tag or entity where those are to be read. */
export function isPlain({ bytes, offsets }: TextColumn, row: number, html: Cleaning['html']): boolean {
  for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) {
    const byte = bytes[at]!;
    if (byte > 127 || (html === 'strip' && (byte === 60 || byte === 38))) return false;
  }
  return true;
}

/** A function from any cell to its cleaned text: the road for what is not plain. */
export function cellCleaner(cleaning: Cleaning): (column: TextColumn, row: number) => string {
  const clean = textCleaner(cleaning);
  return ({ bytes, offsets }, row) => clean(decoder.decode(bytes.subarray(offsets[row], offsets[row + 1])));
}

/** Makes room in the scratch for `length` bytes more. */
export function reserve(pieces: Pieces, used: number, length: number): void {
  if (used + length > pieces.bytes.length) pieces.bytes = grow(pieces.bytes, used + length);
}

/** Writes text behind the `used` bytes and returns where it ends. */
export function writeText(pieces: Pieces, used: number, text: string): number {
  reserve(pieces, used, 3 * text.length);
  return used + encoder.encodeInto(text, pieces.bytes.subarray(used)).written;
}

/** Writes bytes behind the `used` ones and returns where they end. */
export function writeBytes(pieces: Pieces, used: number, bytes: Uint8Array): number {
  reserve(pieces, used, bytes.length);
  pieces.bytes.set(bytes, used);
  return used + bytes.length;
}
