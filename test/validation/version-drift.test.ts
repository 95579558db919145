import { describe, expect, it } from 'vitest';
import type { Cell, ColumnType, Table } from '../../shared/table/table.ts';
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
  const one = tableOf({ a: ['numeric', [1]], b: ['numeric', [1]], c: ['identifier', ['x']] });
  const two = tableOf({ b: ['boolean', [true]], c: ['identifier', ['x']], d: ['numeric', [1]] });
  expect(versionDrift(one, two).left).toEqual([
    { name: 'a', why: 'gone' },
    { name: 'b', why: 'type-changed' },
    { name: 'c', why: 'identifier' },
    { name: 'd', why: 'new' },
  ]);
});

describe('[MON1] texts', () => {
  const topics = ['invoice late again', 'no signal at home', 'wants a cheaper plan', 'router is broken'];
  const texts = (nRows: number, words: readonly string[], from = 0) =>
    tableOf({
      note: [
        'text',
        Array.from({ length: nRows }, (_, row) => `${words[(row + from) % words.length]} ${row % 7}`),
      ],
    });
  const statuses = (before: Table, after: Table) =>
    versionDrift(before, after).columns.map(({ name, status }) => [name, status]);

  it('of the same kind do not drift', () => {
    expect(statuses(texts(800, topics), texts(600, topics, 1))).toEqual([
      ['note: length', 'ok'],
      ['note: words not met before', 'ok'],
      ['note: words as a whole', 'ok'],
    ]);
  });

  it('whose known words stand in other shares drift as a whole', () => {
    const often = [...topics, topics[0]!, topics[0]!];
    expect(statuses(texts(800, topics), texts(600, often)).at(-1)).toEqual([
      'note: words as a whole',
      'drift',
    ]);
    const { effect, test } = versionDrift(texts(800, topics), texts(600, often)).columns.at(-1)!;
    expect(effect.name).toBe('auc');
    expect(effect.threshold).toBe(0.55);
    expect(test).toBe('domain-classifier');
  });

  it('that are longer drift in length, those with new words in vocabulary', () => {
    // Every word was met in the rows that make the vocabulary.
    const longer = topics.map((text) => `${text} ${text}`);
    expect(statuses(texts(801, topics), texts(600, longer))[0]).toEqual(['note: length', 'drift']);
    const others = [
      'billing slow today',
      'my number is gone',
      'asked for a refund now',
      'display is cracked',
    ];
    expect(statuses(texts(800, topics), texts(600, others)).at(-2)).toEqual([
      'note: words not met before',
      'drift',
    ]);
  });
});
