import { log } from '../numeric/exp-log.ts';
import { byCodePoint } from '../table/code-point-order.ts';

export interface Term {
  readonly term: string;
  /** Texts that have it, in this class or in all. */
  readonly texts: number;
  /** Standard deviations by which its log-odds in this class exceed those in the others; 0 without classes. */
  readonly z: number;
}

/** Texts that have each term, by class. */
export interface TermCounts {
  readonly nClasses: number;
  readonly byTerm: ReadonlyMap<string, Float64Array>;
}

/** Counts each term once a text. */
export function countTerms(
  texts: readonly (readonly string[])[],
  classes: ArrayLike<number>,
  nClasses: number,
): TermCounts {
  const byTerm = new Map<string, Float64Array>();
  texts.forEach((words, at) => {
    const group = classes[at]!;
    if (group < 0) return;
    for (const word of new Set(words)) {
      let counts = byTerm.get(word);
      if (counts === undefined) byTerm.set(word, (counts = new Float64Array(nClasses)));
      counts[group]! += 1;
    }
  });
  return { nClasses, byTerm };
}

/** Less than this is what chance does to many terms. */
const LEAST_Z = 2;

/** A term in fewer texts says nothing of a class. */
const LEAST_TEXTS = 3;

/** The most frequent terms over all classes that are not among the `common` ones. */
export function frequentTerms(
  { byTerm }: TermCounts,
  most: number,
  isCommon: (term: string) => boolean,
): Term[] {
  return [...byTerm]
    .filter(([term]) => term.length > 1 && !isCommon(term))
    .map(([term, counts]) => ({ term, texts: sum(counts), z: 0 }))
    .toSorted((a, b) => b.texts - a.texts || byCodePoint(a.term, b.term))
    .slice(0, most);
}

/**
 * The terms that tell each class from the others most surely: log-odds ratios with an informative Dirichlet prior,
 * as z-scores, so that neither the rarest nor the commonest words win. Classes × `most`.
 * Source: Monroe, Colaresi and Quinn, Political Analysis 16 (2008), equations 15–22. Cost: terms × classes.
 */
export function tellingTerms({ nClasses, byTerm }: TermCounts, most: number): Term[][] {
  const classTotals = new Float64Array(nClasses);
  for (const counts of byTerm.values()) counts.forEach((count, group) => (classTotals[group]! += count));
  const total = sum(classTotals);
  // The prior weighs as much as the texts of an average class would, spread as the terms of all texts are.
  const priorTotal = total / Math.max(1, nClasses);
  const known = [...byTerm].filter(([, counts]) => sum(counts) >= LEAST_TEXTS);
  return Array.from(classTotals, (classTotal, group) =>
    known
      .map(([term, counts]): Term => {
        const here = counts[group]!;
        const everywhere = sum(counts);
        const prior = (priorTotal * everywhere) / total;
        const inside = logOdds(here + prior, classTotal + priorTotal);
        const outside = logOdds(everywhere - here + prior, total - classTotal + priorTotal);
        const error = Math.sqrt(1 / (here + prior) + 1 / (everywhere - here + prior));
        return { term, texts: here, z: (inside - outside) / error };
      })
      .filter(({ z, texts }) => z >= LEAST_Z && texts > 0)
      .toSorted((a, b) => b.z - a.z || byCodePoint(a.term, b.term))
      .slice(0, most),
  );
}

const logOdds = (count: number, all: number): number => log(count / (all - count));

const sum = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0);
