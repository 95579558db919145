import { describe, expect, it } from 'vitest';
import { parseSuite, type Suite } from '../../shared/records/suite.ts';
import { profileTable } from '../../shared/statistics/profile-build.ts';
import type { Cell, ColumnType } from '../../shared/table/table.ts';
import { checkSuite } from '../../shared/validation/check-suite.ts';
import { inferSuite } from '../../shared/validation/infer-suite.ts';
import { honest, tableOf } from './tables.ts';

const suiteOf = (...expectations: object[]): Suite =>
  parseSuite({ format: 'treadle-suite', v: 1, expectations });

/** The one result of one expectation on one column `x` (and others, if given). */
function judged(
  expectation: object,
  [type, cells]: readonly [ColumnType, readonly Cell[]],
  others: Record<string, readonly [ColumnType, readonly Cell[]]> = {},
) {
  const report = checkSuite(tableOf({ x: [type, cells], ...others }), suiteOf(expectation));
  return report.results[0]!;
}

describe('checkSuite, by kind', () => {
  it('column: wants the column and its type, cell by cell', () => {
    const numbers = ['categorical', ['1', '2.5', 'abc', null]] as const;
    const wanted = { check: 'column', column: 'x', type: 'numeric' };
    expect(judged(wanted, numbers)).toMatchObject({ status: 'failed', count: 1, rows: [2] });
    expect(judged(wanted, numbers).observed).toContain('"abc"');
    expect(judged(wanted, ['text', ['1', '2']])).toMatchObject({ status: 'met' });
    expect(judged({ ...wanted, type: 'text' }, ['numeric', [1, 2]])).toMatchObject({ count: 2 });
    expect(judged({ ...wanted, type: 'text' }, ['identifier', ['a', 'b']])).toMatchObject({ status: 'met' });
    expect(judged({ ...wanted, type: null }, ['boolean', [true]])).toMatchObject({ status: 'met' });
    expect(judged({ ...wanted, column: 'y' }, ['numeric', [1]])).toMatchObject({
      status: 'failed',
      observed: 'There is no column "y".',
      count: 0,
    });
  });

  it('missing: counts cells against what is allowed', () => {
    const cells = ['numeric', [1, null, 3, null]] as const;
    expect(judged({ check: 'missing', column: 'x' }, cells)).toMatchObject({ value: 0.5, rows: [1, 3] });
    expect(judged({ check: 'missing', column: 'x', allowed: 0.5 }, cells)).toMatchObject({ status: 'met' });
    expect(judged({ check: 'missing', column: 'x', allowed: 0.49 }, cells).status).toBe('failed');
  });

  it('range: both limits are within; missing cells are no matter of it', () => {
    const range = { check: 'range', column: 'x', min: 0, max: 10 };
    expect(judged(range, ['numeric', [0, 10, null, -0.1, 11]])).toMatchObject({ rows: [3, 4] });
    expect(judged({ ...range, min: null }, ['numeric', [-1e9]])).toMatchObject({ status: 'met' });
    expect(judged(range, ['categorical', ['a']]).observed).toBe('"x" is categorical, not numeric.');
  });

  it('range: looks at the numbers of a column that one bad cell made text', () => {
    const report = checkSuite(
      tableOf({ x: ['categorical', ['1', 'abc', '99']] }),
      suiteOf(
        { check: 'column', column: 'x', type: 'numeric' },
        { check: 'range', column: 'x', min: 0, max: 10 },
      ),
    );
    expect(report.results.map(({ rows }) => rows)).toEqual([[1], [2]]);
  });

  it('date-range', () => {
    const range = { check: 'date-range', column: 'x', from: '2024-01-01', to: null };
    const dates = ['datetime', ['2023-12-31', '2024-01-01', null]] as const;
    expect(judged(range, dates)).toMatchObject({ status: 'failed', rows: [0] });
    expect(judged({ ...range, from: null, to: '2023-12-31' }, dates)).toMatchObject({ rows: [1] });
  });

  it('one-of: for categories, booleans, numbers and text', () => {
    const oneOf = (...values: string[]) => ({ check: 'one-of', column: 'x', values });
    expect(judged(oneOf('a', 'b'), ['categorical', ['a', 'c', null, 'b']])).toMatchObject({ rows: [1] });
    expect(judged(oneOf('true'), ['boolean', [true, false]])).toMatchObject({ rows: [1] });
    expect(judged(oneOf('1', '2'), ['numeric', [1, 2, 3]])).toMatchObject({ rows: [2] });
    expect(judged(oneOf('a'), ['text', ['a', 'A']])).toMatchObject({ rows: [1] });
  });

  it('unique: the repeats fail, not the first; missing cells may repeat', () => {
    const unique = { check: 'unique', column: 'x' };
    expect(judged(unique, ['text', ['a', 'b', 'a', null, null, 'a']])).toMatchObject({ rows: [2, 5] });
    expect(judged(unique, ['numeric', [1, 2, 3]])).toMatchObject({ status: 'met' });
  });

  it('no-duplicates: rows that equal an earlier one', () => {
    const none = { check: 'no-duplicates' };
    const others = { y: ['text', ['p', 'q', 'p']] } as const;
    expect(judged(none, ['numeric', [1, 1, 1]], others)).toMatchObject({ rows: [2] });
    expect(judged({ ...none, allowed: 0.4 }, ['numeric', [1, 1, 1]], others).status).toBe('met');
  });

  it('pattern: for the whole cell', () => {
    const pattern = { check: 'pattern', column: 'x', pattern: String.raw`[A-Z]{2}\d+|none` };
    expect(judged(pattern, ['text', ['AB1', 'none', 'AB1x', 'nonesuch', null]])).toMatchObject({
      rows: [2, 3],
    });
  });

  it('text-length: in characters, not bytes', () => {
    const length = { check: 'text-length', column: 'x', min: 2, max: 3 };
    expect(judged(length, ['text', ['a', 'äöü', '🙂🙂🙂', 'abcd', null]])).toMatchObject({ rows: [0, 3] });
    expect(judged(length, ['categorical', ['🙂', '🙂🙂']])).toMatchObject({ rows: [0] });
  });

  it('row-count', () => {
    const count = { check: 'row-count', min: 2, max: 3 };
    expect(judged(count, ['numeric', [1]])).toMatchObject({ status: 'failed', value: 1 });
    expect(judged(count, ['numeric', [1, 2, 3]])).toMatchObject({ status: 'met' });
    expect(judged({ ...count, max: 2 }, ['numeric', [1, 2, 3]])).toMatchObject({ status: 'failed' });
  });

  it('class-balance: by the share of the smallest class', () => {
    const balance = { check: 'class-balance', column: 'x', atLeast: 0.25 };
    expect(judged(balance, ['categorical', ['a', 'a', 'a', 'b']])).toMatchObject({ status: 'met' });
    expect(judged(balance, ['categorical', ['a', 'a', 'a', 'a', 'b', null]])).toMatchObject({
      status: 'failed',
      value: 0.2,
    });
    expect(judged(balance, ['text', ['a']]).observed).toBe('"x" has no classes.');
  });

  it('no-leak: names the column that tells the target', () => {
    const y = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 'yes' : 'no'));
    const leak = { check: 'no-leak', column: 'x' };
    const told = { told: ['numeric', y.map((label, i) => (label === 'yes' ? 100 : 0) + i / 10)] } as const;
    expect(judged(leak, ['categorical', y], told)).toMatchObject({ status: 'failed', value: 1 });
    const fair = { fair: ['numeric', y.map((_, i) => (i * 7) % 13)] } as const;
    expect(judged(leak, ['categorical', y], fair)).toMatchObject({ status: 'met' });
  });
});

