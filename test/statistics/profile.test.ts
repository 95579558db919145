import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { numericEdges } from '../../shared/statistics/numeric-edges.ts';
import {
  binCount,
  binIndex,
  decodeBins,
  encodeBins,
  mergeCounts,
} from '../../shared/statistics/profile-bins.ts';
import { profileTable } from '../../shared/statistics/profile-build.ts';
import { total } from '../../shared/statistics/total.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';

const table = tableFromInstances(
  [
    { name: 'age', type: 'numeric' },
    { name: 'city', type: 'categorical', levels: ['Nice', 'Lyon', 'Metz'] },
    { name: 'member', type: 'boolean' },
    { name: 'since', type: 'datetime' },
    { name: 'note', type: 'text' },
  ],
  [
    [30, 'Lyon', true, 0, 'canary-text'],
    [40, 'Lyon', false, 86_400_000, null],
    [null, 'Metz', null, null, 'b'],
    [50, null, true, 86_400_000, 'c'],
  ],
);
const names = table.columns.map((column) => column.name);

describe('profileTable', () => {
  const profiles = profileTable(table, names);

  it('profiles numbers, dates, categories and booleans, one for each name in order', () => {
    expect(profiles).toEqual([
      {
        kind: 'numeric',
        name: 'age',
        edges: [25, 35, 45, 55],
        counts: [1, 0, 1, 1, 1, 0],
        mean: 40,
        std: Math.sqrt(200 / 3),
      },
      // The most frequent first; "Nice" is in the dictionary only, and stays here.
      { kind: 'categorical', name: 'city', levels: ['Lyon', 'Metz'], counts: [1, 2, 1, 0] },
      { kind: 'categorical', name: 'member', levels: ['false', 'true'], counts: [1, 1, 2, 0] },
      expect.objectContaining({ kind: 'numeric', name: 'since', counts: [1, 0, 1, 2, 0] }),
      { kind: 'categorical', name: 'note', levels: [], counts: [1, 3] },
    ]);
  });

  it('every row falls into the bin it was counted in', () => {
    const rows = [
      [30, 'Lyon', true, 0, 'canary-text'],
      [40, 'Lyon', false, 86_400_000, null],
      [null, 'Metz', null, null, 'b'],
      [50, null, true, 86_400_000, 'c'],
    ];
    profiles.forEach((profile, at) => {
      const counts = Array.from({ length: binCount(profile) }, () => 0);
      for (const row of rows) counts[binIndex(profile, row[at]!)]! += 1;
      expect(counts).toEqual(profile.counts);
    });
  });

  it('the dictionary’s order and the rows’ order do not show', () => {
    const mirrored = tableFromInstances(
      [
        { name: 'x', type: 'numeric' },
        { name: 'c', type: 'categorical', levels: ['b', 'a', '😀', 'Z', '｡'] },
      ],
      [
        [0.1, '｡'],
        [0.7, '😀'],
        [0.3, 'a'],
        [0.3, 'b'],
      ],
    );
    const straight = tableFromInstances(
      [
        { name: 'x', type: 'numeric' },
        { name: 'c', type: 'categorical' },
      ],
      [
        [0.3, 'b'],
        [0.3, 'a'],
        [0.7, '😀'],
        [0.1, '｡'],
      ],
    );
    expect(profileTable(mirrored, ['x', 'c'])).toEqual(profileTable(straight, ['x', 'c']));
    // By code point: U+FF61 before U+1F600, though its UTF-16 units say otherwise.
    expect(profileTable(mirrored, ['c'])[0]).toMatchObject({ levels: ['a', 'b', '｡', '😀'] });
  });

  it('keeps the 50 most frequent levels and adds the others up', () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 60 - i }, () => [`level ${i}`]),
    ).flat();
    const [profile] = profileTable(tableFromInstances([{ name: 'c', type: 'categorical' }], rows), ['c']);
    expect(profile).toMatchObject({ kind: 'categorical' });
    expect(profile!.counts).toHaveLength(52);
    expect(profile!.counts[51]).toBe(55);
    expect(binIndex(profile!, 'level 59')).toBe(51);
  });

  it('a constant or empty column has no spread', () => {
    const rows = Array.from({ length: 3 }, () => [0.1, null]);
    const cells = tableFromInstances(
      [
        { name: 'c', type: 'numeric' },
        { name: 'e', type: 'numeric' },
      ],
      rows,
    );
    const [constant, empty] = profileTable(cells, ['c', 'e']);
    expect(constant).toMatchObject({ mean: 0.1, std: 0, counts: [0, 0, 3, 0] });
    expect(empty).toMatchObject({ edges: [], mean: 0, std: 0, counts: [3, 0] });
    expect(binIndex(empty!, 7)).toBe(1);
  });

  it('an unknown name is an error that says what there is', () => {
    expect(() => profileTable(table, ['agee'])).toThrow(/agee.*age/);
  });
});

describe('numeric edges', () => {
  const rng = createRng(3);
  const draws: [string, Float64Array][] = [
    ['normal', Float64Array.from({ length: 5000 }, () => rng.normal())],
    ['rounded', Float64Array.from({ length: 5000 }, () => Math.round(20 * rng.normal()))],
    ['mostly zero', Float64Array.from({ length: 5000 }, () => (rng.uniform() < 0.9 ? 0 : rng.normal()))],
    ['neighbouring doubles', Float64Array.of(1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON, 2)],
    ['huge', Float64Array.of(-Number.MAX_VALUE, 0, 5, Number.MAX_VALUE / 2)],
  ];

  it.each(draws)('[SYNC10] no edge is a value of the data: %s', (_, values) => {
    const edges = numericEdges(values.toSorted(), 32);
    const inner = edges.slice(1, -1);
    expect(inner.filter((edge) => values.includes(edge))).toEqual([]);
    expect(edges.length).toBeLessThanOrEqual(33);
    expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
    expect(edges.every(Number.isFinite)).toBe(true);
  });

  it('cuts continuous values into bins of equal counts', () => {
    const cells = tableFromInstances(
      [{ name: 'x', type: 'numeric' }],
      [...draws[0]![1]].map((x) => [x]),
    );
    const { counts } = profileTable(cells, ['x'])[0]!;
    expect(counts).toHaveLength(35);
    expect(counts.slice(0, 2)).toEqual([0, 0]);
    for (const count of counts.slice(2, -1)) expect(Math.abs(count - 5000 / 32)).toBeLessThanOrEqual(1);
  });

  it('a heavy value gets a bin to itself', () => {
    const zeros = numericEdges(draws[2]![1].toSorted(), 32).filter((edge) => Math.abs(edge) < 0.01);
    expect(zeros.some((edge) => edge < 0)).toBe(true);
    expect(zeros.some((edge) => edge > 0)).toBe(true);
  });
});

describe('bins of rows', () => {
  it('survive base64', () => {
    expect([...decodeBins(encodeBins([0, 51, 300, 65_535]))]).toEqual([0, 51, 300, 65_535]);
    expect(encodeBins([1, 258])).toBe('AQACAQ==');
  });

  it('an odd number of bytes is refused', () => {
    expect(() => decodeBins('AQAC')).toThrow(/16-bit/);
  });

  it('counts merge by addition, over the same bins only', () => {
    expect(mergeCounts([1, 2, 3], [0, 5, 1])).toEqual([1, 7, 4]);
    expect(() => mergeCounts([1], [1, 2])).toThrow(/1 bins.*2/);
    expect(total([1, 2, 3])).toBe(6);
  });
});
