import { column } from './columns.ts';
import { isSet } from './missing-bitmap.ts';
import type { Column, Table } from './table.ts';

/**
 * A 64-bit digest of the cells of each row, equal for equal cells whatever table, dictionary or chunk
 * they stand in: for finding duplicates and for leaving out rows a model was trained on. Two different
 * rows among n collide with probability about n² / 2^65; it is no defence against forged rows.
 *
 * `columns`: the names to take, in order; all by default. The mixing is that of MurmurHash3's fmix32
 * (Austin Appleby) in two lanes. Cost: linear in the cells.
 * @throws AppError `column-unknown`.
 */
export function rowDigests(table: Table, columns?: readonly string[]): BigUint64Array {
  const taken = columns === undefined ? table.columns : columns.map((name) => column(table, name));
  const digests = new BigUint64Array(table.nRows);
  const lanes = new Uint32Array(digests.buffer);
  for (const entry of taken) foldColumn(lanes, entry, table.nRows);
  return digests;
}

function foldColumn(lanes: Uint32Array, entry: Column, nRows: number): void {
  switch (entry.type) {
    case 'numeric':
    case 'datetime':
      return foldNumbers(lanes, entry.values);
    case 'boolean':
      for (let row = 0; row < nRows; row += 1) {
        fold(lanes, row, isSet(entry.missing, row) ? 2 : entry.values[row]!, 0);
      }
      return;
    case 'categorical':
      return foldCategories(lanes, entry.codes, entry.levels);
    case 'text':
    case 'identifier':
      for (let row = 0; row < nRows; row += 1) {
        if (isSet(entry.missing, row)) fold(lanes, row, MISSING_A, MISSING_B);
        else foldBytes(lanes, row, entry.bytes, entry.offsets[row]!, entry.offsets[row + 1]!);
      }
  }
}

const MISSING_A = 0x9e3779b9;
const MISSING_B = 0x85ebca6b;

/** Takes 64 more bits into both lanes of a row; for given lanes no two inputs meet. */
function fold(lanes: Uint32Array, row: number, a: number, b: number): void {
  const x = mix(lanes[2 * row]! ^ Math.imul(a, 0xcc9e2d51));
  const y = mix(lanes[2 * row + 1]! ^ Math.imul(b, 0x1b873593) ^ x);
  lanes[2 * row] = x + Math.imul(y, 0x2545f491);
  lanes[2 * row + 1] = y;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) + 0x27d4eb2f;
}

function foldNumbers(lanes: Uint32Array, values: Float64Array): void {
  const value = new Float64Array(1);
  const words = new Uint32Array(value.buffer);
  for (let row = 0; row < values.length; row += 1) {
    value[0] = values[row]! + 0;
    if (value[0] === value[0]) fold(lanes, row, words[0]!, words[1]!);
    else fold(lanes, row, MISSING_A, MISSING_B);
  }
}

const encoder = new TextEncoder();

/** A level is hashed once, as its bytes would be, and then folded wherever it stands. */
function foldCategories(lanes: Uint32Array, codes: Int32Array, levels: readonly string[]): void {
  const hashes = new Uint32Array(2 * levels.length);
  levels.forEach((level, code) => {
    const bytes = encoder.encode(level);
    hashBytes(hashes, code, bytes, 0, bytes.length);
  });
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row]!;
    if (code < 0) fold(lanes, row, MISSING_A, MISSING_B);
    else fold(lanes, row, hashes[2 * code]!, hashes[2 * code + 1]!);
  }
}

const cellHash = new Uint32Array(2);

function foldBytes(lanes: Uint32Array, row: number, bytes: Uint8Array, start: number, end: number): void {
  hashBytes(cellHash, 0, bytes, start, end);
  fold(lanes, row, cellHash[0]!, cellHash[1]!);
}

/** 64 bits of `bytes[start..end)`, eight bytes at a step; the length is part of it. */
function hashBytes(into: Uint32Array, at: number, bytes: Uint8Array, start: number, end: number): void {
  into[2 * at] = end - start;
  into[2 * at + 1] = 0;
  for (let i = start; i < end; i += 8) fold(into, at, word(bytes, i, end), word(bytes, i + 4, end));
}

/** Four bytes little endian, zeros beyond `end`. */
function word(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
  let value = 0;
  for (let i = at; i < end; i += 1) value |= bytes[i]! << (8 * (i - at));
  return value;
}
