import { correlationRatio } from '../statistics/correlation-ratio.ts';
import { pearson, ranks, spearman } from '../statistics/correlation.ts';
import { cramersV } from '../statistics/cramers-v.ts';
import type { Column } from '../table/table.ts';
import { bucketsOf, type Buckets } from './buckets.ts';
import { isQuantity, numbersOf } from './column-values.ts';
import { crossCounts } from './cross-counts.ts';

/** A column as correlations take it: a quantity or categories. */
export interface Variable {
  readonly column: Column;
  readonly numbers: Float64Array | null;
  readonly levels: Buckets | null;
  /** Ranks of the numbers; null when any is missing, since then they depend on the other column. */
  readonly ranks: Float64Array | null;
}

/** Categories beyond this share one, so that a table of counts stays small. */
const MOST_LEVELS = 50;

export function variableOf(column: Column, withRanks: boolean): Variable {
  if (!isQuantity(column)) {
    const levels = bucketsOf(column, { most: MOST_LEVELS, ranges: 1, cut: 'width', order: 'frequency' });
    return { column, numbers: null, levels, ranks: null };
  }
  const numbers = numbersOf(column);
  const complete = numbers.every((value) => value === value);
  return { column, numbers, levels: null, ranks: withRanks && complete ? ranks(numbers) : null };
}

/** Pearson's correlation of two quantities over the rows that have both; null when either is constant. */
export function pearsonOf(a: Variable, b: Variable): number | null {
  if (a.numbers === null || b.numbers === null) return null;
  const [x, y] = complete(a.numbers, b.numbers);
  return x.length < 2 ? null : pearson(x, y);
}

export function spearmanOf(a: Variable, b: Variable): number | null {
  if (a.numbers === null || b.numbers === null) return null;
  if (a.ranks !== null && b.ranks !== null) return pearson(a.ranks, b.ranks);
  const [x, y] = complete(a.numbers, b.numbers);
  return x.length < 2 ? null : spearman(x, y);
}

/** Cramér's V of two categories, corrected for chance. */
export function cramersVOf(a: Variable, b: Variable): number | null {
  if (a.levels === null || b.levels === null) return null;
  const counts = crossCounts(a.levels, b.levels).flat();
  return cramersV(counts, a.levels.labels.length, b.levels.labels.length, { corrected: true });
}

/**
 * How strongly two columns of any types hang together, 0 … 1: |Pearson| of two quantities, the correlation
 * ratio of a quantity by categories, the corrected Cramér's V of two categories. null when one is constant.
 */
export function associationOf(a: Variable, b: Variable): number | null {
  if (a.numbers !== null && b.numbers !== null) {
    const r = pearsonOf(a, b);
    return r === null ? null : Math.abs(r);
  }
  if (a.numbers !== null && b.levels !== null) return ratio(a.numbers, b.levels);
  if (a.levels !== null && b.numbers !== null) return ratio(b.numbers, a.levels);
  return cramersVOf(a, b);
}

const ratio = (numbers: Float64Array, { codes, labels }: Buckets): number =>
  correlationRatio(numbers, codes, labels.length);

/** The pairs without a gap; the arrays themselves when there is none. */
export function complete(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  const both = (row: number): boolean => x[row]! === x[row]! && y[row]! === y[row]!;
  let n = 0;
  for (let row = 0; row < x.length; row++) if (both(row)) n++;
  if (n === x.length) return [x, y];
  return [x.filter((_, row) => both(row)), y.filter((_, row) => both(row))];
}
