import { expect, it } from 'vitest';
import type { Cell, ColumnType } from '../../shared/table/table.ts';
import { versionDrift } from '../../shared/validation/version-drift.ts';
import { honest, tableOf } from './tables.ts';

const before = tableOf(honest(1500));

it('[MON1] rows of the same kind do not drift, moved ones do', () => {
  const now = honest(1500, 2);
  expect(versionDrift(before, tableOf(now)).columns.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  const age: [ColumnType, Cell[]] = ['numeric', now['age']![1].map((value) => Number(value) + 4)];
  const moved = versionDrift(before, tableOf({ ...now, age })).columns;
  expect(moved.map(({ name, status }) => [name, status])).toEqual([
    ['age', 'drift'],
    ['plan', 'ok'],
    ['churn', 'ok'],
  ]);
});

it('[MON1] says that there are too few rows rather than that nothing drifts', () => {
  const { columns } = versionDrift(before, tableOf(honest(50, 2)));
  expect(columns.map(({ status }) => status)).toEqual(columns.map(() => 'not-enough-data'));
});

it('says which columns it leaves out, and why', () => {
  const one = tableOf({ a: ['numeric', [1]], b: ['numeric', [1]], c: ['text', ['x']] });
  const two = tableOf({ b: ['boolean', [true]], c: ['text', ['x']], d: ['numeric', [1]] });
  expect(versionDrift(one, two).left).toEqual([
    { name: 'a', why: 'gone' },
    { name: 'b', why: 'type-changed' },
    { name: 'c', why: 'text' },
    { name: 'd', why: 'new' },
  ]);
});