describe('checkSuite, distributions', () => {
  const before = tableOf(honest(20_000));
  const reference = profileTable(before, ['age', 'plan']);
  const expectations = reference.map((profile) => ({
    check: 'distribution',
    column: profile.name,
    reference: profile,
  }));

  it('[MON1] fails when both the test and the effect say so', () => {
    const moved = honest(3000, 2);
    const age: [ColumnType, Cell[]] = ['numeric', moved['age']![1].map((value) => Number(value) + 3)];
    const report = checkSuite(tableOf({ ...moved, age }), suiteOf(...expectations));
    expect(report.results.map(({ status }) => status)).toEqual(['failed', 'met']);
    expect(report.results[0]!.value).toBeGreaterThan(0.1);
  });

  it('[MON1] a change that is sure but too small to matter fails nothing', () => {
    const moved = honest(40_000, 3);
    const age: [ColumnType, Cell[]] = ['numeric', moved['age']![1].map((value) => Number(value) + 0.5)];
    expect(checkSuite(tableOf({ ...moved, age }), suiteOf(...expectations)).failed).toBe(0);
    const strict = suiteOf({ ...expectations[0], atLeast: 0.01 });
    expect(checkSuite(tableOf({ ...moved, age }), strict).failed).toBe(1);
  });

  it('[MON1] below 100 rows it is never met', () => {
    const report = checkSuite(tableOf(honest(99, 2)), suiteOf(...expectations));
    expect(report).toMatchObject({ met: 0, failed: 0, undecided: 2 });
  });

  it('compares with another reference when one is given', () => {
    const moved: Cell[] = honest(3000)['age']![1].map((value) => Number(value) + 50);
    const reference = profileTable(tableOf({ age: ['numeric', moved] }), ['age']);
    const suite = suiteOf(...expectations);
    expect(checkSuite(before, suite).failed).toBe(0);
    expect(checkSuite(before, suite, { reference }).failed).toBe(1);
  });

  it('a column of another kind fails in words', () => {
    const report = checkSuite(tableOf({ age: ['categorical', ['a', 'b']] }), suiteOf(expectations[0]!));
    expect(report.results[0]!.observed).toBe('"age" is categorical; its reference is numeric.');
  });
});

