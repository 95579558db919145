import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { derivedText, parseDerived } from '../../shared/pipelines/parse-derived.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { derivedColumn, type DerivedColumn } from '../../shared/records/derived.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { recipeFor, train } from './training.ts';

const usage = expect.objectContaining({ code: 'usage', detail: expect.stringContaining('ratio(A,B)') });

describe('a derived column as people write it', () => {
  it.each([
    ['x=ratio(a,b)', { name: 'x', op: 'ratio', of: ['a', 'b'] }],
    [
      'spend per month = difference( Total Charges , tenure )',
      { name: 'spend per month', op: 'difference', of: ['Total Charges', 'tenure'] },
    ],
    ['"a=b"=product("x, y","f(z)")', { name: 'a=b', op: 'product', of: ['x, y', 'f(z)'] }],
    ['l=log(a)', { name: 'l', op: 'log', of: ['a'] }],
    ['b=bins(a,5)', { name: 'b', op: 'bins', of: ['a'], by: { edges: 'width', count: 5 }, as: 'category' }],
    [
      'b=bins(a,4,quantiles,number)',
      { name: 'b', op: 'bins', of: ['a'], by: { edges: 'quantiles', count: 4 }, as: 'number' },
    ],
    [
      'b=bins(a,edges:-1:2.5)',
      { name: 'b', op: 'bins', of: ['a'], by: { edges: 'given', at: [-1, 2.5] }, as: 'category' },
    ],
  ])('%s', (text, expected) => {
    expect(parseDerived(text)).toEqual(expected);
    expect(parseDerived(derivedText(expected as DerivedColumn))).toEqual(expected);
  });

  it.each([
    '',
    'x',
    'x=a/b',
    'x=ratio(a)',
    'x=ratio(a,b,c)',
    'x=eval(a)',
    '=log(a)',
    'b=bins(a)',
    'b=bins(a,1)',
    'b=bins(a,edges:3:1)',
    'b=bins(a,edges:1:x)',
    'b=bins(a,5,deciles)',
    'x=ratio("a,b)',
    'x=log()',
  ])('is refused: %s', (text) => {
    expect(() => parseDerived(text)).toThrow(usage);
  });

  it('reads back whatever it wrote', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !text.includes('"') && text.trim() === text && text !== '');
    const pair = fc.record({
      name,
      op: fc.constantFrom('ratio', 'difference', 'product'),
      of: fc.tuple(name, name),
    });
    const log = fc.record({ name, op: fc.constant('log'), of: fc.tuple(name) });
    fc.assert(
      fc.property(fc.oneof(pair, log), (column) => {
        const parsed = derivedColumn.parse(column);
        expect(parseDerived(derivedText(parsed))).toEqual(parsed);
      }),
    );
  });
});

const rows = Array.from({ length: 200 }, (_, row) => {
  const weight = 40 + ((row * 7) % 60);
  const height = 1 + ((row * 13) % 10) / 10;
  return [weight, height, row % 5 === 0 ? null : row % 3, weight / height > 50 ? 'yes' : 'no'];
});
const people = tableFromInstances(
  [
    { name: 'weight', type: 'numeric' },
    { name: 'height', type: 'numeric' },
    { name: 'visits', type: 'numeric' },
    { name: 'heavy', type: 'categorical' },
  ],
  rows,
);
const derived = ['build=ratio(weight,height)', 'log visits=log(visits)', 'band=bins(weight,4,quantiles)'].map(
  parseDerived,
);
const recipe = recipeFor(people, { target: 'heavy', estimator: 'logistic-regression', derived });

describe('derived columns in a run', () => {
  it('are features, computed again at prediction by the same code', async () => {
    const outcome = await train(people, recipe);
    const { manifest } = decodePackage(outcome.packageBytes);
    expect(manifest.pipeline.featureNames).toContain('build');
    expect(manifest.pipeline.featureNames.filter((name) => name.startsWith('band='))).toHaveLength(4);
    // What a client sends are the columns of the data, not what is made of them.
    expect(manifest.signature.inputs.map(({ name }) => name)).toEqual(['weight', 'height', 'visits']);
    const served = openModel(outcome.packageBytes, outcome.modelDigest);
    expect(served.predict({ weight: 90, height: 1, visits: 0 }).answer.prediction).toBe('yes');
    expect(served.predict({ weight: 60, height: 1.9, visits: null }).answer.prediction).toBe('no');
    expect(served.predict({ weight: 60, height: 0, visits: 1 }).answer.confidence).toBeGreaterThan(0);
  });

  it('lift a linear model where the ratio decides', async () => {
    const plain = await train(
      people,
      recipeFor(people, { target: 'heavy', estimator: 'decision-tree', params: { max_depth: 1 } }),
    );
    const better = await train(
      people,
      recipeFor(people, { target: 'heavy', estimator: 'decision-tree', params: { max_depth: 1 }, derived }),
    );
    const accuracy = ({ test }: typeof plain): number => (test.task === 'classification' ? test.accuracy : 0);
    expect(accuracy(plain)).toBeLessThan(0.99);
    expect(accuracy(better)).toBe(1);
  });

  it.each([
    ['the target', 'x=log(heavy)', /from the target/],
    ['a column that is no feature', 'x=log(nobody)', /no such column/],
    ['a name that is taken', 'weight=log(height)', /there already/],
  ])('are refused with %s', (_, text, detail) => {
    const wrong = recipeFor(people, {
      target: 'heavy',
      estimator: 'decision-tree',
      derived: [parseDerived(text)],
    });
    expect(() => parseRecipe(wrong)).toThrow(
      expect.objectContaining({ code: 'recipe-invalid', detail: expect.stringMatching(detail) }),
    );
  });
});

describe('hashed and joined texts in a run', () => {
  const deals = tableFromInstances(
    [
      { name: 'Title', type: 'text' },
      { name: 'Note', type: 'text' },
      { name: 'Price', type: 'numeric' },
      { name: 'Deal', type: 'categorical' },
    ],
    Array.from({ length: 120 }, (_, row) => [
      row % 3 === 0 ? `cheap lamp ${row % 7}` : `lamp of brass ${row % 7}`,
      row % 2 === 0 ? null : 'with a bulb',
      row,
      row % 3 === 0 ? 'yes' : 'no',
    ]),
  );

  it.each(['logistic-regression', 'multinomial-nb', 'complement-nb'])(
    '%s learns from them, and no word travels',
    async (estimator) => {
      const preparation = { hash_terms: '4096', text_columns: 'joined' };
      const outcome = await train(deals, recipeFor(deals, { target: 'Deal', estimator, preparation }));
      expect(outcome.test.task === 'classification' && outcome.test.accuracy).toBe(1);
      expect(new TextDecoder().decode(outcome.packageBytes)).not.toMatch(/cheap|brass|bulb/);
      const served = openModel(outcome.packageBytes, outcome.modelDigest);
      const answer = (Title: string) => served.predict({ Title, Note: null, Price: 50 }).answer.prediction;
      expect([answer('cheap lamp'), answer('lamp of brass')]).toEqual(['yes', 'no']);
      expect(served.manifest.golden.rows[0]![0]).toMatch(/^[a-z]{2,}/);
    },
  );
});
