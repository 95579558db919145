import { createByteDictionary, type ByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import type { TextColumn } from '../../table/table.ts';
import {
  addPiece,
  cellCleaner,
  emptyPieces,
  reserve,
  SEPARATOR,
  SPACE,
  wordClasses,
  writeBytes,
  writeText,
  type Pieces,
} from './cell-bytes.ts';
import { textCleaner } from './clean-text.ts';
import { chunkReader, WORD, type ChunkWords } from './chunk-words.ts';
import { stopWordLists } from './stop-words.ts';
import type { Analysis, CellReader } from './analysis.ts';

/**
 * The words of a cell without stop words, one blank apart. ASCII is read byte by byte; what lies between two ASCII
 * separators and is more than ASCII is cleaned as a string, once for all its occurrences.
 */
export function wordReader(analysis: Analysis): CellReader {
  const classes = wordClasses(analysis);
  const chunkWords = chunkReader(analysis);
  const clean = cellCleaner(analysis);
  const stops = stopWordsOf(analysis);
  const words = emptyPieces();
  const strips = analysis.html === 'strip';
  return (column, row) => {
    words.count = 0;
    if (strips && hasMarkup(column, row)) wholeCell(clean(column, row), stops, words);
    else if (!byBytes(column, row, classes, chunkWords, stops, words)) {
      words.count = 0;
      wholeCell(clean(column, row), stops, words);
    }
    return words;
  };
}

function hasMarkup({ bytes, offsets }: TextColumn, row: number): boolean {
  for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1)
    if (bytes[at] === 60 || bytes[at] === 38) return true;
  return false;
}

function wholeCell(text: string, stops: ByteDictionary | null, words: Pieces): void {
  let used = 0;
  for (const word of text.match(WORD) ?? [])
    used = keepWord(words, used, writeText(words, used, word), stops);
}

/** false where a stretch cannot be read for itself. */
function byBytes(
  { bytes, offsets }: TextColumn,
  row: number,
  classes: Uint8Array,
  chunkWords: ChunkWords,
  stops: ByteDictionary | null,
  words: Pieces,
): boolean {
  const end = offsets[row + 1]!;
  let used = 0;
  for (let at = offsets[row]!; at < end;) {
    if (bytes[at]! < 128 && classes[bytes[at]!] === SEPARATOR) {
      at += 1;
      continue;
    }
    reserve(words, used, end - at + 1);
    const out = words.bytes;
    const start = at;
    let to = used;
    let byte = bytes[at]!;
    while (byte < 128 && classes[byte] !== SEPARATOR) {
      out[to++] = classes[byte]!;
      at += 1;
      if (at === end) break;
      byte = bytes[at]!;
    }
    if (at === end || byte < 128) {
      if (to - used > 1) used = keepWord(words, used, to, stops);
      continue;
    }
    while (at < end && (bytes[at]! > 127 || classes[bytes[at]!] !== SEPARATOR)) at += 1;
    const found = chunkWords(bytes, start, at);
    if (found === null) return false;
    for (const word of found) used = keepWord(words, used, writeBytes(words, used, word), stops);
  }
  return true;
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
