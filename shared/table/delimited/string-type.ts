import { looksLikeIdName } from './identifier-name.ts';

/** What decides between category, text and identifier. */
export interface StringFacts {
  /** Present cells, and how many different ones. */
  present: number;
  distinct: number;
  /** Means over the present cells. */
  meanWords: number;
  meanBytes: number;
}

const TEXT_WORDS = 2.5;
const TEXT_BYTES = 50;
const ROWS_TO_TRUST_DISTINCT = 20;
const MANY_LEVELS = 1000;

/**
 * The type of a column of strings, by the first rule that holds:
 * all differ and the name is that of a key → identifier;
 * prose (2.5 words or 50 bytes in the mean), and most cells differ, or many and a fifth of them → text;
 * all of at least 20 differ → identifier;
 * at most 1,000 differ → categorical; else text.
 */
export function stringType(name: string, facts: StringFacts): 'categorical' | 'text' | 'identifier' {
  const { present, distinct } = facts;
  const allDiffer = distinct === present && present > 1;
  if (allDiffer && looksLikeIdName(name)) return 'identifier';
  const prose = facts.meanWords >= TEXT_WORDS || facts.meanBytes >= TEXT_BYTES;
  if (prose && (2 * distinct > present || (distinct > 50 && 5 * distinct > present))) return 'text';
  if (allDiffer && present >= ROWS_TO_TRUST_DISTINCT) return 'identifier';
  return distinct <= MANY_LEVELS ? 'categorical' : 'text';
}

/** Runs of bytes between blanks. */
export function countWords(bytes: Uint8Array, start: number, end: number): number {
  let words = 0;
  let inside = false;
  for (let i = start; i < end; i += 1) {
    const isBlank = bytes[i]! <= 32;
    if (!isBlank && !inside) words += 1;
    inside = !isBlank;
  }
  return words;
}
