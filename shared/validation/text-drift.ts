import { domainClassifier } from '../statistics/domain-classifier.ts';
import { driftThresholds } from '../statistics/drift-thresholds.ts';
import { comparedCounts, type Compared } from '../statistics/feature-drift.ts';
import { profileTable } from '../statistics/profile-build.ts';
import { profiledCounts } from '../statistics/profile-count.ts';
import { booleanBuilder, numberBuilder } from '../table/column-builders.ts';
import { cellText, isMissing } from '../table/cells.ts';
import type { Column, TextColumn } from '../table/table.ts';

/** What can be compared of a text column, before and after. */
export interface TextTrait {
  readonly name: string;
  readonly before: Column;
  readonly after: Column;
}

/**
 * Texts by their length, and by whether they have words that were not met before. The words are those of about
 * half of the earlier rows, so that the other half says how often new words come anyway. Cost: linear in
 * the characters of both.
 */
export function textTraits(before: TextColumn, after: TextColumn): TextTrait[] {
  const known = vocabularyOf(before);
  return [
    { name: `${before.name}: length`, before: lengths(before), after: lengths(after) },
    {
      name: `${before.name}: words not met before`,
      before: hasNewWord(before, known, (row) => !givesWords(row)),
      after: hasNewWord(after, known, () => true),
    },
  ];
}

/**
 * Texts by their words as a whole: can a classifier tell those before from those after? The distribution shown is that
 * of its scores over the rows it did not learn from. Missing cells are no texts. Cost: see `domainClassifier`.
 */
export function wordsCompared(before: TextColumn, after: TextColumn): Compared {
  const { auc, pValue, statistic, test, scoresA, scoresB } = domainClassifier(
    textsOf(before),
    textsOf(after),
  );
  const name = `${before.name}: words as a whole`;
  const scores = (values: Float64Array): Column => {
    const builder = numberBuilder('numeric');
    values.forEach((value) => builder.add(value));
    return builder.finish(name);
  };
  const [feature] = profileTable({ nRows: scoresA.length, columns: [scores(scoresA)] }, [name]);
  const compared = comparedCounts(feature!, profiledCounts(feature!, scores(scoresB)));
  const effect = { name: 'auc', value: auc, threshold: driftThresholds.auc, noiseFloor: 0 } as const;
  return {
    ...compared,
    // "Enough data" is asked of all texts, half of which the classifier learned from.
    comparison: {
      ...compared.comparison,
      nComparable: 2 * compared.comparison.nComparable,
      test: { test, statistic, pValue },
      effect,
    },
  };
}

function textsOf(column: TextColumn): string[][] {
  const texts: string[][] = [];
  for (let row = 0; row < nRowsOf(column); row += 1)
    if (!isMissing(column, row)) texts.push(wordsOf(cellText(column, row)));
  return texts;
}

const nRowsOf = ({ offsets }: TextColumn): number => offsets.length - 1;

/** In characters. */
function lengths(column: TextColumn): Column {
  const builder = numberBuilder('numeric');
  for (let row = 0; row < nRowsOf(column); row += 1) {
    if (isMissing(column, row)) builder.addMissing();
    else builder.add([...cellText(column, row)].length);
  }
  return builder.finish('length');
}

/** Half of the rows, by a hash of their place: whatever comes in turns falls into both halves. */
const givesWords = (row: number): boolean => Math.imul(row + 1, 0x9e3779b1) < 0;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function vocabularyOf(column: TextColumn): Set<string> {
  const words = new Set<string>();
  for (let row = 0; row < nRowsOf(column); row += 1) {
    if (!givesWords(row)) continue;
    for (const word of wordsOf(cellText(column, row))) words.add(word);
  }
  return words;
}

function hasNewWord(
  column: TextColumn,
  known: ReadonlySet<string>,
  counts: (row: number) => boolean,
): Column {
  const builder = booleanBuilder();
  for (let row = 0; row < nRowsOf(column); row += 1) {
    if (!counts(row)) continue;
    if (isMissing(column, row)) builder.addMissing();
    else builder.add(wordsOf(cellText(column, row)).some((word) => !known.has(word)));
  }
  return builder.finish('new words');
}