describe('the report', () => {
  const table = tableOf({ x: ['numeric', [1, 2, 3, 400]] });

  it('takes off by severity and by the share of failing rows, and says what the score is made of', () => {
    const report = checkSuite(
      table,
      suiteOf(
        { check: 'range', column: 'x', min: 0, max: 10, severity: 'error' },
        { check: 'missing', column: 'x', severity: 'warning' },
        { check: 'row-count', min: 10, max: null, severity: 'info' },
        { check: 'unique', column: 'x', severity: 'error', enabled: false },
      ),
    );
    // Weights 3 + 2 + 1: a quarter of the rows out of range costs 3/6 · (1 + ¼)/2, the row count 1/6.
    expect(report.results.map(({ lost }) => lost)).toEqual([31.25, 0, 16.67, 0]);
    expect(report).toMatchObject({ quality: 52.1, met: 1, failed: 2, off: 1, worst: 'error' });
    expect(report.parts).toEqual([
      { dimension: 'completeness', expectations: 1, failed: 0, lost: 0 },
      { dimension: 'validity', expectations: 1, failed: 1, lost: 31.25 },
      { dimension: 'volume', expectations: 1, failed: 1, lost: 16.67 },
    ]);
  });

  it('keeps the first hundred failing rows and counts all', () => {
    const many = tableOf({ x: ['numeric', Array.from({ length: 250 }, () => -1)] });
    const [result] = checkSuite(many, suiteOf({ check: 'range', column: 'x', min: 0, max: null })).results;
    expect(result).toMatchObject({ count: 250 });
    expect(result!.rows).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('is full marks for an empty suite, and for no rows', () => {
    expect(checkSuite(table, suiteOf())).toMatchObject({ quality: 100, worst: null });
    const suite = inferSuite(tableOf({ x: ['numeric', [1, 2]] }), null);
    expect(
      checkSuite(tableOf({ x: ['numeric', []] }), suite).results.filter((r) => r.status === 'failed'),
    ).toHaveLength(1);
  });
});
