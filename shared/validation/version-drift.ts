import { comparedCounts, judgeColumns, type FeatureDrift } from '../statistics/feature-drift.ts';
import { profiledCounts } from '../statistics/profile-count.ts';
import { profileTable } from '../statistics/profile-build.ts';
import { columnRows } from '../table/shape.ts';
import type { Column, Table } from '../table/table.ts';
import { textTraits, wordsCompared } from './text-drift.ts';

export interface VersionDrift {
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** Columns that both have, of a type whose distribution can be compared; of texts length, new words and all words. */
  readonly columns: FeatureDrift[];
  /** The others, each with why. */
  readonly left: { readonly name: string; readonly why: 'gone' | 'new' | 'type-changed' | 'identifier' }[];
}

/**
 * What changed from one table to another by MON1: a column drifts when its test survives
 * Benjamini–Hochberg over all columns and its effect matters; below 100 rows there is not enough data.
 * Cost: a sort per numeric column of the earlier table, one pass over the later.
 */
export function versionDrift(before: Table, after: Table): VersionDrift {
  const later = new Map(after.columns.map((column) => [column.name, column]));
  const pairs = before.columns.map((old) => ({ old, now: later.get(old.name) ?? null }));
  const left = pairs.flatMap(({ old, now }): VersionDrift['left'] => {
    const why = whyNot(old, now);
    return why === null ? [] : [{ name: old.name, why }];
  });
  const names = new Set(before.columns.map(({ name }) => name));
  const added = after.columns.filter(({ name }) => !names.has(name));
  const compared = pairs.flatMap(({ old, now }) =>
    now === null || whyNot(old, now) !== null ? [] : comparisons(old, now),
  );
  return {
    rowsBefore: before.nRows,
    rowsAfter: after.nRows,
    columns: judgeColumns(compared),
    left: [...left, ...added.map(({ name }) => ({ name, why: 'new' as const }))],
  };
}

function whyNot(old: Column, now: Column | null): VersionDrift['left'][number]['why'] | null {
  if (now === null) return 'gone';
  if (old.type !== now.type) return 'type-changed';
  return old.type === 'identifier' ? 'identifier' : null;
}

/** Of a column itself, or of what can be compared of a text. */
function comparisons(old: Column, now: Column) {
  if (!('offsets' in old && 'offsets' in now)) return [compare(old.name, old, now)];
  const traits = textTraits(old, now).map(({ name, before, after }) => compare(name, before, after));
  return [...traits, wordsCompared(old, now)];
}

function compare(name: string, before: Column, now: Column) {
  const table = { nRows: columnRows(before), columns: [{ ...before, name }] };
  const [profile] = profileTable(table, [name]);
  return comparedCounts(profile!, profiledCounts(profile!, now));
}
