import { log } from '../../shared/numeric/exp-log.ts';
import type { Csr } from '../../shared/numeric/csr.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Rng } from '../../shared/random/generator.ts';

export interface Documents {
  readonly X: Csr;
  readonly y: Float64Array;
}

export interface DocumentsWish {
  readonly nRows: number;
  readonly nTerms: number;
  readonly nClasses: number;
  /** Terms drawn for a document; about two thirds of them differ. */
  readonly length: number;
  readonly seed: number;
}

/**
 * TF-IDF rows of norm 1 as shop descriptions make them: terms by Zipf's law, a tenth of the draws from the
 * vocabulary of the class, classes of unequal size, and one label in twenty wrong.
 */
export function drawDocuments({ nRows, nTerms, nClasses, length, seed }: DocumentsWish): Documents {
  const rng = createRng(seed);
  const zipf = cumulative(Float64Array.from({ length: nTerms }, (_, term) => 1 / (term + 5)));
  const sizes = cumulative(Float64Array.from({ length: nClasses }, (_, k) => 1 / (k + 3)));
  const own = Array.from({ length: nClasses }, () =>
    Int32Array.from({ length: 60 }, () => rng.integer(nTerms)),
  );
  const y = new Float64Array(nRows);
  const rows = Array.from({ length: nRows }, (_, row) => {
    const k = draw(sizes, rng);
    y[row] = rng.uniform() < 0.05 ? rng.integer(nClasses) : k;
    const counts = new Map<number, number>();
    const terms = Math.max(3, Math.floor(length * (0.4 + 1.2 * rng.uniform())));
    for (let i = 0; i < terms; i += 1) {
      const term = rng.uniform() < 0.1 ? own[k]![rng.integer(60)]! : draw(zipf, rng);
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => a - b);
  });
  return { X: weighted(rows, nTerms), y };
}

function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

function draw(sums: Float64Array, rng: Rng): number {
  const target = rng.uniform() * sums.at(-1)!;
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Counts × smooth inverse document frequency, each row of norm 1. */
function weighted(rows: readonly (readonly [number, number])[][], nTerms: number): Csr {
  const documents = new Float64Array(nTerms);
  for (const row of rows) for (const [term] of row) documents[term]! += 1;
  const idf = documents.map((count) => log((1 + rows.length) / (1 + count)) + 1);
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, at) => (starts[at + 1] = starts[at]! + row.length));
  const columns = new Int32Array(starts[rows.length]!);
  const values = new Float64Array(starts[rows.length]!);
  rows.forEach((row, at) => {
    const norm = Math.sqrt(row.reduce((sum, [term, count]) => sum + (count * idf[term]!) ** 2, 0));
    row.forEach(([term, count], i) => {
      columns[starts[at]! + i] = term;
      values[starts[at]! + i] = (count * idf[term]!) / norm;
    });
  });
  return { layout: 'csr', nRows: rows.length, nColumns: nTerms, starts, columns, values };
}
