import { describe, expect, it } from 'vitest';
import { isCsr } from '../../shared/numeric/csr.ts';
import { toFeatures } from '../../shared/preparation/features.ts';
import { fitTransformer, restoreTransformer } from '../../shared/preparation/transformers.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';

const texts = ['Good film, not bad', 'bad film xylocanary', 'not good', ''];
const table = tableFromInstances(
  [
    { name: 'Text', type: 'text' },
    { name: 'Stars', type: 'numeric' },
  ],
  texts.map((text, row) => [text, row]),
);
const step = {
  step: 'sequence',
  lowercase: true,
  accents: 'fold',
  html: 'keep',
  specials: 'keep',
  minDf: 2,
  maxFeatures: 100,
  length: 3,
} as const;

describe('the step "sequence"', () => {
  const fitted = fitTransformer(step, table);

  it('numbers words in order, those of the vocabulary only, and no more than it has room for', () => {
    const { X, levels, featureNames } = toFeatures(table, [fitted]);
    // bad 1, film 2, good 3, not 4
    const rows = texts.map((_, row) => {
      const values = [0, 0, 0, 0];
      if (!isCsr(X)) throw new Error('it is sparse');
      for (let at = X.starts[row]!; at < X.starts[row + 1]!; at += 1) values[X.columns[at]!] = X.values[at]!;
      return values;
    });
    expect(rows).toEqual([
      [3, 2, 4, 0],
      [1, 2, 0, 1],
      [4, 3, 0, 2],
      [0, 0, 0, 3],
    ]);
    expect([...levels!]).toEqual([5, 5, 5, 0]);
    expect(featureNames[0]).toBe('Text: word 1');
  });

  it('[SYNC10] keeps no word of a single row', () => {
    expect(JSON.stringify(fitted.state())).not.toContain('xylocanary');
  });

  it('is the same after restore, and refuses words out of order', () => {
    const restored = restoreTransformer(structuredClone(fitted.state()));
    expect(toFeatures(table, [restored]).X).toEqual(toFeatures(table, [fitted]).X);
    const spoilt = { ...fitted.state(), words: ['b', 'a'] };
    expect(() => restoreTransformer(spoilt)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
