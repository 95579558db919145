import { describe, expect, it } from 'vitest';
import { parseSuite, type Suite } from '../../shared/records/suite.ts';
import { cellText } from '../../shared/table/cells.ts';
import { column, schemaOf } from '../../shared/table/columns.ts';
import type { Table } from '../../shared/table/table.ts';
import { quarantine } from '../../shared/validation/quarantine.ts';
import { tableOf } from './tables.ts';

const suiteOf = (...expectations: object[]): Suite =>
  parseSuite({ format: 'treadle-suite', v: 1, expectations });

const texts = (table: Table, name: string): string[] =>
  Array.from({ length: table.nRows }, (_, row) => cellText(column(table, name), row));

const age = { check: 'range', column: 'age', min: 0, max: 120 };

describe('quarantine', () => {
  it('sets failing rows aside with their number and reasons, and keeps the others in order', () => {
    const table = tableOf({
      id: ['text', ['a', 'b', 'a', 'c', 'd']],
      age: ['numeric', [30, -1, 999, 40, null]],
    });
    const made = quarantine(table, suiteOf(age, { check: 'unique', column: 'id' }));
    expect(texts(made.kept, 'id')).toEqual(['a', 'c', 'd']);
    expect(texts(made.rejected, 'row')).toEqual(['2', '3']);
    expect(texts(made.rejected, 'id')).toEqual(['b', 'a']);
    expect(texts(made.rejected, 'rejected because')).toEqual([
      '"age" lies between 0 and 120.',
      '"age" lies between 0 and 120. No value of "id" occurs twice.',
    ]);
    expect(made.report.worst).toBe('error');
    expect(made.keptReport).toMatchObject({ failed: 0, nRows: 3 });
  });

  it('leaves warnings in unless they are asked for', () => {
    const table = tableOf({ age: ['numeric', [30, -1]] });
    const suite = suiteOf({ ...age, severity: 'warning' });
    expect(quarantine(table, suite).kept.nRows).toBe(2);
    expect(quarantine(table, suite, { severity: 'warning' }).kept.nRows).toBe(1);
  });

  it('leaves rows in that fail within what is allowed', () => {
    const table = tableOf({ age: ['numeric', [30, -1]] });
    expect(quarantine(table, suiteOf({ ...age, allowed: 0.5 })).rejected.nRows).toBe(0);
  });

  it('gives a column its type back once the cell that spoiled it is gone', () => {
    const table = tableOf({ age: ['categorical', ['30', 'n.a.', '41']] });
    const made = quarantine(table, suiteOf({ check: 'column', column: 'age', type: 'numeric' }));
    expect(schemaOf(made.kept)).toEqual([{ name: 'age', type: 'numeric' }]);
    expect(texts(made.kept, 'age')).toEqual(['30', '41']);
    expect(texts(made.rejected, 'age')).toEqual(['n.a.']);
  });

  it('never reads a cell away: a warning about a type leaves the column as it is', () => {
    const table = tableOf({ age: ['categorical', ['30', 'n.a.']] });
    const made = quarantine(
      table,
      suiteOf({ check: 'column', column: 'age', type: 'numeric', severity: 'warning' }),
    );
    expect(texts(made.kept, 'age')).toEqual(['30', 'n.a.']);
  });

  it('says what still fails when no row alone is at fault', () => {
    const made = quarantine(
      tableOf({ age: ['numeric', [1]] }),
      suiteOf({ check: 'row-count', min: 5, max: null }),
    );
    expect(made).toMatchObject({ kept: { nRows: 1 }, keptReport: { worst: 'error' } });
  });

  it('finds free names for its own columns', () => {
    const table = tableOf({ row: ['numeric', [7]], age: ['numeric', [-1]] });
    expect(quarantine(table, suiteOf(age)).rejected.columns.map(({ name }) => name)).toEqual([
      'row_',
      'row',
      'age',
      'rejected because',
    ]);
  });
});
