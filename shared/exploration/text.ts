import { AppError } from '../errors/app-error.ts';
import type { Rng } from '../random/generator.ts';
import { cellText, isMissing, missingCount } from '../table/cells.ts';
import { column as columnNamed } from '../table/columns.ts';
import type { Column, Table } from '../table/table.ts';
import { asGroups } from './buckets.ts';
import { sampleTable, type Looked } from './column-values.ts';
import { exploreColumn } from './distribution.ts';
import { isCommonWord, languageGuesses, languageOf, type LanguageGuess } from './language.ts';
import { numericSummary, type NumericSummary } from './numeric-summary.ts';
import type { Bars } from './pictures.ts';
import { countTerms, frequentTerms, tellingTerms, type Term } from './top-terms.ts';
import { wordsOf } from './words.ts';

export interface TextView extends Looked {
  readonly column: string;
  readonly missing: number;
  /** Lengths in characters over all rows, split by the target's groups. */
  readonly lengths: Bars;
  /** Words a text, of the rows looked at. */
  readonly words: NumericSummary | null;
  readonly languages: readonly LanguageGuess[];
  /** The most frequent terms without the commonest words of any language. */
  readonly frequent: readonly Term[];
  /** The terms that tell a group of the target from the others; empty without a target. */
  readonly classes: readonly { label: string; texts: number; terms: readonly Term[] }[];
}

const MOST_TEXTS = 20_000;
const MOST_TERMS = 20;
const MOST_CLASSES = 12;

/**
 * Length, language and terms of a text column: lengths of all rows, the rest on at most 20,000 of them drawn by
 * seed. Cost: linear in the characters.
 * @throws AppError `column-unknown`, `request-invalid` when the column holds no text.
 */
export function exploreText(table: Table, name: string, target: string | null, rng: Rng): TextView {
  const column = columnNamed(table, name);
  requireText(column);
  const split = target === name ? null : target;
  const columns = [column, ...(split === null ? [] : [columnNamed(table, split)])];
  const { table: seen, ...looked } = sampleTable({ nRows: table.nRows, columns }, MOST_TEXTS, rng);
  const texts = textsOf(seen);
  const words = texts.map(wordsOf);
  const groups = split === null ? null : asGroups(seen.columns[1]!, MOST_CLASSES);
  const counts = countTerms(words, groups?.codes ?? new Int32Array(texts.length), groups?.labels.length ?? 1);
  const telling = groups === null ? [] : tellingTerms(counts, MOST_TERMS);
  const spoken = texts.flatMap((text, at) => (text === '' ? [] : languageOf(words[at]!, text)));
  return {
    column: name,
    missing: missingCount(column),
    lengths: exploreColumn(table, name, split).bars,
    words: numericSummary(Float64Array.from(words, ({ length }) => length).toSorted()),
    languages: languageGuesses(spoken),
    frequent: frequentTerms(counts, MOST_TERMS, isCommonWord),
    classes: telling.map((terms, at) => ({ label: groups!.labels[at]!, texts: groups!.counts[at]!, terms })),
    ...looked,
  };
}

/** Empty where missing. */
function textsOf({ nRows, columns: [column] }: Table): string[] {
  return Array.from({ length: nRows }, (_, row) => (isMissing(column!, row) ? '' : cellText(column!, row)));
}

function requireText({ name, type }: Column): void {
  if (type === 'text' || type === 'identifier' || type === 'categorical') return;
  throw new AppError('request-invalid', { detail: `The column "${name}" holds no text; it is ${type}.` });
}
