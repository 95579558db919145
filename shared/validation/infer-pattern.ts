import { cellText, isMissing } from '../table/cells.ts';
import type { Column } from '../table/table.ts';

/** Shapes that many systems share, the most telling first; each is for the whole cell. */
const wellKnown: readonly string[] = [
  String.raw`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`,
  String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`,
  String.raw`https?:\/\/\S+`,
  String.raw`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+\-]\d{2}:?\d{2})?)?`,
];

const FEWEST_CELLS = 20;
const LONGEST_CELL = 64;
const MOST_PIECES = 12;

/**
 * The pattern that every present cell of a text column has: one that is well known, or a fixed shape such
 * as `[A-Z]{2}-\d{4}`. null when there is none, or where it would say no more than "letters".
 * Cost: linear; most columns of prose fall out at their first two cells.
 */
export function inferPattern(column: Column, nRows: number): string | null {
  const open = wellKnown.map((source) => ({ source, regex: new RegExp(`^(?:${source})$`, 'u') }));
  let candidates = open;
  let shape: Piece[] | null = null;
  let cells = 0;
  for (let row = 0; row < nRows; row++) {
    if (isMissing(column, row)) continue;
    const text = cellText(column, row);
    candidates = candidates.filter(({ regex }) => regex.test(text));
    shape = cells++ === 0 ? shapeOf(text) : shape && joined(shape, shapeOf(text));
    if (shape === null && candidates.length === 0) return null;
  }
  if (cells < FEWEST_CELLS) return null;
  return (
    candidates[0]?.source ?? (shape === null || !isTelling(shape) ? null : shape.map(pieceText).join(''))
  );
}

/** A run of characters of one class, `least` to `most` of them. */
interface Piece {
  readonly kind: string;
  readonly least: number;
  readonly most: number;
}

const DIGIT = String.raw`\d`;
const UPPER = '[A-Z]';
const LOWER = '[a-z]';

function shapeOf(text: string): Piece[] | null {
  if (text.length === 0 || text.length > LONGEST_CELL) return null;
  const pieces: Piece[] = [];
  for (const character of text) {
    const kind = kindOf(character);
    const last = pieces.at(-1);
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, least: last.least + 1, most: last.most + 1 };
    else if (pieces.push({ kind, least: 1, most: 1 }) > MOST_PIECES) return null;
  }
  return pieces;
}

function kindOf(character: string): string {
  if (character >= '0' && character <= '9') return DIGIT;
  if (character >= 'A' && character <= 'Z') return UPPER;
  if (character >= 'a' && character <= 'z') return LOWER;
  return /[$()*+./?[\\\]^{|}]/u.test(character) ? `\\${character}` : character;
}

/** null when the pieces differ in more than their lengths. */
function joined(a: readonly Piece[], b: readonly Piece[] | null): Piece[] | null {
  if (b === null || a.length !== b.length) return null;
  const pieces = a.map((piece, at) => ({
    kind: piece.kind,
    least: Math.min(piece.least, b[at]!.least),
    most: Math.max(piece.most, b[at]!.most),
  }));
  return pieces.every(({ kind }, at) => kind === b[at]!.kind) ? pieces : null;
}

/** Words alone are no pattern; letters need a digit or a sign beside them. */
const isTelling = (shape: readonly Piece[]): boolean =>
  shape.some(({ kind }) => kind === DIGIT) || (shape.length > 1 && shape.some(({ kind }) => isSign(kind)));

const isSign = (kind: string): boolean => kind !== DIGIT && kind !== UPPER && kind !== LOWER && kind !== ' ';

function pieceText({ kind, least, most }: Piece): string {
  if (least !== most) return `${kind}{${least},${most}}`;
  return most === 1 ? kind : `${kind}{${most}}`;
}
