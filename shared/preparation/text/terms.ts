import type { PrepareStep } from '../../records/recipe.ts';
import { textCleaner, type Cleaning } from './clean-text.ts';
import { stopWordLists } from './stop-words.ts';

type VectorizeStep = Extract<PrepareStep, { step: 'vectorize' }>;
/** What decides which terms a text has. */
export type Analysis = Cleaning & Pick<VectorizeStep, 'analyzer' | 'ngrams' | 'stopWords'>;

/** At least two characters, as scikit-learn's token pattern; marks belong to their letter. */
const WORD = /[\p{L}\p{M}\p{N}_]{2,}/gu;
const SURROGATE = /[\ud800-\udfff]/;

/**
 * A function from a text to its terms, each as often as it occurs: the analyzers `word`, `char` and
 * `char_wb` of scikit-learn. Cost: linear in the text × lengths of n-grams.
 */
export function termReader(analysis: Analysis): (text: string) => string[] {
  const clean = textCleaner(analysis);
  const [from, to] = analysis.ngrams;
  switch (analysis.analyzer) {
    case 'word': {
      const stops = stopWordsOf(analysis, clean);
      return (text) => wordTerms(clean(text), stops, from, to);
    }
    case 'char':
      return (text) => charTerms(clean(text), from, to);
    case 'char-within-words':
      return (text) => withinWords(clean(text), from, to);
  }
}

/** Cleaned as the texts are, so that "für" is found where it became "fur". */
function stopWordsOf({ stopWords }: Analysis, clean: (text: string) => string): ReadonlySet<string> {
  return new Set(stopWords.flatMap((language) => clean(stopWordLists[language]).split(' ')));
}

function wordTerms(text: string, stops: ReadonlySet<string>, from: number, to: number): string[] {
  const found = text.match(WORD) ?? [];
  const words = stops.size === 0 ? [...found] : found.filter((word) => !stops.has(word));
  if (to === 1) return words;
  const terms = from === 1 ? words.slice() : [];
  for (let n = Math.max(2, from); n <= to; n += 1)
    for (let i = 0; i + n <= words.length; i += 1) terms.push(words.slice(i, i + n).join(' '));
  return terms;
}

/** Something that can be cut between characters rather than between code units. */
const characters = (text: string): { length: number; cut(from: number, to: number): string } => {
  if (!SURROGATE.test(text)) return { length: text.length, cut: (from, to) => text.slice(from, to) };
  const points = [...text];
  return { length: points.length, cut: (from, to) => points.slice(from, to).join('') };
};

function charTerms(text: string, from: number, to: number): string[] {
  const { length, cut } = characters(text.replace(/\s\s+/g, ' '));
  const terms: string[] = [];
  for (let n = from; n <= Math.min(to, length); n += 1)
    for (let i = 0; i + n <= length; i += 1) terms.push(cut(i, i + n));
  return terms;
}

/** Every word has a blank on both sides; one that is shorter than n counts once, for the smallest such n. */
function withinWords(text: string, from: number, to: number): string[] {
  const terms: string[] = [];
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const { length, cut } = characters(` ${word} `);
    for (let n = from; n <= to; n += 1) {
      if (n >= length) {
        terms.push(cut(0, length));
        break;
      }
      for (let i = 0; i + n <= length; i += 1) terms.push(cut(i, i + n));
    }
  }
  return terms;
}
