import { describe, expect, it } from 'vitest';
import { exploreColumn } from '../../shared/exploration/distribution.ts';
import { exploreOverview } from '../../shared/exploration/overview.ts';
import { boolean, categorical, datetime, numeric, tableOf, text } from './tables.ts';

const table = tableOf(
  numeric('age', [20, 30, null, 40, 20, 30]),
  categorical('plan', ['basic', 'pro', 'basic', null, 'basic', 'pro']),
  boolean('active', [true, false, true, true, true, false]),
  text('note', ['ok', 'naïve', null, 'ok', 'ok', 'naïve']),
  datetime('since', [0, 86_400_000, 0, 0, 0, 86_400_000]),
);

describe('the overview of a table', () => {
  const overview = exploreOverview(table, 'active');

  it('has shape, types, gaps and repeated rows', () => {
    expect(overview).toMatchObject({
      nRows: 6,
      nColumns: 5,
      missingCells: 3,
      completeRows: 4,
      duplicateRows: 2,
    });
    expect(overview.types.map(({ type }) => type)).toEqual([
      'numeric',
      'categorical',
      'boolean',
      'text',
      'datetime',
    ]);
  });

  it('has each column in figures; texts by their length in characters', () => {
    const [age, plan, , note] = overview.columns;
    expect(age!.numeric).toMatchObject({ n: 5, min: 20, median: 30, mean: 28, max: 40 });
    expect(age!.numeric!.std).toBeCloseTo(Math.sqrt(70), 12);
    expect(plan).toMatchObject({
      distinct: 2,
      missing: 1,
      top: [
        { value: 'basic', count: 3 },
        { value: 'pro', count: 2 },
      ],
    });
    expect(note).toMatchObject({ distinct: 2, numeric: { min: 2, max: 5 } });
  });

  it('has count and share of the target', () => {
    expect(overview.target).toMatchObject({ name: 'active', quantity: false, missing: 0 });
    expect(overview.target!.groups).toEqual([
      { label: 'true', count: 4, share: 4 / 6 },
      { label: 'false', count: 2, share: 2 / 6 },
    ]);
  });

  it('shows where in the rows cells are missing', () => {
    const { starts, columns } = overview.missingMap;
    expect(starts).toEqual([0, 1, 2, 3, 4, 5]);
    expect(columns.map(({ name, shares }) => [name, shares.indexOf(1)])).toEqual([
      ['age', 2],
      ['plan', 3],
      ['note', 2],
    ]);
  });

  it('of an empty table is empty, not an error', () => {
    expect(exploreOverview(tableOf(numeric('x', [])), 'x')).toMatchObject({
      nRows: 0,
      columns: [{ numeric: null }],
    });
  });
});

describe('the spread of a column', () => {
  it('counts every present value once, in all groups together', () => {
    const values = Array.from({ length: 1000 }, (_, row) => (row % 50 === 0 ? null : (row * 7919) % 1009));
    const groups = values.map((_, row) => (row % 3 === 0 ? 'a' : 'b'));
    const { bars, missing } = exploreColumn(
      tableOf(numeric('x', values), categorical('g', groups)),
      'x',
      'g',
    );
    expect(missing).toBe(20);
    expect(bars.series.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(bars.series.flatMap(({ values: counts }) => counts).reduce((sum: number, n) => sum + n!, 0)).toBe(
      980,
    );
    expect(bars.categories).toHaveLength(30);
  });

  it('does not let one outlier flatten the rest, and says what lies outside', () => {
    const values = [...Array.from({ length: 999 }, (_, i) => i), 1e9];
    const { above, below, bars } = exploreColumn(tableOf(numeric('x', values)), 'x', null);
    expect(above).toBeGreaterThan(0);
    expect(below + above + bars.series[0]!.values.reduce((sum: number, n) => sum + n!, 0)).toBe(1000);
    expect(Math.max(...bars.series[0]!.values.map(Number))).toBeLessThan(100);
  });

  it('keeps the commonest categories and adds up the others', () => {
    const cells = Array.from({ length: 300 }, (_, row) => `level ${row % 40}`);
    const { bars } = exploreColumn(tableOf(categorical('c', cells)), 'c', null);
    expect(bars.categories).toHaveLength(21);
    expect(bars.categories.at(-1)).toBe('(other)');
    expect(bars.series[0]!.values.reduce((sum: number, n) => sum + n!, 0)).toBe(300);
  });
});
