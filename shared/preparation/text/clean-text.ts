import type { PrepareStep } from '../../records/recipe.ts';

type VectorizeStep = Extract<PrepareStep, { step: 'vectorize' }>;
export type Cleaning = Pick<VectorizeStep, 'lowercase' | 'accents' | 'html' | 'specials'>;

const NOT_ASCII = /[\u0080-\uffff]/;
/** Accents of Latin, Greek and Cyrillic; vowel signs of other scripts are letters in all but name. */
const ACCENTS = /[\u0300-\u036f]/g;
const SPECIALS = /[^\p{L}\p{M}\p{N}\s]+/gu;
const HIDDEN = /<(script|style)\b[^>]*>[^]*?<\/\1\s*>|<!--[^]*?-->/gi;
const TAG = /<\/?[a-z][^<>]*>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** A function from a text to what its terms are read from. Cost: linear in the text. */
export function textCleaner(cleaning: Cleaning): (text: string) => string {
  return (text) => {
    let clean = cleaning.html === 'strip' ? stripHtml(text) : text;
    if (cleaning.lowercase) clean = clean.toLowerCase();
    if (NOT_ASCII.test(clean))
      clean = cleaning.accents === 'fold' ? foldAccents(clean) : clean.normalize('NFC');
    return cleaning.specials === 'drop' ? clean.replace(SPECIALS, ' ') : clean;
  };
}

/** "é" → "e", and forms of one letter made the same (NFKD), as scikit-learn's `strip_accents="unicode"`. */
export function foldAccents(text: string): string {
  return text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC');
}

/** Takes out tags, comments, scripts and styles, each a blank, and reads entities. */
export function stripHtml(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text;
  return text.replace(HIDDEN, ' ').replace(TAG, ' ').replace(ENTITY, readEntity);
}

function readEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
