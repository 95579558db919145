import { byCodePoint } from '../table/code-point-order.ts';
import { isoText } from '../table/cells.ts';
import { isSet } from '../table/missing-bitmap.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import type { Column } from '../table/table.ts';
import { numbersOf, present } from './column-values.ts';

/** Rows put into a few named buckets. */
export interface Buckets {
  readonly labels: readonly string[];
  /** nRows; index into `labels`, −1 where missing. */
  readonly codes: Int32Array;
  readonly counts: readonly number[];
  /** One more than labels when the buckets are neighbouring ranges of numbers; else null. */
  readonly edges: readonly number[] | null;
}

export interface BucketOptions {
  /** Categories that get a bucket of their own; the others share "(other)". */
  readonly most: number;
  /** How many ranges a quantity with many values is cut into, and whether of equal width or equal count. */
  readonly ranges: number;
  readonly cut: 'width' | 'count';
  /** The order of categories; by name keeps a colour for a class whatever its share. */
  readonly order: 'frequency' | 'name';
}

export const OTHER = '(other)';

/** Cost: linear, and a sort for quantities. */
export function bucketsOf(column: Column, options: BucketOptions): Buckets {
  switch (column.type) {
    case 'categorical':
      return levelBuckets(column.codes, column.levels, options);
    case 'boolean':
      return levelBuckets(
        Int32Array.from(column.values, (value, row) => (isSet(column.missing, row) ? -1 : value)),
        ['false', 'true'],
        { ...options, order: 'name' },
      );
    default:
      return rangeBuckets(numbersOf(column), column.type, options);
  }
}

/** What classes, colours and groups of a chart are made of: few, with an order of their own. */
export const asGroups = (column: Column, most = 8): Buckets =>
  bucketsOf(column, { most, ranges: 4, cut: 'count', order: 'name' });

function levelBuckets(codes: Int32Array, levels: readonly string[], options: BucketOptions): Buckets {
  const byCode = new Float64Array(levels.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) byCode[codes[row]!]! += 1;
  const frequent = levels
    .map((level, code) => ({ level, code, count: byCode[code]! }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || byCodePoint(a.level, b.level));
  const kept = frequent.slice(0, options.most);
  if (options.order === 'name') kept.sort((a, b) => byCodePoint(a.level, b.level));
  const other = frequent.slice(options.most).reduce((sum, { count }) => sum + count, 0);
  const map = new Int32Array(levels.length).fill(kept.length);
  kept.forEach(({ code }, bucket) => (map[code] = bucket));
  return {
    labels: [...kept.map(({ level }) => level), ...(other > 0 ? [OTHER] : [])],
    codes: codes.map((code) => (code < 0 ? -1 : map[code]!)),
    counts: [...kept.map(({ count }) => count), ...(other > 0 ? [other] : [])],
    edges: null,
  };
}

function rangeBuckets(values: Float64Array, type: Column['type'], options: BucketOptions): Buckets {
  const sorted = present(values).toSorted();
  const few = fewDistinct(sorted, options.most);
  if (few !== null) return valueBuckets(values, few, type);
  const edges =
    options.cut === 'width' ? widthEdges(sorted, options.ranges) : countEdges(sorted, options.ranges);
  const codes = codesByEdges(values, edges);
  const counts = edges.slice(1).map(() => 0);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]! += 1;
  const labels = edges
    .slice(1)
    .map((right, at) => `${quantityText(edges[at]!, type)} – ${quantityText(right, type)}`);
  return { labels, codes, counts, edges };
}

/** The distinct values when they are at most `most`, ascending; null otherwise. */
export function fewDistinct(sorted: Float64Array, most: number): number[] | null {
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    if (distinct.length === most) return null;
    distinct.push(sorted[i]!);
  }
  return distinct;
}

function valueBuckets(values: Float64Array, distinct: readonly number[], type: Column['type']): Buckets {
  const codeOf = new Map(distinct.map((value, code) => [value + 0, code]));
  const codes = Int32Array.from(values, (value) => codeOf.get(value + 0) ?? -1);
  const counts = distinct.map(() => 0);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]! += 1;
  return { labels: distinct.map((value) => quantityText(value, type)), codes, counts, edges: null };
}

/** `n` equal ranges from the least to the greatest of sorted values; one around a constant. */
export function widthEdges(sorted: Float64Array, n: number): number[] {
  const [min = 0, max = 0] = [sorted[0], sorted[sorted.length - 1]];
  const width = max / n - min / n;
  if (!(width > 0)) return [min - 0.5, min + 0.5];
  return [...Array.from({ length: n }, (_, i) => min + i * width), max];
}

function countEdges(sorted: Float64Array, n: number): number[] {
  const edges = Array.from({ length: n + 1 }, (_, i) => quantileOfSorted(sorted, i / n));
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]!);
}

/** The range of each value; values beyond the outer edges give −1, as missing ones do. The last range takes its right edge in. */
export function codesByEdges(values: Float64Array, edges: readonly number[]): Int32Array {
  const last = edges.length - 2;
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    codes[row] = value === edges[last + 1] ? last : value === value && low <= last + 1 ? low - 1 : -1;
  }
  return codes;
}

/** A number as a label: four digits, dates by day. */
export function quantityText(value: number, type: Column['type']): string {
  if (type === 'datetime') return isoText(value).slice(0, 10);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
