import { createRng } from '../../shared/random/rng.ts';
import type { Rng } from '../../shared/random/generator.ts';

export interface Corpus {
  readonly texts: readonly string[];
  /** Class of each text. */
  readonly y: Float64Array;
}

const NUMBER_OF_WORDS = 60_000;
const OWN_WORDS = 60;

/**
 * Product descriptions: words by Zipf's law with capitals, numbers and punctuation between them, one word in fifty
 * with an accent, and a tenth of the words from those that only the text's class has.
 */
export function drawCorpus(nTexts: number, nClasses: number, seed: number): Corpus {
  const rng = createRng(seed);
  const words = Array.from({ length: NUMBER_OF_WORDS }, () => drawWord(rng));
  const own = Array.from({ length: nClasses }, () =>
    Array.from({ length: OWN_WORDS }, () => words[rng.integer(NUMBER_OF_WORDS)]!),
  );
  const y = Float64Array.from({ length: nTexts }, () => rng.integer(nClasses));
  const texts = Array.from(y, (label) => {
    const length = 15 + rng.integer(50);
    return Array.from({ length }, () => {
      const word = rng.uniform() < 0.1 ? own[label]![rng.integer(OWN_WORDS)]! : zipfWord(words, rng);
      return dressed(word, rng);
    }).join(' ');
  });
  return { texts, y };
}

const SYLLABLES = 'ka lo mi ren sta ve or tu pel din gra ho ster bi ne qua sil ma jo wex'.split(' ');
const ACCENTS = ['é', 'ü', 'ß', 'ç', 'ñ'];

function drawWord(rng: Rng): string {
  const syllables = Array.from(
    { length: 1 + rng.integer(4) },
    () => SYLLABLES[rng.integer(SYLLABLES.length)]!,
  );
  const accent = rng.uniform() < 0.02 ? ACCENTS[rng.integer(ACCENTS.length)]! : '';
  return syllables.join('') + accent + (rng.uniform() < 0.3 ? String(rng.integer(1000)) : '');
}

/** The word of rank r in proportion to 1 / r, by inversion. */
function zipfWord(words: readonly string[], rng: Rng): string {
  return words[Math.min(words.length - 1, Math.floor(words.length ** rng.uniform()))]!;
}

function dressed(word: string, rng: Rng): string {
  const chance = rng.uniform();
  if (chance < 0.15) return word[0]!.toUpperCase() + word.slice(1);
  return chance < 0.25 ? `${word},` : chance < 0.3 ? `(${word})` : word;
}
