import type { ByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import type { TermCounts } from './term-ids.ts';

/** Terms that have a column, in code-point order, and the rows that each stands in. */
export interface Vocabulary {
  readonly documents: number;
  readonly terms: readonly string[];
  readonly frequencies: readonly number[];
}

export interface VocabularyLimits {
  readonly minDf: number;
  readonly maxDf: number;
  readonly maxFeatures: number;
}

/**
 * The vocabulary of texts, as scikit-learn's CountVectorizer chooses it: terms in at least `minDf` rows
 * and at most a share of `maxDf`; of these the `maxFeatures` that occur most often (ties: code-point order).
 * `columnOf`: the place of each counted term, −1 for those left out. Cost: linear in the distinct terms, and a
 * sort of those that stay.
 */
export function chooseVocabulary(
  { documents, rows, totals, terms }: TermCounts,
  { minDf, maxDf, maxFeatures }: VocabularyLimits,
): { vocabulary: Vocabulary; columnOf: Int32Array } {
  const inOrder = byteOrder(terms);
  const able = Int32Array.from({ length: terms.size }, (_, id) => id).filter(
    (id) => rows[id]! >= minDf && rows[id]! <= maxDf * documents,
  );
  const kept = able.length > maxFeatures ? mostFrequent(able, totals, maxFeatures, inOrder) : able;
  kept.sort(inOrder);
  const columnOf = new Int32Array(terms.size).fill(-1);
  kept.forEach((id, at) => {
    columnOf[id] = at;
  });
  const frequencies = Array.from(kept, (id) => rows[id]!);
  return { vocabulary: { documents, terms: textsOf(terms, kept), frequencies }, columnOf };
}

type Order = (a: number, b: number) => number;

/** Terms as often as the last that stays compete by code-point order. */
function mostFrequent(able: Int32Array, totals: Int32Array, most: number, inOrder: Order): Int32Array {
  const last = Int32Array.from(able, (id) => totals[id]!).sort()[able.length - most]!;
  const above = able.filter((id) => totals[id]! > last);
  const tied = able.filter((id) => totals[id] === last).sort(inOrder);
  const kept = new Int32Array(most);
  kept.set(above);
  kept.set(tied.subarray(0, most - above.length), above.length);
  return kept;
}

/** Bytes of UTF-8 are in the order of code points. */
function byteOrder({ arena, offsets }: ByteDictionary): Order {
  return (a, b) => {
    const [fromA, fromB] = [offsets[a]!, offsets[b]!];
    const [lengthA, lengthB] = [offsets[a + 1]! - fromA, offsets[b + 1]! - fromB];
    for (let i = 0; i < lengthA && i < lengthB; i += 1)
      if (arena[fromA + i] !== arena[fromB + i]) return arena[fromA + i]! - arena[fromB + i]!;
    return lengthA - lengthB;
  };
}

function textsOf({ arena, offsets }: ByteDictionary, ids: Int32Array): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from(ids, (id) => decoder.decode(arena.subarray(offsets[id], offsets[id + 1])));
}
