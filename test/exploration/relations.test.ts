import { describe, expect, it } from 'vitest';
import { exploreCorrelations } from '../../shared/exploration/correlations.ts';
import { freeChart } from '../../shared/exploration/free-chart.ts';
import { hexBins } from '../../shared/exploration/hex-bins.ts';
import { explorePair } from '../../shared/exploration/pair.ts';
import { exploreTests } from '../../shared/exploration/target-tests.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Table } from '../../shared/table/table.ts';
import { categorical, numeric, tableOf } from './tables.ts';

const rng = createRng(3);
const NROWS = 4000;
const noise = Array.from({ length: NROWS }, () => rng.normal());
const classes = noise.map((_, row) => (row % 4 === 0 ? 'Yes' : 'No'));
const table: Table = tableOf(
  numeric(
    'signal',
    noise.map((value, row) => value + (classes[row] === 'Yes' ? 1 : 0)),
  ),
  numeric(
    'double',
    noise.map((value, row) => 2 * (value + (classes[row] === 'Yes' ? 1 : 0)) + 5),
  ),
  numeric(
    'noise',
    noise.map(() => rng.normal()),
  ),
  categorical(
    'copy',
    classes.map((label, row) => (row % 10 === 0 ? 'x' : label)),
  ),
  categorical(
    'coin',
    classes.map(() => (rng.uniform() < 0.5 ? 'heads' : 'tails')),
  ),
  categorical('target', classes),
);
const seeded = () => createRng(42);

describe('correlations', () => {
  it('are symmetric, 1 with oneself, and see a column made of another', () => {
    const { columns, values } = exploreCorrelations(table, 'pearson', seeded());
    expect(columns.map(({ name }) => name)).toEqual(['signal', 'double', 'noise']);
    expect(values[0]![1]).toBeCloseTo(1, 12);
    expect(values[2]![0]).toBe(values[0]![2]);
    expect(Math.abs(values[0]![2]!)).toBeLessThan(0.06);
  });

  it('of mixed types lie between 0 and 1 and find the copy of the target', () => {
    const { columns, values } = exploreCorrelations(table, 'association', seeded());
    const at = (name: string): number => columns.findIndex((column) => column.name === name);
    expect(values[at('copy')]![at('target')]!).toBeGreaterThan(0.8);
    expect(values[at('signal')]![at('target')]!).toBeGreaterThan(0.3);
    expect(values[at('coin')]![at('target')]!).toBeLessThan(0.06);
    for (const value of values.flat()) expect(value! >= 0 && value! <= 1 + 1e-12).toBe(true);
  });

  it('use the pairs that are complete, and are unknown for a constant', () => {
    const gaps = tableOf(
      numeric('a', [1, 2, null, 4]),
      numeric('b', [2, 4, 9, 8]),
      numeric('c', [5, 5, 5, 5]),
    );
    const { values } = exploreCorrelations(gaps, 'spearman', seeded());
    expect(values[0]![1]).toBeCloseTo(1, 12);
    expect(values[0]![2]).toBeNull();
  });
});

describe('tests against the target', () => {
  it('tell what was planted from noise, in words, with the rest adjusted for their number', () => {
    const { tests, compares, a, b } = exploreTests(table, { target: 'target' }, seeded());
    expect([compares, a, b]).toEqual(['two', 'Yes', 'No']);
    const welch = tests.find((test) => test.column === 'signal' && test.test === 'Welch’s t')!;
    expect(welch.effect.value).toBeGreaterThan(0.85);
    expect(welch.effect.size).toBe('large');
    expect(welch.adjusted).toBeGreaterThanOrEqual(welch.pValue);
    expect(welch.words).toMatch(
      /^Mean .* in Yes, .* in No\. A large difference that chance does not explain\.$/,
    );
    for (const test of tests.filter(({ column }) => column === 'noise' || column === 'coin'))
      expect(test.words).toMatch(/Nothing beyond chance/);
  });

  it('compare a named group with the rest', () => {
    const { b, tests } = exploreTests(table, { target: 'copy', a: 'x' }, seeded());
    expect(b).toBeNull();
    expect(tests.some(({ seen }) => seen.includes('the rest'))).toBe(true);
    expect(() => exploreTests(table, { target: 'copy', a: 'absent' }, seeded())).toThrow(
      /has no group "absent"/,
    );
  });

  it('take three classes by rank, and a number by correlation', () => {
    const three = exploreTests(table, { target: 'copy' }, seeded());
    expect(three.compares).toBe('all');
    expect(three.tests.find(({ column }) => column === 'signal')!.test).toBe('Kruskal–Wallis');
    const number = exploreTests(table, { target: 'signal' }, seeded());
    expect(number.compares).toBe('number');
    expect(number.tests[0]).toMatchObject({ column: 'double', effect: { size: 'large' } });
    expect(number.tests.find(({ column }) => column === 'target')!.test).toBe('Mann–Whitney');
  });
});

