import { isSet } from '../table/missing-bitmap.ts';
import { cellText, missingCount } from '../table/cells.ts';
import type { Column } from '../table/table.ts';
import { countNumbers } from './profile-build.ts';
import type { FeatureProfile } from './profile.ts';

/**
 * The cells of a column counted over the bins of a profile, the bin of missing cells first. The column
 * must be of the profile's kind. Cost: linear, times the logarithm of the edges.
 */
export function profiledCounts(profile: FeatureProfile, column: Column): number[] {
  if (profile.kind === 'numeric') {
    return 'values' in column && column.type !== 'boolean' ? countNumbers(profile.edges, column.values) : [];
  }
  const bins = new Map(profile.levels.map((level, at) => [level, at + 1]));
  const other = profile.levels.length + 1;
  const counts = Array.from({ length: other + 1 }, () => 0);
  const binOf = (text: string): number => bins.get(text) ?? other;
  if (column.type === 'categorical') countCodes(counts, column.codes, column.levels.map(binOf));
  else if (column.type === 'boolean') {
    const byValue = [binOf('false'), binOf('true')];
    column.values.forEach((value, row) => (counts[isSet(column.missing, row) ? 0 : byValue[value]!]! += 1));
  } else countTexts(counts, column, binOf);
  return counts;
}

function countCodes(counts: number[], codes: Int32Array, bins: readonly number[]): void {
  for (const code of codes) counts[code < 0 ? 0 : bins[code]!]! += 1;
}

/** Without a level of its own no text needs reading. */
function countTexts(counts: number[], column: Column, binOf: (text: string) => number): void {
  const nRows = 'offsets' in column ? column.offsets.length - 1 : 0;
  const missing = missingCount(column);
  if (counts.length === 2) {
    counts[0] = missing;
    counts[1] = nRows - missing;
    return;
  }
  for (let row = 0; row < nRows; row++) {
    counts[isSet(column.missing, row) ? 0 : binOf(cellText(column, row))]! += 1;
  }
}
