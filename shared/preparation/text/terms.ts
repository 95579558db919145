import { isSet } from '../../table/missing-bitmap.ts';
import type { Analysis, CellReader } from './analysis.ts';
import { addPiece, emptyPieces, type Pieces } from './cell-bytes.ts';
import { stretchReader } from './stretches.ts';
import { wordReader } from './words.ts';

/**
 * A function from a cell to its terms: the analyzers `word`, `char` and `char_wb` of scikit-learn. Cells of ASCII
 * are read byte by byte, and no string is made; others are cleaned as strings. Cost: linear in the text × lengths
 * of n-grams.
 */
export function termReader(analysis: Analysis): CellReader {
  const { analyzer, ngrams } = analysis;
  const read = analyzer === 'word' ? wordReader(analysis) : stretchReader(analysis);
  const terms = emptyPieces();
  const starts = { at: new Int32Array(256), count: 0 };
  return (column, row) => {
    terms.count = 0;
    if (isSet(column.missing, row) || column.offsets[row] === column.offsets[row + 1]) return terms;
    const units = read(column, row);
    terms.bytes = units.bytes;
    if (analyzer === 'word') joinNeighbours(units, terms, ngrams);
    else
      for (let i = 0; i < units.count; i += 1) {
        findCharacters(units, i, starts);
        cutRuns(starts, terms, ngrams, analyzer === 'char-within-words');
      }
    return terms;
  };
}

/** Neighbours lie one blank apart, so a term of several is one stretch of bytes. */
function joinNeighbours(words: Pieces, terms: Pieces, [from, to]: Analysis['ngrams']): void {
  for (let n = from; n <= to; n += 1)
    for (let i = 0; i + n <= words.count; i += 1) addPiece(terms, words.from[i]!, words.to[i + n - 1]!);
}

/** Where the characters of a piece begin, and behind the last one where it ends. */
interface Starts {
  at: Int32Array;
  /** Characters. */
  count: number;
}

function findCharacters({ bytes, from, to }: Pieces, i: number, starts: Starts): void {
  const end = to[i]!;
  if (starts.at.length <= end - from[i]!) starts.at = new Int32Array(2 * (end - from[i]!) + 1);
  let count = 0;
  // Bytes 10xxxxxx go on with the character before them.
  for (let at = from[i]!; at < end; at += 1) if ((bytes[at]! & 0xc0) !== 0x80) starts.at[count++] = at;
  starts.at[count] = end;
  starts.count = count;
}

/** Within a word, one that is shorter than n counts once, for the smallest such n. */
function cutRuns(
  { at, count }: Starts,
  terms: Pieces,
  [from, to]: Analysis['ngrams'],
  within: boolean,
): void {
  for (let n = from; n <= to; n += 1) {
    if (within && n >= count) return addPiece(terms, at[0]!, at[count]!);
    for (let i = 0; i + n <= count; i += 1) addPiece(terms, at[i]!, at[i + n]!);
  }
}
