import { describe, expect, it } from 'vitest';
import { penaltyOf } from '../../shared/validation/penalties.ts';
import { validateTable } from '../../shared/validation/validate-table.ts';
import { honest, tableOf } from './tables.ts';

const b = (count: number) => ({ value: 'b', count });

describe('validateTable', () => {
  it('summarises numbers with quartiles and a histogram', () => {
    const table = tableOf({ x: ['numeric', [1, 2, 3, 4, null, 10]] });
    expect(validateTable(table, null).columns).toEqual([
      {
        name: 'x',
        type: 'numeric',
        missing: 1,
        distinct: 5,
        numeric: {
          min: 1,
          max: 10,
          mean: 4,
          std: Math.sqrt(10),
          median: 3,
          q1: 2,
          q3: 4,
          histogram: { edges: [1, 2.8, 4.6, 6.4, 8.2, 10], counts: [2, 2, 0, 0, 1] },
        },
        top: [],
      },
    ]);
  });

  it('lists the most frequent values of other columns', () => {
    const table = tableOf({
      c: ['categorical', ['b', 'a', 'b', null, 'c', 'a', 'b']],
      t: ['text', ['so', 'so', 'la', 'ti', null, 'la', 'so']],
      f: ['boolean', [true, false, true, true, null, true, true]],
    });
    const [c, t, f] = validateTable(table, null).columns;
    expect(c).toMatchObject({
      distinct: 3,
      missing: 1,
      top: [b(3), { value: 'a', count: 2 }, { value: 'c', count: 1 }],
    });
    expect(t).toMatchObject({
      distinct: 3,
      missing: 1,
      top: [
        { value: 'so', count: 3 },
        { value: 'la', count: 2 },
      ],
    });
    expect(f!.top).toEqual([
      { value: 'true', count: 5 },
      { value: 'false', count: 1 },
    ]);
  });

  it('a constant or empty column is summarised too', () => {
    const table = tableOf({ k: ['numeric', [5, 5]], e: ['datetime', [null, null]] });
    const [k, e] = validateTable(table, null).columns;
    expect(k!.numeric!.histogram).toEqual({ edges: [4.5, 5.5], counts: [2] });
    expect(e).toMatchObject({ numeric: null, distinct: 0, missing: 2 });
  });

  it('the quality is 100 less the stated penalties, worst findings first, never below 0', () => {
    const columns = honest(200);
    columns['age']![1].fill(null, 0, 50);
    columns['churn']![1].fill(null, 190);
    const report = validateTable(tableOf(columns), 'churn');
    const expected = report.findings.reduce((sum, { penalty }) => sum - penalty, 100);
    expect(report.quality).toBeCloseTo(expected, 1);
    // A quarter of one of two features is missing, and a twentieth of the target.
    expect(penaltyOf('missing-values', 0.25, 2)).toBe(5);
    expect(penaltyOf('missing-target', 0.05, 2)).toBe(2);
    expect(report.quality).toBeLessThanOrEqual(93);
    const hopeless = {
      a: ['numeric', Array(30).fill(null)],
      y: ['categorical', Array(30).fill(null)],
    } as const;
    const worst = validateTable(tableOf(hopeless), 'y');
    expect(worst.quality).toBe(0);
    expect(worst.findings[0]!.severity).toBe('error');
  });

  it('needs no target, and says so when there is no such column', () => {
    expect(validateTable(tableOf(honest(50)), null).target).toBeNull();
    expect(() => validateTable(tableOf(honest(50)), 'Churn')).toThrow(/no column "Churn"/);
  });

  it('[ERR4] a table without rows is a report, not an error', () => {
    const report = validateTable(tableOf({ a: ['numeric', []], y: ['categorical', []] }), 'y');
    expect(report).toMatchObject({ nRows: 0, nColumns: 2, findings: [{ check: 'target-balance' }] });
  });
});
