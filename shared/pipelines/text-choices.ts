import type { ParamTable } from '../estimators/params.ts';
import type { PrepareStep } from '../records/recipe.ts';

/** What people choose about text columns, as data like the other choices of preparation. */
export const textChoices: ParamTable = [
  {
    name: 'text_terms',
    title: 'Terms of texts',
    help: 'Words, or runs of characters within words, which forgive spelling.',
    type: 'choice',
    choices: ['word', 'char-within-words', 'char'],
    default: 'word',
  },
  {
    name: 'text_ngrams',
    title: 'Longest term',
    help: 'Up to so many neighbouring words make a term; of characters, two to so many.',
    type: 'integer',
    min: 1,
    max: 10,
    default: 2,
  },
  {
    name: 'stop_words',
    title: 'Stop words',
    help: 'Leave out the function words of a language.',
    type: 'choice',
    choices: ['none', 'english', 'french', 'german'],
    default: 'none',
  },
  {
    name: 'max_features',
    title: 'Most terms',
    help: 'Of each text column, those that occur most often.',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 20_000,
  },
  {
    name: 'min_df',
    title: 'Rows of a term',
    help: 'A term must stand in so many training rows; never in a single one, since terms travel with the model.',
    type: 'integer',
    min: 2,
    max: 1_000_000,
    default: 2,
  },
  {
    name: 'text_columns',
    title: 'Several text columns',
    help: 'A block of terms for each, or one for all of them together.',
    type: 'choice',
    choices: ['each', 'joined'],
    default: 'each',
  },
  {
    name: 'hash_terms',
    title: 'Hash terms',
    help: 'To so many features instead of a vocabulary: no term travels with the model, and none is named.',
    type: 'choice',
    choices: ['none', '4096', '16384', '65536', '262144'],
    default: 'none',
  },
  {
    name: 'strip_html',
    title: 'Strip HTML',
    help: 'Takes tags out of texts and reads entities.',
    type: 'boolean',
    default: false,
  },
];

export interface TextChoices {
  readonly text_terms: 'word' | 'char-within-words' | 'char';
  readonly text_ngrams: number;
  readonly stop_words: 'none' | 'english' | 'french' | 'german';
  readonly max_features: number;
  readonly min_df: number;
  readonly text_columns: 'each' | 'joined';
  readonly hash_terms: 'none' | '4096' | '16384' | '65536' | '262144';
  readonly strip_html: boolean;
}

/**
 * The step that turns every text column into a block of terms; counts are damped by a logarithm. What counts takes no
 * negative numbers, so its hashes have no sign.
 */
export function vectorizeStep(chosen: TextChoices, signed: boolean): PrepareStep {
  const shortest = chosen.text_terms === 'word' ? 1 : Math.min(2, chosen.text_ngrams);
  return {
    step: 'vectorize',
    lowercase: true,
    accents: 'fold',
    html: chosen.strip_html ? 'strip' : 'keep',
    specials: 'keep',
    analyzer: chosen.text_terms,
    ngrams: [shortest, chosen.text_ngrams],
    stopWords: chosen.stop_words === 'none' ? [] : [chosen.stop_words],
    minDf: chosen.min_df,
    maxDf: 1,
    maxFeatures: chosen.max_features,
    sublinearTf: true,
    idf: true,
    ...(chosen.text_columns === 'joined' ? { join: true } : {}),
    ...(chosen.hash_terms === 'none' ? {} : { hash: { features: Number(chosen.hash_terms), signed } }),
  };
}
