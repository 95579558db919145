import type { TextColumn } from '../../table/table.ts';
import {
  addPiece,
  cellCleaner,
  characterClasses,
  emptyPieces,
  isBlank,
  isPlain,
  reserve,
  SPACE,
  SPECIAL,
  writeText,
  type Pieces,
} from './cell-bytes.ts';
import type { Analysis, CellReader } from './analysis.ts';

/**
 * What runs of characters are cut from: the whole text, where two blanks and more are one, or each word with a
 * blank on both sides.
 */
export function stretchReader(analysis: Analysis): CellReader {
  const classes = characterClasses(analysis);
  const clean = cellCleaner(analysis);
  const within = analysis.analyzer === 'char-within-words';
  const stretches = emptyPieces();
  return (column, row) => {
    stretches.count = 0;
    const end = isPlain(column, row, analysis.html)
      ? writePlain(column, row, classes, within, stretches)
      : writeText(stretches, 0, closedUp(clean(column, row), within));
    if (within) addWords(stretches, end);
    else if (end > 0) addPiece(stretches, 0, end);
    return stretches;
  };
}

const closedUp = (text: string, within: boolean): string =>
  within ? ` ${text.trim().replace(/\s+/g, ' ')} ` : text.replace(/\s\s+/g, ' ');

/** The same for ASCII, byte by byte; a run of specials counts as one blank. Returns where it ends. */
function writePlain(
  { bytes, offsets }: TextColumn,
  row: number,
  classes: Uint8Array,
  within: boolean,
  stretches: Pieces,
): number {
  const end = offsets[row + 1]!;
  reserve(stretches, 0, end - offsets[row]! + 2);
  const out = stretches.bytes;
  let used = 0;
  let blanks = within ? 2 : 0;
  let blank = SPACE;
  for (let at = offsets[row]!, before = 0; at < end; at += 1) {
    const byte = classes[bytes[at]!]!;
    if (byte === SPECIAL) {
      if (before !== SPECIAL) blanks += 1;
      blank = SPACE;
    } else if (isBlank(byte)) {
      blanks += 1;
      blank = byte;
    } else {
      if (blanks > 0) out[used++] = blanks > 1 || within ? SPACE : blank;
      blanks = 0;
      out[used++] = byte;
    }
    before = byte;
  }
  if (blanks > 0 || within) out[used++] = blanks > 1 || within ? SPACE : blank;
  return used;
}

/** A blank is the end of one word and the start of the next. */
function addWords(stretches: Pieces, end: number): void {
  for (let at = 1, from = 0; at < end; at += 1) {
    if (stretches.bytes[at] !== SPACE) continue;
    if (at > from + 1) addPiece(stretches, from, at + 1);
    from = at;
  }
}
