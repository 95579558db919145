import { describe, expect, it } from 'vitest';
import { queryRows } from '../../shared/exploration/row-query.ts';
import type { RowQuery } from '../../shared/exploration/row-filter.ts';
import { exploreText } from '../../shared/exploration/text.ts';
import { createRng } from '../../shared/random/rng.ts';
import { boolean, categorical, datetime, numeric, tableOf, text } from './tables.ts';

const rows = tableOf(
  numeric('n', [3, null, 1, 2.5, 3]),
  categorical('c', ['Beta', 'alpha', null, 'Beta', 'gamma']),
  boolean('b', [true, false, true, null, false]),
  text('t', ['Über uns', 'zebra', 'apple', 'Apple pie', 'zebra']),
  datetime('d', [0, 86_400_000, null, 172_800_000, 0]),
);
const query = (wish: RowQuery): number[] | null => {
  const found = queryRows(rows, wish);
  return found === null ? null : [...found];
};

describe('a query of rows', () => {
  it('without a wish is all rows as they are', () => expect(query({})).toBeNull());

  it('searches every column, whatever the case', () => {
    expect(query({ search: 'apple' })).toEqual([2, 3]);
    expect(query({ search: 'BETA' })).toEqual([0, 3]);
    expect(query({ search: '2.5' })).toEqual([3]);
    expect(query({ search: 'über' })).toEqual([0]);
    expect(query({ search: '1970-01-02' })).toEqual([1]);
    expect(query({ search: 'nowhere' })).toEqual([]);
  });

  it('filters by value, limit and gap; filters and search go together', () => {
    const by = (
      column: string,
      operator: 'is' | 'is-not' | 'at-least' | 'at-most' | 'missing' | 'present',
      value = '',
    ) => query({ filters: [{ column, operator, value }] });
    expect(by('n', 'at-least', '2.5')).toEqual([0, 3, 4]);
    expect(by('n', 'is', '3')).toEqual([0, 4]);
    expect(by('n', 'missing')).toEqual([1]);
    expect(by('c', 'is-not', 'Beta')).toEqual([1, 2, 4]);
    expect(by('d', 'at-most', '1970-01-02')).toEqual([0, 1, 4]);
    expect(query({ search: 'zebra', filters: [{ column: 'b', operator: 'is', value: 'false' }] })).toEqual([
      1, 4,
    ]);
    expect(() => by('n', 'is', 'three')).toThrow(/no number/);
    expect(() => by('c', 'at-least', '3')).toThrow(/only numbers and dates/);
  });

  it('sorts with ties in row order and gaps last, in both directions', () => {
    const sorted = (column: string, descending = false) => query({ sort: { column, descending } });
    expect(sorted('n')).toEqual([2, 3, 0, 4, 1]);
    expect(sorted('n', true)).toEqual([0, 4, 3, 2, 1]);
    expect(sorted('c')).toEqual([0, 3, 1, 4, 2]);
    expect(sorted('t')).toEqual([3, 2, 1, 4, 0]);
    expect(sorted('t', true)).toEqual([0, 1, 4, 2, 3]);
  });
});

describe('a text column', () => {
  const english = 'the train to the city was late and it is not the first time that this happens with them';
  const german = 'der Zug in die Stadt war zu spät und das ist nicht das erste Mal, dass es mit dem passiert';
  const russian = 'поезд в город опоздал, и это не в первый раз';
  const guess = (...texts: string[]) =>
    exploreText(tableOf(text('t', texts)), 't', null, createRng(1)).languages.map(({ code }) => code);

  it.each([
    ['en', english],
    ['de', german],
    [
      'fr',
      'le train pour la ville est en retard et ce n’est pas la première fois que cela arrive dans cette gare',
    ],
    ['es', 'el tren para la ciudad llegó tarde y no es la primera vez que pasa con los trenes del norte'],
    ['ru', russian],
    ['ja', '電車が遅れました。初めてではありません。'],
    ['zh', '火车又晚点了，这不是第一次。'],
    ['uk', 'потяг до міста запізнився, і це не вперше'],
  ])('is taken for %s', (code, sample) => expect(guess(sample)[0]).toBe(code));

  it('says nothing where there is nothing to go by', () => {
    expect(guess('AB-12', 'XY-99', '4711')).toEqual([]);
  });

  it('has the terms that tell its classes apart, not those that all share', () => {
    const topics = { fruit: ['apple', 'pear', 'plum'], tools: ['hammer', 'saw', 'drill'] } as const;
    const rng = createRng(5);
    const labels = Array.from(
      { length: 400 },
      (_, row) => (row % 2 === 0 ? 'fruit' : 'tools') as keyof typeof topics,
    );
    const texts = labels.map(
      (label) => `buy this ${topics[label][rng.integer(3)]} and shelf ${rng.integer(9)}`,
    );
    const view = exploreText(
      tableOf(text('t', texts), categorical('class', labels)),
      't',
      'class',
      createRng(1),
    );
    const terms = view.classes.map((entry) =>
      entry.terms
        .slice(0, 3)
        .map(({ term }) => term)
        .toSorted(),
    );
    expect(view.classes.map(({ label }) => label)).toEqual(['fruit', 'tools']);
    expect(terms).toEqual([
      ['apple', 'pear', 'plum'],
      ['drill', 'hammer', 'saw'],
    ]);
    expect(view.classes[0]!.terms[0]!.z).toBeGreaterThan(3);
    expect(view.frequent[0]!.term).toBe('buy');
    expect(view.words).toMatchObject({ min: 6, max: 6 });
  });

  it('looks at a sample of many texts, drawn by seed, and says so', () => {
    const many = tableOf(
      text(
        't',
        Array.from({ length: 21_000 }, (_, row) => `${english} ${row}`),
      ),
    );
    const first = exploreText(many, 't', null, createRng(7));
    expect(first).toMatchObject({ sampled: true, usedRows: 20_000 });
    expect(exploreText(many, 't', null, createRng(7))).toEqual(first);
  });
});
