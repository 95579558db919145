import { describe, expect, it } from 'vitest';
import { balanceTable } from '../../shared/pipelines/balance-table.ts';
import { prepareData } from '../../shared/pipelines/prepare-data.ts';
import { parseRecipe, recipeDigest } from '../../shared/pipelines/recipe-check.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Balance } from '../../shared/records/recipe.ts';
import { cellText, isMissing } from '../../shared/table/cells.ts';
import { column } from '../../shared/table/columns.ts';
import { rowDigests } from '../../shared/table/row-digests.ts';
import type { Table } from '../../shared/table/table.ts';
import { recipeFor, sampleTable, train } from './training.ts';

const churn = sampleTable('churn', 600);
const recipe = recipeFor(churn, { target: 'Churn', estimator: 'logistic-regression' });
const strategies: Balance[] = [
  { strategy: 'oversample' },
  { strategy: 'undersample' },
  { strategy: 'smote', neighbours: 5 },
];
const tally = (y: Float64Array): number[] => [0, 1].map((k) => y.filter((value) => value === k).length);
const prepared = (balance?: Balance) =>
  prepareData(churn, balance === undefined ? recipe : { ...recipe, balance }, createRng(1), createRng(2));

describe('a recipe with balance', () => {
  it.each(strategies)(
    'evens out what is learned from and leaves both parts of the split alone: %j',
    (balance) => {
      const [plain, even] = [prepared(), prepared(balance)];
      expect(even.test).toEqual(plain.test);
      expect(even.train).toEqual(plain.train);
      const [no, yes] = tally(even.fit.y);
      expect(no).toBe(yes);
      expect(no).toBe(
        balance.strategy === 'undersample'
          ? Math.min(...tally(plain.train.y))
          : Math.max(...tally(plain.train.y)),
      );
      expect(even.fit.X.values.every(Number.isFinite)).toBe(true);
    },
  );

  it('draws no learned row from the test part', () => {
    const { fit, train: part } = prepared({ strategy: 'oversample' });
    const known = new Set(
      Array.from({ length: part.X.nRows }, (_, row) =>
        part.X.values.subarray(row * part.X.nColumns, (row + 1) * part.X.nColumns).join(),
      ),
    );
    for (let row = 0; row < fit.X.nRows; row++)
      expect(known.has(fit.X.values.subarray(row * fit.X.nColumns, (row + 1) * fit.X.nColumns).join())).toBe(
        true,
      );
  });

  it('gives another model than without, the same for the same seed, and the profile of the rows as they occur', async () => {
    const balanced = { ...recipe, balance: { strategy: 'smote', neighbours: 5 } as const };
    const [plain, first, second] = [
      await train(churn, recipe),
      await train(churn, balanced),
      await train(churn, balanced),
    ];
    expect(first.modelDigest).toBe(second.modelDigest);
    expect(first.modelDigest).not.toBe(plain.modelDigest);
    expect(first.train.nRows).toBe(plain.train.nRows);
    const recall = (outcome: typeof plain): number =>
      outcome.metrics.find(({ key }) => key === 'test_recall')!.value;
    expect(recall(first)).toBeGreaterThan(recall(plain));
  });

  it('changes the digest of recipes that have it, and of no other', () => {
    const { balance: _none, ...without } = { ...recipe, balance: undefined };
    expect(recipeDigest(parseRecipe(without))).toBe(recipeDigest(recipe));
    expect(recipeDigest({ ...recipe, balance: { strategy: 'oversample' } })).not.toBe(recipeDigest(recipe));
  });

  it('is refused for a quantity', () => {
    const regression = { ...recipe, task: 'regression', balance: { strategy: 'oversample' } };
    expect(() => parseRecipe(regression)).toThrow(/Only classes can be balanced/);
  });
});

describe('a balanced table', () => {
  const wish = { target: 'Churn', test: 0.2, seed: 42 };
  const digests = (table: Table): Set<bigint> => new Set(rowDigests(table));

  it.each(strategies)('has equal classes and no row of the held-out part: %j', (balance) => {
    const { balanced, heldOut, classes } = balanceTable(churn, { ...wish, balance });
    expect(new Set(classes.map(({ after }) => after)).size).toBe(1);
    expect(balanced.nRows).toBe(classes.reduce((sum, { after }) => sum + after, 0));
    expect(heldOut!.nRows).toBe(120);
    const held = digests(heldOut!);
    for (const digest of digests(balanced)) expect(held.has(digest)).toBe(false);
  });

  it('is the same for the same seed', () => {
    const make = (seed: number) =>
      balanceTable(churn, { ...wish, seed, balance: { strategy: 'smote', neighbours: 3 } }).balanced;
    expect(rowDigests(make(7))).toEqual(rowDigests(make(7)));
    expect(rowDigests(make(7))).not.toEqual(rowDigests(make(8)));
  });

  it('made by SMOTE keeps whole numbers whole, levels known, and gives made rows no identity', () => {
    const { balanced, classes } = balanceTable(churn, {
      ...wish,
      balance: { strategy: 'smote', neighbours: 5 },
    });
    const firstMade = classes.reduce((sum, { before }) => sum + before, 0);
    for (const entry of balanced.columns) {
      const source = column(churn, entry.name);
      if (
        entry.type === 'numeric' &&
        source.type === 'numeric' &&
        source.values.every((value) => value !== value || Number.isInteger(value))
      )
        expect(entry.values.every((value) => value !== value || Number.isInteger(value))).toBe(true);
      if (entry.type === 'categorical' && source.type === 'categorical')
        for (let row = 0; row < balanced.nRows; row++)
          if (!isMissing(entry, row)) expect(source.levels).toContain(cellText(entry, row));
      if (entry.type === 'identifier')
        for (let row = 0; row < balanced.nRows; row++) expect(isMissing(entry, row)).toBe(row >= firstMade);
    }
  });

  it('refuses SMOTE without a number, and a target that is no class', () => {
    const named = { ...churn, columns: churn.columns.filter(({ type }) => type === 'categorical') };
    expect(() => balanceTable(named, { ...wish, balance: { strategy: 'smote', neighbours: 5 } })).toThrow(
      /at least one numeric column/,
    );
    expect(() =>
      balanceTable(churn, { ...wish, target: 'nowhere', balance: { strategy: 'oversample' } }),
    ).toThrow(/no column "nowhere"/);
  });
});
