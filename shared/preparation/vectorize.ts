import type { Csr } from '../numeric/csr.ts';
import type { JsonObject } from '../records/json.ts';
import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import type { TextColumn } from '../table/table.ts';
import { stepColumns } from './step-columns.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import { countTerms } from './text/term-ids.ts';
import type { CellReader } from './text/analysis.ts';
import { termReader } from './text/terms.ts';
import { countedMatrix, hashedMatrix, vocabularyMatrix } from './text/text-matrix.ts';
import { chooseVocabulary, type Vocabulary } from './text/vocabulary.ts';
import type { FittedTransformer, TextBlock, Transformer } from './transformer.ts';

type VectorizeStep = Extract<PrepareStep, { step: 'vectorize' }>;

/** The most terms a stored vocabulary may claim, as in the recipe. */
const MAX_TERMS = 100_000;
const MAX_HASHED = 262_144;

const isPowerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

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
  join: z.literal(true).optional(),
  /** Then there are no terms and no frequencies. */
  hash: z
    .strictObject({
      features: z.int().min(16).max(MAX_HASHED).refine(isPowerOfTwo, 'must be a power of two'),
      signed: z.boolean(),
    })
    .optional(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** All columns of the block where several were joined; else the one of that name. */
      joined: z.array(z.string()).min(2).max(1000).optional(),
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

type Block = State['columns'][number];
/** The matrix of the training part; null for any other columns, and the second time. */
type TrainedMatrix = (columns: readonly TextColumn[]) => Csr | null;

/**
 * Texts to TF-IDF weights of their terms, sparse from here on: a block of columns for each text column, or one for
 * all of them. The vocabulary is that of the training part; other terms count as nothing. With hashing there is none.
 * A missing cell has no terms, and no term reaches from one column into the next. Cost: linear in the characters; at fit
 * also every distinct term for the time being.
 */
export const vectorizeTransformer: Transformer<VectorizeStep> = {
  step: 'vectorize',
  fit(table, step) {
    const { columns: names, minDf, maxDf, maxFeatures, ...kept } = step;
    const read = termReader(step);
    const texts = stepColumns(table, 'vectorize', names, ['text']) as TextColumn[];
    const groups = step.join === true && texts.length > 1 ? [texts] : texts.map((column) => [column]);
    const blocks: Block[] = [];
    const trained = new Map<Block, TrainedMatrix>();
    for (const columns of groups) {
      if (step.hash !== undefined) blocks.push(blockOf(columns, NO_VOCABULARY));
      else {
        const counts = countTerms(columns, read);
        const { vocabulary, columnOf } = chooseVocabulary(counts, { minDf, maxDf, maxFeatures });
        const block = blockOf(columns, vocabulary);
        blocks.push(block);
        const { occurrences } = counts;
        if (occurrences !== null)
          trained.set(
            block,
            once(columns, () => countedMatrix(occurrences, columnOf, vocabulary, step)),
          );
      }
    }
    return fitted({ ...kept, columns: blocks }, trained);
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(state.columns.flatMap(sourcesOf), '/columns');
    state.columns.forEach((entry, index) => checkVocabulary(entry, index, state.hash !== undefined));
    return fitted(state, new Map());
  },
};

const NO_VOCABULARY: Vocabulary = { documents: 0, terms: [], frequencies: [] };

const sourcesOf = ({ name, joined }: Block): string[] => joined ?? [name];

function blockOf(columns: readonly TextColumn[], { documents, terms, frequencies }: Vocabulary): Block {
  const names = columns.map(({ name }) => name);
  return {
    name: names.join(' + '),
    ...(names.length > 1 ? { joined: names } : {}),
    documents,
    terms: [...terms],
    frequencies: [...frequencies],
  };
}

/** What fitting read of the training part is used for its matrix, and then let go. */
function once(fittedOn: readonly TextColumn[], make: () => Csr): TrainedMatrix {
  let ready: typeof make | null = make;
  return (columns) => {
    if (ready === null || columns.some((column, at) => column !== fittedOn[at])) return null;
    const matrix = ready();
    ready = null;
    return matrix;
  };
}

function checkVocabulary(entry: Block, index: number, hashed: boolean): void {
  const pointer = `/columns/${index}`;
  if (hashed && entry.terms.length > 0)
    throw invalidState(`${pointer}/terms`, 'with hashing there are no terms.');
  if (entry.frequencies.length !== entry.terms.length)
    throw invalidState(`${pointer}/frequencies`, `there must be ${entry.terms.length} frequencies.`);
  for (let i = 1; i < entry.terms.length; i += 1)
    if (byCodePoint(entry.terms[i - 1]!, entry.terms[i]!) >= 0)
      throw invalidState(`${pointer}/terms/${i}`, 'the terms are not in code-point order, each once.');
  const bad = entry.frequencies.findIndex((rows) => rows < 2 || rows > entry.documents);
  if (bad >= 0)
    throw invalidState(`${pointer}/frequencies/${bad}`, `a term stands in 2 to ${entry.documents} rows.`);
}

function fitted(state: State, trained: ReadonlyMap<Block, TrainedMatrix>): FittedTransformer {
  const read = termReader(state);
  return {
    step: 'vectorize',
    transform: (table) => table,
    blocks: state.columns.map((block) => textBlock(block, state, read, trained.get(block))),
    // Optional fields are left out rather than undefined.
    state: () => state as unknown as JsonObject,
  };
}

function textBlock(block: Block, state: State, read: CellReader, trained?: TrainedMatrix): TextBlock {
  const { hash } = state;
  const matrix = hash === undefined ? vocabularyMatrix(block, state, read) : hashedMatrix(hash, state, read);
  return {
    name: block.name,
    columns: sourcesOf(block),
    features: () =>
      hash === undefined ? block.terms : Array.from({ length: hash.features }, (_, at) => `#${at}`),
    vocabulary: block.terms,
    matrix: (columns) => trained?.(columns) ?? matrix(columns),
  };
}
