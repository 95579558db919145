/** One bit a row, least significant bit first, 1 = missing; see `Column.missing`. */

export function isSet(bitmap: Uint8Array | null, row: number): boolean {
  return bitmap !== null && ((bitmap[row >> 3]! >> (row & 7)) & 1) === 1;
}

export function countSet(bitmap: Uint8Array | null): number {
  if (bitmap === null) return 0;
  let count = 0;
  for (let byte of bitmap) for (; byte !== 0; byte &= byte - 1) count += 1;
  return count;
}

/** Bytes a bitmap of that many rows takes. */
export const bitmapBytes = (nRows: number): number => (nRows + 7) >> 3;

/** Collects missing rows in any order; the bitmap grows only once something is missing. */
export interface MissingBuilder {
  set(row: number): void;
  /** Exactly `bitmapBytes(nRows)` bytes, or null when no row was set. */
  finish(nRows: number): Uint8Array | null;
}

export function missingBuilder(): MissingBuilder {
  let bitmap = new Uint8Array(0);
  return {
    set(row) {
      if (row >> 3 >= bitmap.length) bitmap = grown(bitmap, (row >> 3) + 1);
      bitmap[row >> 3]! |= 1 << (row & 7);
    },
    finish(nRows) {
      if (bitmap.length === 0) return null;
      return grown(bitmap, bitmapBytes(nRows), bitmapBytes(nRows));
    },
  };
}

function grown(
  bitmap: Uint8Array,
  atLeast: number,
  size = Math.max(64, 2 * atLeast),
): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bitmap.subarray(0, size));
  return larger;
}
