import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import type { CheckName, Finding } from '../../shared/validation/report.ts';
import type { Cell } from '../../shared/table/table.ts';
import { validateTable } from '../../shared/validation/validate-table.ts';
import { honest, tableOf } from './tables.ts';

const nRows = 400;
const rng = createRng(77);
const range = <T>(make: (row: number) => T): T[] => Array.from({ length: nRows }, (_, row) => make(row));

function found(
  columns: Parameters<typeof tableOf>[0],
  check: CheckName,
  target: string | null = 'churn',
): Finding[] {
  return validateTable(tableOf(columns), target).findings.filter((finding) => finding.check === check);
}

it('honest data has nothing to complain about', () => {
  expect(validateTable(tableOf(honest(nRows)), 'churn')).toMatchObject({ quality: 100, findings: [] });
});

const gaps = (every: number): Cell[] => range((row) => (row % every === 3 ? null : row % 7));

describe('missing values', () => {
  it('names the column, the number and the rows, and grows more severe with the share', () => {
    const columns = { ...honest(nRows), few: ['numeric', gaps(40)], some: ['numeric', gaps(10)] } as const;
    const findings = found(columns, 'missing-values');
    expect(findings).toMatchObject([
      { column: 'some', severity: 'warning', count: 40 },
      { column: 'few', severity: 'info', count: 10, detail: '"few" is missing in 10 of 400 rows (2.5 %).' },
    ]);
    expect(findings[1]!.rows).toEqual([3, 43, 83, 123, 163, 203, 243, 283, 323, 363]);
  });

  it('keeps at most 100 rows', () => {
    const empty = range((row) => (row % 2 === 0 ? null : 'x' + (row % 3)));
    const [finding] = found({ ...honest(nRows), empty: ['categorical', empty] }, 'missing-values');
    expect(finding).toMatchObject({ severity: 'error', count: 200 });
    expect(finding!.rows).toHaveLength(100);
  });

  it('a missing target is its own finding', () => {
    const columns = honest(nRows);
    columns['churn']![1][5] = null;
    expect(found(columns, 'missing-target')).toMatchObject([{ column: 'churn', count: 1, rows: [5] }]);
    expect(found(columns, 'missing-values')).toEqual([]);
  });
});

describe('duplicates', () => {
  it('are rows equal to an earlier one in every cell, the first not counted', () => {
    const columns = honest(nRows);
    for (const [, cells] of Object.values(columns)) cells[9] = cells[390] = cells[2]!;
    expect(found(columns, 'duplicates')).toMatchObject([{ column: null, count: 2, rows: [9, 390] }]);
  });
});

describe('constant columns', () => {
  it('one value, one value and gaps, and nothing at all', () => {
    const columns = {
      ...honest(nRows),
      one: ['text', range(() => 'same')],
      gaps: ['boolean', range((row) => (row < 10 ? null : true))],
      none: ['numeric', range(() => null)],
    } as const;
    const details = found(columns, 'constant-column').map((finding) => finding.detail);
    expect(details).toEqual([
      '"one" has the same value in every row.',
      '"gaps" has the same value in every row where it has one.',
      '"none" is empty in every row.',
    ]);
  });
});

describe('outliers', () => {
  it('lie more than three interquartile ranges beyond the quartiles', () => {
    const columns = honest(nRows);
    columns['age']![1][7] = 900;
    columns['age']![1][8] = -300;
    const [finding] = found(columns, 'outliers');
    expect(finding).toMatchObject({ column: 'age', severity: 'info', count: 2, rows: [7, 8] });
  });

  it('a column that is mostly zero is judged by standard deviations', () => {
    const zeros = range((row) => (row % 10 === 0 ? row / 10 : 0));
    zeros[5] = 1000;
    const [finding] = found({ ...honest(nRows), zeros: ['numeric', zeros] }, 'outliers');
    expect(finding).toMatchObject({
      count: 1,
      rows: [5],
      detail: expect.stringContaining('standard deviations'),
    });
  });

  it('codes have none', () => {
    const rare = range((row) => (row === 50 ? 1 : 0));
    expect(found({ ...honest(nRows), rare: ['numeric', rare] }, 'outliers')).toEqual([]);
  });

  it('the method and the fence can be given', () => {
    const table = tableOf(honest(nRows));
    const strict = validateTable(table, 'churn', { outlierMethod: 'zscore', zScore: 2 });
    const [finding] = strict.findings.filter(({ check }) => check === 'outliers');
    // About 5 % of a normal sample.
    expect(finding!.count).toBeGreaterThan(8);
    expect(finding!.count).toBeLessThan(32);
  });
});

