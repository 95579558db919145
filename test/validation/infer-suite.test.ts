import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { parseSuiteText, type Suite } from '../../shared/records/suite.ts';
import { samples } from '../../shared/samples/samples.ts';
import { checkSuite } from '../../shared/validation/check-suite.ts';
import { inferSuite } from '../../shared/validation/infer-suite.ts';
import { honest, tableOf } from './tables.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `AB-${1000 + i}`);

const found = (suite: Suite, check: string, column?: string) =>
  suite.expectations.find((each) => each.check === check && (!('column' in each) || each.column === column));

describe('inferSuite', () => {
  it.each(samples.map((sample) => [sample.name, sample] as const))(
    'is met by the rows it comes from: %s',
    (_, sample) => {
      const table = sample.generate(createRng(7), 600);
      const report = checkSuite(table, inferSuite(table, sample.target));
      expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(report.quality).toBe(100);
    },
  );

  it('is met by fresh rows of the same kind, but for chance', () => {
    const suite = inferSuite(tableOf(honest(2000)), 'churn');
    expect(checkSuite(tableOf(honest(2000, 2)), suite)).toMatchObject({ failed: 0, quality: 100 });
  });

  it('asks every column for its type, and the target for its classes', () => {
    const suite = inferSuite(tableOf(honest(200)), 'churn');
    expect(found(suite, 'column', 'age')).toMatchObject({ type: 'numeric', severity: 'error' });
    expect(found(suite, 'one-of', 'churn')).toMatchObject({ severity: 'error' });
    expect(found(suite, 'one-of', 'plan')).toMatchObject({ severity: 'warning' });
    expect(found(suite, 'missing', 'churn')).toMatchObject({ allowed: 0, severity: 'error' });
    expect(found(suite, 'class-balance', 'churn')).toMatchObject({ severity: 'warning' });
    expect(found(suite, 'no-leak', 'churn')).toBeDefined();
  });

  it('gives ranges a slack that does not cross zero, in figures that people read', () => {
    const table = tableOf({
      price: ['numeric', [2, 10, 101.5]],
      change: ['numeric', [-4, 0, 8]],
      constant: ['numeric', [5, 5, 5]],
    });
    const suite = inferSuite(table, null);
    expect(found(suite, 'range', 'price')).toMatchObject({ min: 0, max: 127 });
    expect(found(suite, 'range', 'change')).toMatchObject({ min: -7, max: 11 });
    expect(found(suite, 'range', 'constant')).toMatchObject({ min: 5, max: 5 });
  });

  it('takes a few whole numbers as codes, and other numbers as quantities', () => {
    const cells = (values: number[]) =>
      ['numeric', Array.from({ length: 30 }, (_, i) => values[i % 3]!)] as const;
    const suite = inferSuite(tableOf({ code: cells([0, 1, 2]), half: cells([0, 0.5, 1]) }), null);
    expect(found(suite, 'one-of', 'code')).toMatchObject({ values: ['0', '1', '2'] });
    expect(found(suite, 'range', 'code')).toBeUndefined();
    expect(found(suite, 'range', 'half')).toBeDefined();
  });

  it('allows for more missing cells than there are, and for none where there are none', () => {
    const cells = Array.from({ length: 400 }, (_, i) => (i % 10 === 0 ? null : i % 7));
    const suite = inferSuite(
      tableOf({ some: ['numeric', cells], none: ['numeric', cells.map((c) => c ?? 1)] }),
      null,
    );
    expect(found(suite, 'missing', 'some')).toMatchObject({ allowed: 0.16 });
    expect(found(suite, 'missing', 'none')).toMatchObject({ allowed: 0 });
  });

  it('finds patterns of fixed shape, emails and dates, and none in words', () => {
    const rows = 30;
    const cells = (make: (i: number) => string) =>
      ['text', Array.from({ length: rows }, (_, i) => make(i))] as const;
    const table = tableOf({
      id: ['identifier', ids(rows)],
      mail: cells((i) => `person${i}@mail.example.org`),
      day: cells((i) => `2024-01-${String(i + 1).padStart(2, '0')}`),
      words: cells((i) => ['one fine day', 'two', 'three more'][i % 3]!),
      amount: cells((i) => `$${i}.50`),
    });
    const suite = inferSuite(table, null);
    const pattern = (column: string) => {
      const expectation = found(suite, 'pattern', column);
      return expectation?.check === 'pattern' ? expectation.pattern : null;
    };
    expect(pattern('id')).toBe(String.raw`[A-Z]{2}-\d{4}`);
    expect(pattern('mail')).toBe(String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`);
    expect(pattern('day')).toMatch(/^\\d\{4\}-/);
    expect(pattern('amount')).toBe(String.raw`\$\d{1,2}\.\d{2}`);
    expect(pattern('words')).toBeNull();
    expect(found(suite, 'unique', 'id')).toMatchObject({ severity: 'error' });
    expect(found(suite, 'text-length', 'words')).toMatchObject({ min: 1, max: 30 });
  });

  it('says nothing of the values of a column that has none', () => {
    const suite = inferSuite(tableOf({ gone: ['numeric', [null, null]], x: ['numeric', [1, 2]] }), null);
    const own = suite.expectations.filter((each) => 'column' in each && each.column === 'gone');
    expect(own.map(({ check }) => check)).toEqual(['column', 'missing']);
  });

  it('compares no distribution that could never have enough rows', () => {
    expect(found(inferSuite(tableOf(honest(99)), null), 'distribution', 'age')).toBeUndefined();
    expect(found(inferSuite(tableOf(honest(100)), null), 'distribution', 'age')).toBeDefined();
  });

  it('comes back from JSON as it was', () => {
    const suite = inferSuite(tableOf(honest(200)), 'churn', 'abc');
    expect(parseSuiteText(JSON.stringify(suite))).toEqual(suite);
  });
});
