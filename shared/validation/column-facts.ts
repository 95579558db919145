import { quantileOfSorted } from '../statistics/quantile.ts';
import { cellText, isoText, missingCount } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { isSet } from '../table/missing-bitmap.ts';
import { rowDigests } from '../table/row-digests.ts';
import type { Column, Table, TextColumn } from '../table/table.ts';
import type { ColumnSummary } from './report.ts';

/** A column, its summary for the report, and what checks need beside it. */
export interface ColumnFacts {
  readonly column: Column;
  readonly summary: ColumnSummary;
  /** Present values of numbers and datetimes, ascending; null for other types. */
  readonly sorted: Float64Array | null;
}

const MOST_TOP_VALUES = 12;
const MOST_HISTOGRAM_BINS = 24;

/** Cost: a sort for numbers, datetimes, text and identifiers; linear otherwise. */
export function describeColumn(table: Table, column: Column): ColumnFacts {
  const { name, type } = column;
  const base = { name, type, missing: missingCount(column), numeric: null, top: [] };
  if (type === 'numeric' || type === 'datetime') {
    const sorted = column.values.filter((value) => !Number.isNaN(value)).toSorted();
    const distinct = countRuns(sorted);
    return { column, sorted, summary: { ...base, distinct, numeric: numericSummary(sorted, distinct) } };
  }
  const counts = type === 'text' || type === 'identifier' ? textCounts(table, column) : levelCounts(column);
  return { column, sorted: null, summary: { ...base, ...counts } };
}

function countRuns(sorted: Float64Array | BigUint64Array): number {
  let runs = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) runs++;
  return runs;
}

function numericSummary(sorted: Float64Array, distinct: number): ColumnSummary['numeric'] {
  if (sorted.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += sorted[i]!;
  const mean = sum / sorted.length;
  let squares = 0;
  for (let i = 0; i < sorted.length; i++) squares += (sorted[i]! - mean) * (sorted[i]! - mean);
  return {
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    mean,
    std: Math.sqrt(squares / sorted.length),
    median: quantileOfSorted(sorted, 0.5),
    q1: quantileOfSorted(sorted, 0.25),
    q3: quantileOfSorted(sorted, 0.75),
    histogram: histogram(sorted, Math.min(MOST_HISTOGRAM_BINS, distinct)),
  };
}

/** Equal bins from the least to the greatest value; one bin around a constant. */
function histogram(sorted: Float64Array, nBins: number): { edges: number[]; counts: number[] } {
  const min = sorted[0]!;
  const width = sorted[sorted.length - 1]! / nBins - min / nBins;
  if (!(width > 0)) return { edges: [min - 0.5, min + 0.5], counts: [sorted.length] };
  const counts = Array.from({ length: nBins }, () => 0);
  for (let i = 0; i < sorted.length; i++) {
    counts[Math.min(nBins - 1, Math.floor((sorted[i]! - min) / width))]! += 1;
  }
  return { edges: Array.from({ length: nBins + 1 }, (_, i) => min + i * width), counts };
}

type Counts = Pick<ColumnSummary, 'distinct' | 'top'>;

function levelCounts(column: Column): Counts {
  const levels = column.type === 'categorical' ? column.levels : ['false', 'true'];
  const counts = new Float64Array(levels.length);
  if (column.type === 'categorical') {
    for (const code of column.codes) if (code >= 0) counts[code]! += 1;
  } else if (column.type === 'boolean') {
    column.values.forEach((value, row) => {
      if (!isSet(column.missing, row)) counts[value]! += 1;
    });
  }
  const seen = levels
    .map((value, code) => ({ value, count: counts[code]! }))
    .filter(({ count }) => count > 0);
  return { distinct: seen.length, top: mostFrequent(seen) };
}

function mostFrequent(values: ColumnSummary['top']): ColumnSummary['top'] {
  return values
    .toSorted((a, b) => b.count - a.count || byCodePoint(a.value, b.value))
    .slice(0, MOST_TOP_VALUES);
}

/** By 64-bit digests of the cells instead of strings; values that occur once only are not listed. */
function textCounts(table: Table, column: TextColumn): Counts {
  const digests = rowDigests(table, [column.name]);
  const present = digests.filter((_, row) => !isSet(column.missing, row)).toSorted();
  const repeated: { digest: bigint; count: number }[] = [];
  for (let start = 0, end = 0; start < present.length; start = end) {
    while (end < present.length && present[end] === present[start]) end++;
    if (end - start > 1) repeated.push({ digest: present[start]!, count: end - start });
  }
  const top = repeated
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_TOP_VALUES)
    .map(({ digest, count }) => ({ value: cellText(column, digests.indexOf(digest)), count }));
  return { distinct: countRuns(present), top: mostFrequent(top) };
}

/** A value of a numeric column as people read it. */
export function valueText(column: Column, value: number): string {
  return column.type === 'datetime' ? isoText(value) : String(Number(value.toPrecision(6)));
}
