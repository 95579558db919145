import { describe, expect, it } from 'vitest';
import { reportOnSplit, splitReport } from '../../shared/pipelines/split-report.ts';
import { concatTables } from '../../shared/table/concat.ts';
import { recipeFor, sampleTable } from './training.ts';

describe('splitReport', () => {
  it('finds nothing to doubt in the split of honest rows', () => {
    const report = splitReport(sampleTable('churn', 2000), 'Churn', 42);
    expect(report).toMatchObject({
      status: 'ok',
      trainRows: 1600,
      testRows: 400,
      overlap: { count: 0, rows: [] },
    });
    expect(report.classes!.pValue).toBeGreaterThan(0.9);
    expect(report.drift.map(({ status }) => status)).toEqual(report.drift.map(() => 'ok'));
  });

  it('finds rows that differ in nothing but a column that is left out', () => {
    const table = sampleTable('churn', 300);
    // Cleaning drops rows that are equal throughout; other keys keep these.
    const twice = concatTables([table, table]);
    const renamed = {
      ...twice,
      columns: twice.columns.map((column) =>
        column.name === 'CustomerID' ? sampleTable('churn', 600).columns[0]! : column,
      ),
    };
    const report = splitReport(renamed, 'Churn', 42);
    expect(report.status).toBe('doubtful');
    expect(report.overlap.count).toBeGreaterThan(60);
    expect(report.overlap.rows.length).toBeLessThanOrEqual(100);
  });

  it('has no classes where the target is a quantity', () => {
    const report = splitReport(sampleTable('churn', 400), 'MonthlyCharges', 7);
    expect(report.classes).toBeNull();
    expect(report.drift.map(({ name }) => name)).toContain('MonthlyCharges');
  });

  it('[MON1] below 100 test rows there is not enough data to tell', () => {
    const report = splitReport(sampleTable('churn', 200), 'Churn', 42);
    expect(new Set(report.drift.map(({ status }) => status))).toEqual(new Set(['not-enough-data']));
    expect(report.status).toBe('not-enough-data');
  });

  it('looks at the split that training with the recipe makes', () => {
    const table = sampleTable('churn', 500);
    const recipe = recipeFor(table, { target: 'Churn', estimator: 'decision-tree', test: 0.4 });
    expect(reportOnSplit(table, recipe)).toMatchObject({ trainRows: 300, testRows: 200 });
  });
});
