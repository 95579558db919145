import { missingCount } from '../table/cells.ts';
import { column as columnNamed } from '../table/columns.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import type { Column, Table } from '../table/table.ts';
import {
  asGroups,
  bucketsOf,
  codesByEdges,
  fewDistinct,
  quantityText,
  widthEdges,
  type Buckets,
} from './buckets.ts';
import { splitByBucket } from './boxes.ts';
import { isQuantity, numbersOf, present, quantityName } from './column-values.ts';
import { crossCounts } from './cross-counts.ts';
import { numericSummary, type NumericSummary } from './numeric-summary.ts';
import type { Bars } from './pictures.ts';

export interface Distribution {
  readonly column: string;
  /** What is counted: the column, or the length of its texts. */
  readonly shown: string;
  readonly missing: number;
  readonly bars: Bars;
  /** Values beyond the bins, which end where all but one in 200 lie when outliers would flatten the rest. */
  readonly below: number;
  readonly above: number;
  /** One for each group of the split column; none without a split. */
  readonly groups: readonly { label: string; n: number; numeric: NumericSummary | null }[];
}

const BINS = 30;
const MOST_LEVELS = 20;

/**
 * How the values of a column are spread, split by the groups of another (a target) when given.
 * Exact; cost: a sort of the column.
 * @throws AppError `column-unknown`.
 */
export function exploreColumn(table: Table, name: string, splitBy: string | null): Distribution {
  const column = columnNamed(table, name);
  const groups = splitBy === null || splitBy === name ? null : asGroups(columnNamed(table, splitBy));
  const base = { column: name, shown: quantityName(column), missing: missingCount(column) };
  if (!isQuantity(column)) {
    const buckets = bucketsOf(column, { most: MOST_LEVELS, ranges: 1, cut: 'width', order: 'frequency' });
    const parts = groups?.labels.map((label, at) => ({ label, n: groups.counts[at]!, numeric: null })) ?? [];
    return { ...base, bars: barsOf(buckets, groups), below: 0, above: 0, groups: parts };
  }
  const values = numbersOf(column);
  const { buckets, below, above } = histogram(values, column);
  return { ...base, bars: barsOf(buckets, groups), below, above, groups: groupSummaries(values, groups) };
}

function histogram(values: Float64Array, column: Column): { buckets: Buckets; below: number; above: number } {
  const sorted = present(values).toSorted();
  if (fewDistinct(sorted, BINS) !== null)
    return {
      buckets: bucketsOf(column, { most: BINS, ranges: BINS, cut: 'width', order: 'name' }),
      below: 0,
      above: 0,
    };
  const core = coreOf(sorted);
  const edges = widthEdges(core, BINS);
  const codes = codesByEdges(values, edges);
  const labels = edges
    .slice(1)
    .map((right, at) => `${quantityText(edges[at]!, column.type)} – ${quantityText(right, column.type)}`);
  const below = sorted.findIndex((value) => value >= edges[0]!);
  const counts = labels.map(() => 0);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]! += 1;
  const above = sorted.length - below - counts.reduce((sum, count) => sum + count, 0);
  return { buckets: { labels, codes, counts, edges }, below, above };
}

/** All values, or those between the quantiles 0.005 and 0.995 when the range of all is over five times theirs. */
function coreOf(sorted: Float64Array): Float64Array {
  const [low, high] = [quantileOfSorted(sorted, 0.005), quantileOfSorted(sorted, 0.995)];
  const range = sorted[sorted.length - 1]! - sorted[0]!;
  if (!(high > low) || range <= 5 * (high - low)) return sorted;
  return Float64Array.of(low, high);
}

function barsOf(buckets: Buckets, groups: Buckets | null): Bars {
  const shape = { kind: 'bars', categories: buckets.labels, ranges: buckets.edges !== null } as const;
  if (groups === null) return { ...shape, series: [{ name: 'Rows', values: buckets.counts }] };
  const counts = crossCounts(groups, buckets);
  const series = groups.labels.map((name, at) => ({ name, values: counts[at]! }));
  return { ...shape, series };
}

function groupSummaries(values: Float64Array, groups: Buckets | null): Distribution['groups'] {
  if (groups === null) return [];
  return splitByBucket(values, groups.codes, groups.labels.length).map((part, at) => ({
    label: groups.labels[at]!,
    n: groups.counts[at]!,
    numeric: numericSummary(part.toSorted()),
  }));
}
