import type { BinnedMatrix } from '../trees/binning.ts';

/** The bins of a row side by side, since every histogram here covers all features. */
export interface RowBins {
  /** Words in a row: four features each, the last one padded with zeros. */
  readonly wordsPerRow: number;
  /** nRows × wordsPerRow, row-major; the first feature of a word is in its lowest byte. */
  readonly words: Uint32Array;
}

const TILE_ROWS = 4096;

/** Turns columns to rows, in tiles that stay in cache. */
export function rowBins({ byColumn, nRows, nFeatures }: BinnedMatrix): RowBins {
  const wordsPerRow = (nFeatures + 3) >> 2;
  const words = new Uint32Array(nRows * wordsPerRow);
  for (let start = 0; start < nRows; start += TILE_ROWS) {
    const end = Math.min(nRows, start + TILE_ROWS);
    for (let feature = 0; feature < nFeatures; feature++) {
      const column = feature * nRows;
      const word = feature >> 2;
      const shift = 8 * (feature & 3);
      for (let row = start; row < end; row++)
        words[row * wordsPerRow + word]! |= byColumn[column + row]! << shift;
    }
  }
  return { wordsPerRow, words };
}
