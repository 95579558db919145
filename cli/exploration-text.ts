import type { ColumnOverview, Overview } from '../shared/exploration/overview.ts';
import type { TargetTests } from '../shared/exploration/target-tests.ts';
import type { TextView } from '../shared/exploration/text.ts';
import { formatTable } from './output.ts';

export interface Exploration {
  readonly name: string;
  readonly overview: Overview;
  /** How strongly each column goes with the target, the strongest first; null without a target. */
  readonly correlations: readonly { column: string; association: number | null }[] | null;
  readonly tests: TargetTests | null;
  readonly texts: readonly TextView[];
}

/** An exploration for people: blocks with a line between. */
export function explorationText({ name, overview, correlations, tests, texts }: Exploration): string {
  return [
    shapeText(name, overview),
    formatTable(
      ['column', 'type', 'missing', 'distinct', 'min', 'median', 'mean', 'max', 'most frequent'],
      overview.columns.map((column) => figures(column)),
    ),
    ...(overview.target === null ? [] : [targetText(overview.target)]),
    ...(correlations === null ? [] : [correlationText(correlations)]),
    ...(tests === null ? [] : [testsText(tests)]),
    ...texts.map(textsText),
  ].join('\n\n');
}

function shapeText(name: string, overview: Overview): string {
  const { nRows, nColumns, missingCells, duplicateRows, completeRows } = overview;
  const share = (100 * missingCells) / Math.max(1, nRows * nColumns);
  return `${name}: ${nRows} rows × ${nColumns} columns; ${share.toFixed(1)} % of the cells missing, ${completeRows} rows complete, ${duplicateRows} repeated`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

function figures({ name, type, missing, distinct, numeric, top }: ColumnOverview): (string | number)[] {
  const shown = (value: number): string =>
    type === 'datetime' ? new Date(value).toISOString().slice(0, 10) : short(value);
  const numbers =
    numeric === null ? ['', '', '', ''] : [numeric.min, numeric.median, numeric.mean, numeric.max].map(shown);
  const frequent = top.slice(0, 3).map(({ value, count }) => `${value} ${count}`);
  const ofLength = type === 'text' || type === 'identifier' ? '(length)' : '';
  return [name, type, missing, distinct, ...numbers, frequent.join(', ') || ofLength];
}

function targetText({ name, groups }: NonNullable<Overview['target']>): string {
  const shares = groups
    .slice(0, 12)
    .map(({ label, count, share }) => `${label} ${count} (${(100 * share).toFixed(1)} %)`);
  return `Target ${name}: ${shares.join(', ')}${groups.length > 12 ? ', …' : ''}`;
}

function correlationText(correlations: NonNullable<Exploration['correlations']>): string {
  const lines = correlations.map(({ column, association }) => [
    column,
    association === null ? 'constant' : association.toFixed(3),
  ]);
  return `Association with the target, 0 to 1\n${formatTable(['column', 'association'], lines)}`;
}

function testsText({ target, compares, a, b, tests, sampled, usedRows }: TargetTests): string {
  const what = compares === 'two' ? `${a} against ${b ?? 'the rest'} of ${target}` : `against ${target}`;
  const rows = tests.map(({ column, test, adjusted, effect, words }) => [
    column,
    test,
    adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3),
    `${effect.name} ${effect.value.toFixed(2)}`,
    words,
  ]);
  const on = sampled ? `, on ${usedRows} rows drawn by seed` : '';
  return `Tests ${what}${on}; p adjusted for their number\n${formatTable(['column', 'test', 'p', 'effect', 'in words'], rows)}`;
}

function textsText({ column, languages, words, frequent, classes }: TextView): string {
  const [language] = languages;
  const spoken =
    language === undefined
      ? 'language not clear'
      : `${language.name} (${(100 * language.share).toFixed(0)} %)`;
  const list = (terms: TextView['frequent']): string =>
    terms
      .slice(0, 8)
      .map(({ term }) => term)
      .join(', ');
  return [
    `Text ${column}: ${spoken}, ${words === null ? 'no words' : `${short(words.median)} words in the middle`}; ${list(frequent)}`,
    ...classes.map(({ label, terms }) => `  ${label}: ${list(terms)}`),
  ].join('\n');
}
