import { byCodePoint } from '../../table/code-point-order.ts';

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

/** Counts by term: rows that it stands in, and how often it stands there. */
interface TermCounts {
  readonly rows: number;
  readonly total: number;
}

/**
 * The vocabulary of texts, as scikit-learn's CountVectorizer chooses it: terms in at least `minDf` rows
 * and at most a share of `maxDf`; of these the `maxFeatures` that occur most often (ties: code-point order).
 * Cost: linear in the terms; holds every distinct term for the time being.
 */
export function buildVocabulary(texts: Iterable<readonly string[]>, limits: VocabularyLimits): Vocabulary {
  const places = new Map<string, number>();
  const rows: number[] = [];
  const totals: number[] = [];
  const lastRow: number[] = [];
  let documents = 0;
  for (const terms of texts) {
    for (const term of terms) {
      let at = places.get(term);
      if (at === undefined) {
        places.set(term, (at = rows.length));
        rows.push(0);
        totals.push(0);
        lastRow.push(-1);
      }
      totals[at]! += 1;
      if (lastRow[at] !== documents) rows[at]! += 1;
      lastRow[at] = documents;
    }
    documents += 1;
  }
  const counts = (at: number): TermCounts => ({ rows: rows[at]!, total: totals[at]! });
  return { documents, ...chosen(places, counts, documents, limits) };
}

function chosen(
  places: ReadonlyMap<string, number>,
  counts: (at: number) => TermCounts,
  documents: number,
  { minDf, maxDf, maxFeatures }: VocabularyLimits,
): Pick<Vocabulary, 'terms' | 'frequencies'> {
  const kept: (TermCounts & { term: string })[] = [];
  for (const [term, at] of places) {
    const count = counts(at);
    if (count.rows >= minDf && count.rows <= maxDf * documents) kept.push({ term, ...count });
  }
  const most =
    kept.length <= maxFeatures
      ? kept
      : kept.sort((a, b) => b.total - a.total || byCodePoint(a.term, b.term)).slice(0, maxFeatures);
  most.sort((a, b) => byCodePoint(a.term, b.term));
  return { terms: most.map(({ term }) => term), frequencies: most.map((entry) => entry.rows) };
}
