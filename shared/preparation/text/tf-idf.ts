import { log } from '../../numeric/exp-log.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Weighting {
  readonly sublinearTf: boolean;
  readonly idf: boolean;
}

/**
 * A function from the terms of each row to its weights: tf × idf with idf = log((1 + n) / (1 + df)) + 1, or
 * counts alone, every row divided by its Euclidean length: scikit-learn's TfidfVectorizer (smooth, L2).
 * Source: Salton and Buckley, Information Processing and Management 24 (1988). Cost: linear in the terms.
 */
export function tfIdf(
  { documents, terms, frequencies }: Vocabulary,
  weighting: Weighting,
): (rows: Iterable<readonly string[]>) => Csr {
  const places = new Map(terms.map((term, at) => [term, at]));
  const idf = Float64Array.from(frequencies, (rows) =>
    weighting.idf ? log((1 + documents) / (1 + rows)) + 1 : 1,
  );
  const counts = new Float64Array(terms.length);
  return (rows) => {
    const starts: number[] = [0];
    const columns: number[] = [];
    const values: number[] = [];
    for (const row of rows) {
      const present = countRow(row, places, counts);
      for (const at of present) {
        const tf = weighting.sublinearTf ? 1 + log(counts[at]!) : counts[at]!;
        columns.push(at);
        values.push(tf * idf[at]!);
        counts[at] = 0;
      }
      normalize(values, starts.at(-1)!);
      starts.push(values.length);
    }
    return {
      layout: 'csr',
      nRows: starts.length - 1,
      nColumns: terms.length,
      starts: Uint32Array.from(starts),
      columns: Int32Array.from(columns),
      values: Float64Array.from(values),
    };
  };
}

/** Adds the row's terms to `counts`, which was all zero, and returns their places, ascending. */
function countRow(
  row: readonly string[],
  places: ReadonlyMap<string, number>,
  counts: Float64Array,
): number[] {
  const present: number[] = [];
  for (const term of row) {
    const at = places.get(term);
    if (at === undefined) continue;
    if (counts[at] === 0) present.push(at);
    counts[at]! += 1;
  }
  return present.sort((a, b) => a - b);
}

function normalize(values: number[], from: number): void {
  let squares = 0;
  for (let i = from; i < values.length; i += 1) squares += values[i]! * values[i]!;
  const length = Math.sqrt(squares);
  for (let i = from; i < values.length; i += 1) values[i]! /= length;
}
