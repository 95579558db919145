import type { Rng } from '../random/generator.ts';
import { column as columnNamed } from '../table/columns.ts';
import type { Column, Table } from '../table/table.ts';
import { associationOf, cramersVOf, pearsonOf, spearmanOf, variableOf } from './association.ts';
import { bucketsOf, type Buckets } from './buckets.ts';
import { boxesOf } from './boxes.ts';
import { isQuantity, numbersOf, quantityName, sampleTable, type Looked } from './column-values.ts';
import { crossCounts } from './cross-counts.ts';
import { hexBins } from './hex-bins.ts';
import type { Bars, Boxes, Heat, Hexes, Points } from './pictures.ts';
import { wilsonInterval } from './wilson-interval.ts';

export interface Figure {
  readonly name: 'Pearson' | 'Spearman' | 'Correlation ratio' | 'Cramér’s V';
  readonly value: number | null;
}

/** The share of rows with a label of the second column, by category of the first, with its 95 % interval. */
export interface Rates {
  readonly label: string;
  readonly rows: readonly { name: string; n: number; rate: number; low: number; high: number }[];
}

export interface Pair extends Looked {
  readonly x: string;
  readonly y: string;
  readonly picture: Points | Hexes | Boxes | Bars | Heat;
  readonly figures: readonly Figure[];
  /** Two categories, when the second has at most 12. */
  readonly rates: readonly Rates[];
}

/** More points than this are drawn as counts in hexagons. */
const MOST_POINTS = 3000;
const MOST_ROWS = 200_000;
const MOST_RATES = 12;
/** Beyond this many cells stacked bars are a blur: a heat map then. */
const MOST_STACKED = 12;

/**
 * Two columns together: points or hexagons of two quantities, boxes of a quantity by categories, stacked bars
 * of two categories with rates. On at most 200,000 rows drawn by seed. Cost: linear, and a sort for boxes.
 * @throws AppError `column-unknown`.
 */
export function explorePair(table: Table, xName: string, yName: string, rng: Rng): Pair {
  const names = [columnNamed(table, xName), columnNamed(table, yName)];
  const { table: seen, ...looked } = sampleTable({ nRows: table.nRows, columns: names }, MOST_ROWS, rng);
  const [x, y] = seen.columns as [Column, Column];
  const named = { x: quantityName(x), y: quantityName(y) };
  return { ...named, ...looked, figures: figuresOf(x, y), ...view(x, y) };
}

function view(x: Column, y: Column): Pick<Pair, 'picture' | 'rates'> {
  if (isQuantity(x) && isQuantity(y)) return { picture: cloud(numbersOf(x), numbersOf(y)), rates: [] };
  if (!isQuantity(x) && !isQuantity(y)) return twoCategories(levelsOf(x), levelsOf(y));
  const [quantity, categories] = isQuantity(x) ? [x, y] : [y, x];
  return { picture: { kind: 'boxes', boxes: boxesOf(numbersOf(quantity), levelsOf(categories)) }, rates: [] };
}

const levelsOf = (column: Column): Buckets =>
  bucketsOf(column, { most: 20, ranges: 1, cut: 'width', order: 'frequency' });

function cloud(x: Float64Array, y: Float64Array): Points | Hexes {
  if (x.length > MOST_POINTS) return hexBins(x, y);
  const points: [number, number][] = [];
  for (let row = 0; row < x.length; row++)
    if (!Number.isNaN(x[row]! + y[row]!)) points.push([x[row]!, y[row]!]);
  return { kind: 'points', series: [{ name: 'Rows', points }] };
}

function twoCategories(x: Buckets, y: Buckets): Pick<Pair, 'picture' | 'rates'> {
  const counts = crossCounts(y, x);
  const sums = x.labels.map((_, at) => counts.reduce((sum, row) => sum + row[at]!, 0));
  const rates =
    y.labels.length > MOST_RATES
      ? []
      : y.labels.map((label, at) => ratesOf(label, x.labels, counts[at]!, sums));
  if (y.labels.length > MOST_STACKED)
    return { picture: { kind: 'heat', xs: x.labels, ys: y.labels, values: counts }, rates };
  const series = y.labels.map((name, at) => ({ name, values: counts[at]! }));
  return { picture: { kind: 'bars', categories: x.labels, series, ranges: false }, rates };
}

function ratesOf(
  label: string,
  names: readonly string[],
  hits: readonly number[],
  sums: readonly number[],
): Rates {
  const rows = names.flatMap((name, at) => {
    const n = sums[at]!;
    return n === 0 ? [] : [{ name, n, rate: hits[at]! / n, ...wilsonInterval(hits[at]!, n) }];
  });
  return { label, rows };
}

function figuresOf(x: Column, y: Column): Figure[] {
  const [a, b] = [variableOf(x, false), variableOf(y, false)];
  if (a.numbers !== null && b.numbers !== null)
    return [
      { name: 'Pearson', value: pearsonOf(a, b) },
      { name: 'Spearman', value: spearmanOf(a, b) },
    ];
  if (a.levels !== null && b.levels !== null) return [{ name: 'Cramér’s V', value: cramersVOf(a, b) }];
  return [{ name: 'Correlation ratio', value: associationOf(a, b) }];
}
