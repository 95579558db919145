import type { Csr } from '../../numeric/csr.ts';
import { log } from '../../numeric/exp-log.ts';
import { createByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import type { TextColumn } from '../../table/table.ts';
import { murmur3 } from './murmur3.ts';
import { rowWeigher, type Weighting } from './row-weights.ts';
import type { TermCounts } from './term-ids.ts';
import type { CellReader } from './analysis.ts';
import type { Vocabulary } from './vocabulary.ts';

/** From text columns side by side to the weights of their terms, nRows × terms. */
export type TextMatrix = (columns: readonly TextColumn[]) => Csr;

const nRowsOf = (columns: readonly TextColumn[]): number => columns[0]!.offsets.length - 1;

/** How much a term weighs that stands in so many rows: log((1 + n) / (1 + df)) + 1. */
export function inverseFrequencies(
  { documents, frequencies }: Vocabulary,
  { idf }: Weighting,
): Float64Array | null {
  if (!idf) return null;
  return Float64Array.from(frequencies, (rows) => log((1 + documents) / (1 + rows)) + 1);
}

/** Weights of the terms of a vocabulary; others count as nothing. Cost: linear in the text. */
export function vocabularyMatrix(vocabulary: Vocabulary, weighting: Weighting, read: CellReader): TextMatrix {
  const { terms } = vocabulary;
  const idf = inverseFrequencies(vocabulary, weighting);
  const places = createByteDictionary();
  const encoder = new TextEncoder();
  for (const term of terms) {
    const bytes = encoder.encode(term);
    places.codeOf(bytes, 0, bytes.length);
  }
  const weigher = rowWeigher(terms.length, idf, weighting.sublinearTf);
  return (columns) => {
    for (let row = 0; row < nRowsOf(columns); row += 1) {
      for (const column of columns) {
        const { bytes, from, to, count } = read(column, row);
        for (let i = 0; i < count; i += 1) {
          const place = places.find(bytes, from[i]!, to[i]!);
          if (place >= 0) weigher.add(place, 1);
        }
      }
      weigher.endRow();
    }
    return weigher.take();
  };
}

/** The same for texts whose terms were counted already, without reading them again. */
export function countedMatrix(
  { starts, ids }: NonNullable<TermCounts['occurrences']>,
  columnOf: Int32Array,
  vocabulary: Vocabulary,
  weighting: Weighting,
): Csr {
  const idf = inverseFrequencies(vocabulary, weighting);
  const weigher = rowWeigher(vocabulary.terms.length, idf, weighting.sublinearTf);
  for (let row = 0; row + 1 < starts.length; row += 1) {
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const column = columnOf[ids[at]!]!;
      if (column >= 0) weigher.add(column, 1);
    }
    weigher.endRow();
  }
  return weigher.take();
}

export interface Hashing {
  readonly features: number;
  readonly signed: boolean;
}

/**
 * Weights by the hash of each term: no vocabulary, so none leaves the device, and terms that collide share a
 * column. Places and signs are those of scikit-learn's HashingVectorizer. Source: Weinberger, Dasgupta, Langford, Smola and
 * Attenberg, Feature Hashing for Large Scale Multitask Learning, ICML 2009.
 */
export function hashedMatrix(
  { features, signed }: Hashing,
  { sublinearTf }: Pick<Weighting, 'sublinearTf'>,
  read: CellReader,
): TextMatrix {
  const weigher = rowWeigher(features, null, sublinearTf);
  return (columns) => {
    for (let row = 0; row < nRowsOf(columns); row += 1) {
      for (const column of columns) {
        const { bytes, from, to, count } = read(column, row);
        for (let i = 0; i < count; i += 1) {
          const hash = murmur3(bytes, from[i]!, to[i]!);
          // A power of two, so the remainder is the lower bits.
          weigher.add(Math.abs(hash) & (features - 1), signed && hash < 0 ? -1 : 1);
        }
      }
      weigher.endRow();
    }
    return weigher.take();
  };
}