describe('two columns together', () => {
  it('are points when few, hexagons that hold every row when many', () => {
    const { picture } = explorePair(table, 'signal', 'double', seeded());
    expect(picture.kind === 'hexes' && picture.cells.reduce((sum, [, , count]) => sum + count, 0)).toBe(
      NROWS,
    );
    const few = tableOf(numeric('a', [1, 2, null]), numeric('b', [3, 4, 5]));
    expect(explorePair(few, 'a', 'b', seeded()).picture).toMatchObject({
      series: [
        {
          points: [
            [1, 3],
            [2, 4],
          ],
        },
      ],
    });
  });

  it('are boxes with whiskers inside 1.5 interquartile ranges', () => {
    const boxed = tableOf(
      numeric('v', [1, 2, 3, 4, 5, 100]),
      categorical('g', ['a', 'a', 'a', 'a', 'a', 'a']),
    );
    expect(explorePair(boxed, 'v', 'g', seeded()).picture).toMatchObject({
      boxes: [{ name: 'a', n: 6, low: 1, median: 3.5, high: 5, outliers: 1 }],
    });
  });

  it('give the rate of a class by category with an interval around it', () => {
    const { rates } = explorePair(table, 'coin', 'target', seeded());
    const yes = rates.find(({ label }) => label === 'Yes')!;
    for (const { rate, low, high } of yes.rows) {
      expect(low).toBeLessThan(rate);
      expect(high).toBeGreaterThan(rate);
      expect(rate).toBeCloseTo(0.25, 1);
    }
  });

  it('a hexagon takes the points nearest to its centre', () => {
    const x = Float64Array.from({ length: 5000 }, () => rng.uniform());
    const y = Float64Array.from({ length: 5000 }, () => rng.uniform());
    const { cells, width, height } = hexBins(x, y);
    expect(cells.reduce((sum, [, , count]) => sum + count, 0)).toBe(5000);
    const distance = (i: number, [cx, cy]: readonly [number, number, number]): number =>
      ((x[i]! - cx) / width) ** 2 + 3 * ((y[i]! - cy) / height) ** 2;
    // No point is farther from the nearest centre than a corner of a hexagon is.
    for (let i = 0; i < 200; i++)
      expect(Math.min(...cells.map((cell) => distance(i, cell)))).toBeLessThanOrEqual(1 / 3 + 1e-9);
  });
});

describe('a free chart', () => {
  it('aggregates a quantity by category and colour', () => {
    const small = tableOf(
      numeric('v', [1, 3, 10, null]),
      categorical('g', ['a', 'a', 'b', 'b']),
      categorical('k', ['u', 'v', 'u', 'u']),
    );
    const chart = (spec: object) =>
      freeChart(small, { chart: 'bar', x: 'g', y: 'v', ...spec }, seeded()).picture;
    expect(chart({ aggregate: 'mean' })).toMatchObject({
      categories: ['a', 'b'],
      series: [{ values: [2, 10] }],
    });
    expect(chart({ aggregate: 'max', colour: 'k' })).toMatchObject({
      series: [
        { name: 'u', values: [1, 10] },
        { name: 'v', values: [3, null] },
      ],
    });
    expect(chart({ aggregate: 'count' })).toMatchObject({ series: [{ values: [2, 2] }] });
  });

  it('refuses what does not go together, naming it', () => {
    const draw = (spec: object) => () =>
      freeChart(table, { chart: 'scatter', x: 'signal', ...spec }, seeded());
    expect(draw({})).toThrow(/needs a column for y/);
    expect(draw({ y: 'coin' })).toThrow(/"coin" holds categories/);
    expect(draw({ y: 'nowhere' })).toThrow(/no column "nowhere"/);
  });
});
