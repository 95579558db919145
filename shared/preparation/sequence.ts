import type { Csr } from '../numeric/csr.ts';
import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import type { TextColumn } from '../table/table.ts';
import { stepColumns } from './step-columns.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import { countTerms } from './text/term-ids.ts';
import type { CellReader } from './text/analysis.ts';
import { termReader } from './text/terms.ts';
import { chooseVocabulary } from './text/vocabulary.ts';
import type { FittedTransformer, TextBlock, Transformer } from './transformer.ts';

type SequenceStep = Extract<PrepareStep, { step: 'sequence' }>;

/** The most words a stored vocabulary may claim, as in the recipe. */
const MAX_WORDS = 100_000;

const stateSchema = z.strictObject({
  step: z.literal('sequence'),
  lowercase: z.boolean(),
  accents: z.enum(['fold', 'keep']),
  html: z.enum(['strip', 'keep']),
  specials: z.enum(['drop', 'keep']),
  length: z.int().min(1).max(512),
  columns: z.array(z.string()).min(1).max(1000),
  /** In code-point order; word i is token i + 1. Each stands in two training rows at least (SYNC10). */
  words: z.custom<string[]>(
    (value) =>
      Array.isArray(value) && value.length <= MAX_WORDS && value.every((word) => typeof word === 'string'),
    'the words are no list of texts',
  ),
});
type State = z.infer<typeof stateSchema>;

/**
 * Texts to the numbers of their words, in order: one block of `length` columns for all text columns together,
 * the first words of each text one behind the other, 0 where there is none. Words that are not in the vocabulary
 * are passed over. For estimators that read sequences. Cost: linear in the characters.
 */
export const sequenceTransformer: Transformer<SequenceStep> = {
  step: 'sequence',
  fit(table, { columns: names, minDf, maxFeatures, length, ...cleaning }) {
    const columns = stepColumns(table, 'sequence', names, ['text']) as TextColumn[];
    if (columns.length === 0) return fitted({ ...cleaning, length, columns: [], words: [] });
    const counts = countTerms(columns, wordsOf(cleaning));
    const { vocabulary } = chooseVocabulary(counts, { minDf, maxDf: 1, maxFeatures });
    const state = { ...cleaning, length, columns: columns.map(({ name }) => name) };
    return fitted({ ...state, words: [...vocabulary.terms] });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(state.columns, '/columns');
    state.words.forEach((word, at) => {
      if (at > 0 && byCodePoint(state.words[at - 1]!, word) >= 0)
        throw invalidState(`/words/${at}`, 'the words are not in code-point order, each once.');
    });
    return fitted(state);
  },
};

const wordsOf = (cleaning: Pick<State, 'lowercase' | 'accents' | 'html' | 'specials'>): CellReader =>
  termReader({ ...cleaning, analyzer: 'word', ngrams: [1, 1], stopWords: [] });

function fitted(state: State): FittedTransformer {
  return {
    step: 'sequence',
    transform: (table) => table,
    blocks: state.columns.length === 0 ? [] : [blockOf(state)],
    state: () => state,
  };
}

function blockOf(state: State): TextBlock {
  const tokens = new Map(state.words.map((word, at) => [word, at + 1]));
  const read = wordsOf(state);
  return {
    name: state.columns.join(' + '),
    columns: state.columns,
    features: () => Array.from({ length: state.length }, (_, place) => `word ${place + 1}`),
    levels: state.words.length + 1,
    vocabulary: state.words,
    matrix: (columns) => tokenMatrix(columns, read, tokens, state.length),
  };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function tokenMatrix(
  columns: readonly TextColumn[],
  read: CellReader,
  tokens: ReadonlyMap<string, number>,
  length: number,
): Csr {
  const nRows = columns[0]!.offsets.length - 1;
  const starts = new Uint32Array(nRows + 1);
  const places: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < nRows; row += 1) {
    let place = 0;
    for (const column of columns) {
      const { bytes, from, to, count } = read(column, row);
      for (let i = 0; i < count && place < length; i += 1) {
        const token = tokens.get(decoder.decode(bytes.subarray(from[i], to[i])));
        if (token === undefined) continue;
        places.push(place++);
        values.push(token);
      }
    }
    starts[row + 1] = values.length;
  }
  return {
    layout: 'csr',
    nRows,
    nColumns: length,
    starts,
    columns: Int32Array.from(places),
    values: Float64Array.from(values),
  };
}
