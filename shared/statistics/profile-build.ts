import { column } from '../table/columns.ts';
import type { BooleanColumn, CategoricalColumn, Column, Table, TextColumn } from '../table/table.ts';
import { isSet } from '../table/missing-bitmap.ts';
import { missingCount } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { numericEdges } from './numeric-edges.ts';
import { numericBin } from './profile-bins.ts';
import type { CategoricalProfile, FeatureProfile, NumericProfile } from './profile.ts';

export interface ProfileOptions {
  /** Most inner bins of a numeric feature. */
  readonly bins?: number;
  /** Levels with a bin of their own, the most frequent first; the rest are "other". */
  readonly levels?: number;
}

const DEFAULT_BINS = 32;
const DEFAULT_LEVELS = 50;

/**
 * Profiles columns in the order of the names, one profile each: numbers and datetimes (in ms) over
 * quantile bins, categories and booleans (`false`, `true`) by level. Free text and identifiers leave
 * nothing but how many cells are missing (SYNC10). Same rows, same profile, whatever the order of
 * dictionaries.
 * @throws AppError `column-unknown`.
 * Cost: a sort per numeric column.
 */
export function profileTable(
  table: Table,
  featureNames: readonly string[],
  options: ProfileOptions = {},
): FeatureProfile[] {
  return featureNames.map((name) => profileColumn(column(table, name), options));
}

function profileColumn(cells: Column, options: ProfileOptions): FeatureProfile {
  switch (cells.type) {
    case 'numeric':
    case 'datetime':
      return profileNumbers(cells.name, cells.values, options.bins ?? DEFAULT_BINS);
    case 'categorical':
      return profileLevels(cells, options.levels ?? DEFAULT_LEVELS);
    case 'boolean':
      return profileBooleans(cells);
    case 'text':
    case 'identifier':
      return profilePresence(cells);
  }
}

function profileNumbers(name: string, values: Float64Array, nBins: number): NumericProfile {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  const { mean, std } = moments(sorted);
  const edges = numericEdges(sorted, nBins);
  return { kind: 'numeric', name, edges, counts: countNumbers(edges, values), mean, std };
}

/** Counts of `edges.length + 2` bins; NaN counts as missing. */
export function countNumbers(edges: readonly number[], values: Float64Array): number[] {
  const bounds = Float64Array.from(edges);
  const counts = Array.from({ length: edges.length + 2 }, () => 0);
  for (let row = 0; row < values.length; row++) counts[numericBin(bounds, values[row]!)]! += 1;
  return counts;
}

/** Of sorted values, so that the order of the rows does not show in the last bit. */
function moments(sorted: Float64Array): { mean: number; std: number } {
  const first = sorted[0];
  if (first === undefined) return { mean: 0, std: 0 };
  // A constant column has no spread at all, not the rounding error of its mean.
  if (first === sorted[sorted.length - 1]) return { mean: first, std: 0 };
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += sorted[i]!;
  const mean = sum / sorted.length;
  let squares = 0;
  for (let i = 0; i < sorted.length; i++) squares += (sorted[i]! - mean) * (sorted[i]! - mean);
  return { mean, std: Math.sqrt(squares / sorted.length) };
}

function profileLevels({ name, codes, levels }: CategoricalColumn, most: number): CategoricalProfile {
  const byCode = new Float64Array(levels.length);
  let missing = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0) missing += 1;
    else byCode[codes[row]!]! += 1;
  }
  const seen = levels
    .map((level, code) => ({ level, count: byCode[code]! }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || byCodePoint(a.level, b.level));
  const kept = seen.slice(0, most);
  const other = seen.slice(most).reduce((sum, { count }) => sum + count, 0);
  return {
    kind: 'categorical',
    name,
    levels: kept.map(({ level }) => level),
    counts: [missing, ...kept.map(({ count }) => count), other],
  };
}

function profileBooleans({ name, values, missing }: BooleanColumn): CategoricalProfile {
  const counts = [0, 0, 0, 0];
  for (let row = 0; row < values.length; row++) counts[isSet(missing, row) ? 0 : 1 + values[row]!]! += 1;
  return { kind: 'categorical', name, levels: ['false', 'true'], counts };
}

function profilePresence(cells: TextColumn): CategoricalProfile {
  const missing = missingCount(cells);
  return {
    kind: 'categorical',
    name: cells.name,
    levels: [],
    counts: [missing, cells.offsets.length - 1 - missing],
  };
}
