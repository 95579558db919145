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
