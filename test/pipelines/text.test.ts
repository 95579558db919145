import { beforeAll, describe, expect, it } from 'vitest';
import { estimatorByName, sparseEstimators } from '../../shared/estimators/registry.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { usualEstimators } from '../../shared/pipelines/default-recipe.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { reproduce } from '../../shared/pipelines/reproduce.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { categoryOfTitle } from '../../shared/samples/product-texts.ts';
import { moodOfText } from '../../shared/samples/opinions.ts';
import { cellText } from '../../shared/table/cells.ts';
import { column, schemaOf } from '../../shared/table/columns.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Table } from '../../shared/table/table.ts';
import { inThread, recipeFor, sampleTable, train } from './training.ts';

const products = sampleTable('product-texts', 500);
const opinions = sampleTable('opinions', 400);

const thrown = (code: string, text: RegExp): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(text) }) as Error;

const accuracy = ({ test }: RunOutcome): number => (test.task === 'classification' ? test.accuracy : NaN);

/** Those that train in this thread. */
const own = sparseEstimators('classification').filter((name) => estimatorByName(name).kind === 'own');

describe.each(own)('text with %s', (estimator) => {
  const recipe = recipeFor(products, { target: 'Category', estimator });
  let outcome: RunOutcome;
  beforeAll(async () => {
    outcome = await train(products, recipe);
  });

  it('learns the planted signal', async () => {
    // Neighbors by distance know texts less well than what weighs their terms.
    expect(accuracy(outcome)).toBeGreaterThan(estimator === 'k-nearest-neighbors' ? 0.7 : 0.9);
    const moods = await train(opinions, recipeFor(opinions, { target: 'Sentiment', estimator }));
    expect(accuracy(moods)).toBeGreaterThan(0.8);
  });

  it('gives the same digest again, and is reproduced from its package', async () => {
    expect((await train(products, recipe)).modelDigest).toBe(outcome.modelDigest);
    const again = reproduce(openModel(outcome.packageBytes), products, inThread);
    let next = await again.next();
    while (next.done !== true) next = await again.next();
    expect(next.value.same).toBe(true);
  });

  it('answers strings as it did in training, a missing text with a guess', () => {
    const served = openModel(outcome.packageBytes, outcome.modelDigest);
    const { answer } = served.predict({ Title: 'Lumio sturdy lawn mower X123, green' });
    expect(answer.prediction).toBe(categoryOfTitle('lawn mower'));
    expect(answer.probabilities.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 9);
    expect(served.predict({ Title: null }).answer.confidence).toBeLessThan(0.5);
    expect(() => served.predict({ Title: 7 })).toThrow(thrown('features-invalid', /Title/));
  });
});

describe('a package of a model for text', () => {
  const canary = 'xylocanary';
  const table = withCell(opinions, `${canary} wrote this, and it was awful`);
  let outcome: RunOutcome;
  beforeAll(async () => {
    outcome = await train(table, recipeFor(table, { target: 'Sentiment', estimator: 'logistic-regression' }));
  });

  it('[SYNC10] has no text of the data and no word of a single row', () => {
    expect(new TextDecoder().decode(outcome.packageBytes)).not.toContain(canary);
    const texts = new Set(
      Array.from({ length: table.nRows }, (_, row) => cellText(column(table, 'Text'), row)),
    );
    const { golden, profile } = decodePackage(outcome.packageBytes).manifest;
    for (const [text] of golden.rows) expect(texts.has(String(text))).toBe(false);
    expect(profile.features).toEqual([expect.objectContaining({ name: 'Text', levels: [] })]);
  });

  it('[PRED1] proves itself by made-up texts, each of known terms', () => {
    const { golden, pipeline } = decodePackage(outcome.packageBytes).manifest;
    const [row] = golden.rows;
    expect(golden.tolerance).toBe(0);
    const step = pipeline.transformers.find((state) => state['step'] === 'vectorize');
    const [{ terms }] = step!['columns'] as unknown as [{ terms: string[] }];
    const words = new Set(terms.flatMap((term) => term.split(' ')));
    expect(
      String(row![0])
        .split(' ')
        .every((word) => words.has(word)),
    ).toBe(true);
    expect(moodOfText('it was wonderful')).toBe(
      openModel(outcome.packageBytes).predict({ Text: 'it was wonderful' }).answer.prediction,
    );
  });

  it('names the terms that matter', () => {
    expect(outcome.importance[0]!.feature).toMatch(/^Text: /);
    expect(outcome.importance.length).toBeLessThanOrEqual(1000);
  });
});

