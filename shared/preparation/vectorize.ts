import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { cellText } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import type { TextColumn } from '../table/table.ts';
import { stepColumns } from './step-columns.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import { termReader, type Analysis } from './text/terms.ts';
import { tfIdf, type Weighting } from './text/tf-idf.ts';
import { buildVocabulary } from './text/vocabulary.ts';
import type { FittedTransformer, TextBlock, Transformer } from './transformer.ts';

type VectorizeStep = Extract<PrepareStep, { step: 'vectorize' }>;

/** The most terms a stored vocabulary may claim, as in the recipe. */
const MAX_TERMS = 100_000;

/** A custom check stops at the first bad entry; a list of checks would collect them all. */
const terms = z.custom<string[]>(
  (value) =>
    Array.isArray(value) && value.length <= MAX_TERMS && value.every((term) => typeof term === 'string'),
  'the terms are no list of texts',
);
const frequencies = z.custom<number[]>(
  (value) => Array.isArray(value) && value.length <= MAX_TERMS && value.every(Number.isSafeInteger),
  'the frequencies are no list of integers',
);

const stateSchema = z.strictObject({
  step: z.literal('vectorize'),
  lowercase: z.boolean(),
  accents: z.enum(['fold', 'keep']),
  html: z.enum(['strip', 'keep']),
  specials: z.enum(['drop', 'keep']),
  analyzer: z.enum(['word', 'char', 'char-within-words']),
  ngrams: z.tuple([z.int().min(1).max(10), z.int().min(1).max(10)]),
  stopWords: z.array(z.enum(['english', 'french', 'german'])).max(3),
  sublinearTf: z.boolean(),
  idf: z.boolean(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Training rows, missing ones too. */
      documents: z.int().nonnegative(),
      /** In code-point order. */
      terms,
      /** Rows that each term stands in: what the idf follows from, exact in JSON. */
      frequencies,
    }),
  ),
});
type State = z.infer<typeof stateSchema>;

/**
 * Texts to TF-IDF weights of their terms, a block of columns for each text column, sparse from here on.
 * The vocabulary is that of the training part; other terms count as nothing. A missing cell has no terms.
 * Cost: linear in the characters; at fit also every distinct term for the time being.
 */
export const vectorizeTransformer: Transformer<VectorizeStep> = {
  step: 'vectorize',
  fit(table, step) {
    const { columns: names, minDf, maxDf, maxFeatures, ...kept } = step;
    const read = termReader(step);
    const columns = stepColumns(table, 'vectorize', names, ['text']).map((entry) => ({
      name: entry.name,
      ...buildVocabulary(termsByRow(entry as TextColumn, read), { minDf, maxDf, maxFeatures }),
    }));
    return fitted({ ...kept, columns: columns.map(mutable) });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.columns.map((entry) => entry.name),
      '/columns',
    );
    state.columns.forEach(checkVocabulary);
    return fitted(state);
  },
};

const mutable = (entry: {
  name: string;
  documents: number;
  terms: readonly string[];
  frequencies: readonly number[];
}): State['columns'][number] => ({ ...entry, terms: [...entry.terms], frequencies: [...entry.frequencies] });

function checkVocabulary(entry: State['columns'][number], index: number): void {
  const pointer = `/columns/${index}`;
  if (entry.frequencies.length !== entry.terms.length)
    throw invalidState(`${pointer}/frequencies`, `there must be ${entry.terms.length} frequencies.`);
  for (let i = 1; i < entry.terms.length; i += 1)
    if (byCodePoint(entry.terms[i - 1]!, entry.terms[i]!) >= 0)
      throw invalidState(`${pointer}/terms/${i}`, 'the terms are not in code-point order, each once.');
  const bad = entry.frequencies.findIndex((rows) => rows < 2 || rows > entry.documents);
  if (bad >= 0)
    throw invalidState(`${pointer}/frequencies/${bad}`, `a term stands in 2 to ${entry.documents} rows.`);
}

function fitted(state: State): FittedTransformer {
  const read = termReader(state);
  return {
    step: 'vectorize',
    transform: (table) => table,
    blocks: new Map(state.columns.map((entry) => [entry.name, blockOf(entry, read, state)])),
    state: () => state,
  };
}

type Reader = ReturnType<typeof termReader>;

function blockOf(entry: State['columns'][number], read: Reader, weighting: Weighting & Analysis): TextBlock {
  const weigh = tfIdf(entry, weighting);
  return { terms: entry.terms, matrix: (column) => weigh(termsByRow(column, read)) };
}

function* termsByRow(column: TextColumn, read: Reader): Generator<string[]> {
  for (let row = 0; row < column.offsets.length - 1; row += 1) yield read(cellText(column, row));
}
