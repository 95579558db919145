import { AppError } from '../errors/app-error.ts';
import type { Rng } from '../random/generator.ts';
import { column as columnNamed } from '../table/columns.ts';
import type { Column, Table } from '../table/table.ts';
import { aggregateOf } from './aggregate.ts';
import type { Aggregate, ChartKind } from './choices.ts';
import { asGroups, bucketsOf, type Buckets } from './buckets.ts';
import { boxesOf } from './boxes.ts';
import { isQuantity, numbersOf, quantityName, sampleTable, type Looked } from './column-values.ts';
import { crossCounts } from './cross-counts.ts';
import { hexBins } from './hex-bins.ts';
import type { Bars, Heat, Picture, Points } from './pictures.ts';

export interface ChartSpec {
  readonly chart: ChartKind;
  readonly x: string;
  readonly y?: string;
  readonly colour?: string;
  readonly aggregate?: Aggregate;
}

export interface FreeChart extends Looked {
  readonly picture: Picture;
  readonly xName: string;
  readonly yName: string;
}

const MOST_POINTS = 3000;
const MOST_CATEGORIES = 30;
const MOST_ROWS = 1_000_000;

/**
 * One chart from free choices: what lies along x (categories, or ranges of a quantity), what is measured (rows, or an
 * aggregate of y), and what the colour tells apart. Points are at most 3,000 rows drawn by seed; everything else
 * is made of all rows up to a million. Cost: linear, and a sort for ranges, medians and boxes.
 * @throws AppError `column-unknown`, `request-invalid` when a choice is missing or does not go with the others.
 */
export function freeChart(table: Table, spec: ChartSpec, rng: Rng): FreeChart {
  const { chart } = spec;
  const names = [...new Set([spec.x, spec.y, spec.colour].filter((name) => name !== undefined))];
  const columns = names.map((name) => columnNamed(table, name));
  const most = chart === 'scatter' ? MOST_POINTS : MOST_ROWS;
  const { table: seen, ...looked } = sampleTable({ nRows: table.nRows, columns }, most, rng);
  return { ...drawn[chart](seen, spec), ...looked };
}

type Drawn = Omit<FreeChart, keyof Looked>;

const drawn: Record<ChartKind, (table: Table, spec: ChartSpec) => Drawn> = {
  bar: bars,
  line: bars,
  scatter,
  hexagons,
  box,
  heat,
};

function bars(table: Table, spec: ChartSpec): Drawn {
  const x = columnNamed(table, spec.x);
  const buckets = bucketsOf(x, {
    most: MOST_CATEGORIES,
    ranges: 24,
    cut: 'width',
    order: spec.chart === 'line' ? 'name' : 'frequency',
  });
  const groups = spec.colour === undefined ? null : asGroups(columnNamed(table, spec.colour));
  const aggregate = spec.aggregate ?? 'count';
  const shape = { kind: 'bars', categories: buckets.labels, ranges: buckets.edges !== null } as const;
  if (aggregate === 'count')
    return { picture: { ...shape, series: counted(buckets, groups) }, xName: quantityName(x), yName: 'rows' };
  const y = quantityOf(table, spec.y, `The ${aggregate}`);
  const picture: Bars = { ...shape, series: aggregateOf(numbersOf(y), buckets, groups, aggregate) };
  return { picture, xName: quantityName(x), yName: `${aggregate} of ${quantityName(y)}` };
}

function counted(buckets: Buckets, groups: Buckets | null): Bars['series'] {
  if (groups === null) return [{ name: 'Rows', values: buckets.counts }];
  const counts = crossCounts(groups, buckets);
  return groups.labels.map((name, at) => ({ name, values: counts[at]! }));
}

function scatter(table: Table, spec: ChartSpec): Drawn {
  const [x, y] = [quantityOf(table, spec.x, 'A scatter plot'), quantityOf(table, spec.y, 'A scatter plot')];
  const groups = spec.colour === undefined ? null : asGroups(columnNamed(table, spec.colour));
  const series = (groups?.labels ?? ['Rows']).map((name) => ({ name, points: [] as [number, number][] }));
  const [xs, ys] = [numbersOf(x), numbersOf(y)];
  for (let row = 0; row < table.nRows; row++) {
    const group = groups === null ? 0 : groups.codes[row]!;
    if (group >= 0 && !Number.isNaN(xs[row]! + ys[row]!)) series[group]!.points.push([xs[row]!, ys[row]!]);
  }
  const picture: Points = { kind: 'points', series };
  return { picture, xName: quantityName(x), yName: quantityName(y) };
}

function hexagons(table: Table, spec: ChartSpec): Drawn {
  const [x, y] = [quantityOf(table, spec.x, 'A hexagon chart'), quantityOf(table, spec.y, 'A hexagon chart')];
  return { picture: hexBins(numbersOf(x), numbersOf(y)), xName: quantityName(x), yName: quantityName(y) };
}

function box(table: Table, spec: ChartSpec): Drawn {
  const x = columnNamed(table, spec.x);
  const y = quantityOf(table, spec.y, 'A box plot');
  const buckets = bucketsOf(x, { most: 20, ranges: 10, cut: 'count', order: 'frequency' });
  return {
    picture: { kind: 'boxes', boxes: boxesOf(numbersOf(y), buckets) },
    xName: quantityName(x),
    yName: quantityName(y),
  };
}

function heat(table: Table, spec: ChartSpec): Drawn {
  const x = columnNamed(table, spec.x);
  const y = columnNamed(table, needed(spec.y, 'A heat map'));
  const cut = { most: MOST_CATEGORIES, ranges: 20, cut: 'width', order: 'frequency' } as const;
  const [across, down] = [bucketsOf(x, cut), bucketsOf(y, cut)];
  const picture: Heat = {
    kind: 'heat',
    xs: across.labels,
    ys: down.labels,
    values: crossCounts(down, across),
  };
  return { picture, xName: quantityName(x), yName: quantityName(y) };
}

function needed(name: string | undefined, what: string): string {
  if (name !== undefined) return name;
  throw new AppError('request-invalid', { detail: `${what} needs a column for y.`, pointer: '/y' });
}

function quantityOf(table: Table, name: string | undefined, what: string): Column {
  const column = columnNamed(table, needed(name, what));
  if (isQuantity(column) || column.type === 'boolean') return column;
  throw new AppError('request-invalid', {
    detail: `${what} needs a number, a date or a text's length; "${column.name}" holds categories.`,
    remedy: 'Choose another column, or another kind of chart.',
  });
}