describe('text beside other columns', () => {
  const table = mixed();
  const recipe = recipeFor(table, { target: 'Deal', estimator: 'logistic-regression' });

  it('learns from both, each text column a block of its own', async () => {
    const outcome = await train(table, recipe);
    expect(accuracy(outcome)).toBe(1);
    const names = decodePackage(outcome.packageBytes).manifest.pipeline.featureNames;
    expect(names).toContain('Price');
    expect(names).toContain('Title: cheap');
    expect(names).toContain('Note: cheap');
  });

  it('is left out by the default recipe of an estimator that takes none', () => {
    const forest = recipeFor(table, { target: 'Deal', estimator: 'random-forest' });
    expect(forest.columns.filter(({ role }) => role === 'ignore').map(({ name }) => name)).toEqual([
      'Title',
      'Note',
    ]);
    expect(forest.prepare.some(({ step }) => step === 'vectorize')).toBe(false);
  });

  it.each(['oversample', 'undersample'] as const)('is balanced by %s', async (strategy) => {
    const balanced: Recipe = { ...recipe, balance: { strategy } };
    expect(accuracy(await train(table, balanced))).toBe(1);
  });

  it('is not balanced by SMOTE, which says what to do instead', async () => {
    const smote: Recipe = { ...recipe, balance: { strategy: 'smote', neighbours: 5 } };
    await expect(train(table, smote)).rejects.toThrow(thrown('recipe-invalid', /between two texts/));
  });
});

describe('an estimator that takes no text', () => {
  const recipe = recipeFor(products, { target: 'Category', estimator: 'logistic-regression' });

  it('is refused for a recipe with text, naming those that take it', () => {
    const forest = { ...recipe, estimator: { name: 'random-forest', params: {} } };
    expect(() => parseRecipe(forest)).toThrow(
      expect.objectContaining({
        code: 'recipe-invalid',
        detail: expect.stringContaining('"Title" is text'),
        remedy: expect.stringMatching(
          /logistic-regression or neural-network.* or multinomial-nb or complement-nb/,
        ),
      }),
    );
  });

  it('has no default recipe where all is text', () => {
    const ask = (): Recipe => recipeFor(products, { target: 'Category', estimator: 'random-forest' });
    expect(ask).toThrow(thrown('features-missing', /takes no text/));
  });

  it('is not among the usual ones where all is text', () => {
    const usual = usualEstimators(schemaOf(products), 'Category', 'classification');
    expect(sparseEstimators('classification')).toEqual(expect.arrayContaining(usual));
    expect(usual).not.toContain('random-forest');
    expect(usualEstimators(schemaOf(mixed()), 'Deal', 'classification')).toContain('random-forest');
  });
});

/** The table with one more row. */
function withCell(table: Table, text: string): Table {
  const rows = Array.from({ length: table.nRows }, (_, row) =>
    table.columns.map((entry) => cellText(entry, row)),
  );
  return tableFromInstances(schemaOf(table), [...rows, [text, 'negative']]);
}

/** A deal is cheap by its title or its note, or by its price. */
function mixed(): Table {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const deal = row % 3 === 0;
    return [
      deal ? `cheap lamp ${row % 7}` : `lamp of brass ${row % 7}`,
      deal ? 100 + row : 900 + row,
      deal ? 'cheap and good' : 'plain and good',
      deal ? 'yes' : 'no',
    ];
  });
  const columns = [
    { name: 'Title', type: 'text' },
    { name: 'Price', type: 'numeric' },
    { name: 'Note', type: 'text' },
    { name: 'Deal', type: 'categorical' },
  ] as const;
  return tableFromInstances(columns, rows);
}