describe('target balance', () => {
  it('warns of a rare class and shows its rows', () => {
    const columns = honest(nRows);
    columns['churn'] = ['categorical', range((row) => (row % 20 === 4 ? 'Yes' : 'No'))];
    expect(found(columns, 'target-balance')).toMatchObject([
      { severity: 'warning', count: 20, detail: expect.stringContaining('"Yes"') },
    ]);
  });

  it('a constant target, and one that names rows, are errors', () => {
    const constant = { ...honest(nRows), churn: ['categorical', range(() => 'No')] } as const;
    expect(found(constant, 'target-balance')).toMatchObject([{ severity: 'error', penalty: 40 }]);
    const names = { ...honest(nRows), churn: ['categorical', range((row) => `name ${row}`)] } as const;
    expect(found(names, 'target-balance')).toMatchObject([{ severity: 'error' }]);
  });

  it('has nothing to say of a quantity', () => {
    expect(found(honest(nRows), 'target-balance', 'age')).toEqual([]);
  });
});

describe('identifiers', () => {
  it('typed, running and named ones are suspected; prices are not', () => {
    const columns = {
      ...honest(nRows),
      customer: ['identifier', range((row) => `C-${row}`)],
      row: ['numeric', range((row) => row + 1000)],
      orderId: ['numeric', range((row) => row * row + 3)],
      code: ['categorical', range((row) => `${(row * 7919) % 10_007}`)],
      price: ['numeric', range(() => rng.normal())],
      cents: ['numeric', range((row) => row * 17 + (row % 5))],
    } as const;
    const findings = found(columns, 'identifier-suspected');
    expect(findings.map(({ column, severity }) => [column, severity])).toEqual([
      ['row', 'warning'],
      ['orderId', 'warning'],
      ['code', 'warning'],
      ['customer', 'info'],
    ]);
    expect(findings.every(({ penalty }) => penalty === 0)).toBe(true);
  });
});

describe('leaks', () => {
  const base = honest(nRows);
  const isYes = base['churn']![1].map((label) => label === 'Yes');
  const leaks = (
    cells: readonly ['numeric' | 'categorical' | 'boolean', Cell[]],
    target = 'churn',
  ): Finding[] =>
    found({ ...base, suspect: cells }, 'leak-suspected', target).filter(({ column }) => column === 'suspect');

  it('a copy of the target under other names, with a few exceptions', () => {
    const copy = isYes.map((yes, row) => (row % 100 === 0 ? 'cancelled' : yes ? 'cancelled' : 'active'));
    expect(leaks(['categorical', copy])).toMatchObject([{ detail: expect.stringContaining("Cramér's V") }]);
    expect(leaks(['boolean', isYes])).toHaveLength(1);
  });

  it('a number that separates the classes in either direction', () => {
    const refund = isYes.map((yes) => rng.normal() - (yes ? 6 : 0));
    expect(leaks(['numeric', refund])).toMatchObject([{ detail: expect.stringContaining('ROC AUC') }]);
  });

  it('codes of three classes, though the middle one has no order', () => {
    const three = range((row) => ['a', 'b', 'c'][row % 3]!);
    const columns = {
      ...base,
      code: ['numeric', range((row) => row % 3)],
      three: ['categorical', three],
    } as const;
    expect(found(columns, 'leak-suspected', 'three').map(({ column }) => column)).toEqual(['code']);
  });

  it('a strong but honest feature is none', () => {
    expect(leaks(['numeric', isYes.map((yes) => rng.normal() + (yes ? 2 : 0))])).toEqual([]);
  });

  it('many rare levels are none, though each is pure', () => {
    expect(leaks(['categorical', range((row) => `level ${Math.floor(row / 2)}`)])).toEqual([]);
  });

  it('the same quantity in another unit', () => {
    const celsius = base['age']![1].map((value) => 32 + 1.8 * (value as number));
    expect(leaks(['numeric', celsius], 'age')).toMatchObject([
      { detail: expect.stringContaining('rank correlation 1') },
    ]);
  });
});

it('a category of many levels is hard to encode', () => {
  const city = range((row) => `city ${row % 90}`);
  expect(found({ ...honest(nRows), city: ['categorical', city] }, 'high-cardinality')).toMatchObject([
    { column: 'city', severity: 'info', detail: '"city" has 90 levels.' },
  ]);
});
