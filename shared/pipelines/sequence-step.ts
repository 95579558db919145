import type { ParamTable } from '../estimators/params.ts';
import type { PrepareStep } from '../records/recipe.ts';
import type { TextChoices } from './text-choices.ts';

/** What people choose about texts for estimators that read them word by word. */
export const sequenceChoices: ParamTable = [
  {
    name: 'text_words',
    title: 'Words of a text',
    help: 'How many words an estimator reads that takes them in order; the rest is left out.',
    type: 'integer',
    min: 1,
    max: 512,
    default: 64,
  },
];

export interface SequenceChoices extends Pick<TextChoices, 'max_features' | 'min_df' | 'strip_html'> {
  readonly text_words: number;
}

/** The step that numbers the words of all text columns, in order. */
export const sequenceStep = (chosen: SequenceChoices): PrepareStep => ({
  step: 'sequence',
  lowercase: true,
  accents: 'fold',
  html: chosen.strip_html ? 'strip' : 'keep',
  specials: 'keep',
  minDf: chosen.min_df,
  maxFeatures: chosen.max_features,
  length: chosen.text_words,
});
