import { createByteDictionary, type ByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import type { TextColumn } from '../../table/table.ts';
import {
  addPiece,
  cellCleaner,
  emptyPieces,
  isPlain,
  reserve,
  SEPARATOR,
  SPACE,
  wordClasses,
  writeText,
  type Pieces,
} from './cell-bytes.ts';
import { textCleaner } from './clean-text.ts';
import { stopWordLists } from './stop-words.ts';
import type { Analysis, CellReader } from './terms.ts';

/** At least two characters, as scikit-learn's token pattern; marks belong to their letter. */
const WORD = /[\p{L}\p{M}\p{N}_]{2,}/gu;

/** The words of a cell without stop words, one blank apart. */
export function wordReader(analysis: Analysis): CellReader {
  const classes = wordClasses(analysis);
  const clean = cellCleaner(analysis);
  const stops = stopWordsOf(analysis);
  const words = emptyPieces();
  return (column, row) => {
    words.count = 0;
    if (isPlain(column, row, analysis.html)) plainWords(column, row, classes, stops, words);
    else {
      let used = 0;
      for (const word of clean(column, row).match(WORD) ?? [])
        used = keepWord(words, used, writeText(words, used, word), stops);
    }
    return words;
  };
}

function plainWords(
  { bytes, offsets }: TextColumn,
  row: number,
  classes: Uint8Array,
  stops: ByteDictionary | null,
  words: Pieces,
): void {
  const end = offsets[row + 1]!;
  reserve(words, 0, end - offsets[row]! + 1);
  const out = words.bytes;
  let from = 0;
  let used = 0;
  for (let at = offsets[row]!; at < end; at += 1) {
    const byte = classes[bytes[at]!]!;
    if (byte !== SEPARATOR) out[used++] = byte;
    else if (used > from) from = used = used - from < 2 ? from : keepWord(words, from, used, stops);
  }
  if (used - from >= 2) keepWord(words, from, used, stops);
}

/** Returns where the next word is to be written. */
function keepWord(words: Pieces, from: number, to: number, stops: ByteDictionary | null): number {
  if (stops !== null && stops.find(words.bytes, from, to) >= 0) return from;
  addPiece(words, from, to);
  reserve(words, to, 1);
  words.bytes[to] = SPACE;
  return to + 1;
}

/** Cleaned as the texts are, so that "für" is found where it became "fur". */
function stopWordsOf(analysis: Analysis): ByteDictionary | null {
  if (analysis.stopWords.length === 0) return null;
  const clean = textCleaner(analysis);
  const stops = createByteDictionary();
  const encoder = new TextEncoder();
  for (const word of analysis.stopWords.flatMap((language) => clean(stopWordLists[language]).split(' '))) {
    const bytes = encoder.encode(word);
    stops.codeOf(bytes, 0, bytes.length);
  }
  return stops;
}
