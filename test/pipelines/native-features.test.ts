import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { cell } from '../../shared/table/cells.ts';
import { recipeFor, sampleTable, train } from './training.ts';

const churn = sampleTable('churn', 600);
const wish = { target: 'Churn', estimator: 'gradient-boosting', params: { max_iter: 20 } };
const boosting = recipeFor(churn, wish);
const rowOf = (at: number): Record<string, unknown> =>
  Object.fromEntries(churn.columns.map((entry) => [entry.name, cell(entry, at)]));

function refusal(json: unknown): AppError {
  try {
    parseRecipe(json);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('the recipe was accepted');
}

describe('an estimator that takes missing cells and categories', () => {
  it('is given them as they are by the default recipe', () => {
    const steps = boosting.prepare.map(({ step }) => step);
    expect(steps).not.toContain('impute');
    expect(boosting.prepare.find(({ step }) => step === 'encode')).toMatchObject({ method: 'codes' });
    const forest = recipeFor(churn, { ...wish, estimator: 'random-forest', params: {} });
    expect(forest.prepare.map(({ step }) => step)).toContain('impute');
  });

  it('is filled for and given 0/1 columns where that was wished, or SMOTE needs it', () => {
    const wished = recipeFor(churn, { ...wish, preparation: { numeric_gaps: 'mean', encode: 'one-hot' } });
    expect(wished.prepare).toContainEqual({ step: 'impute', numeric: 'mean', categorical: 'keep' });
    const smote = recipeFor(churn, { ...wish, preparation: { balance: 'smote' } });
    expect(smote.prepare).toContainEqual({ step: 'impute', numeric: 'median', categorical: 'most-frequent' });
    expect(smote.prepare.find(({ step }) => step === 'encode')).toMatchObject({ method: 'one-hot' });
  });

  it('serves rows with nulls and unknown categories, the same from the package as in training', async () => {
    const { packageBytes, test } = await train(churn, boosting);
    expect(test.task === 'classification' && test.rocAuc!).toBeGreaterThan(0.7);
    const model = openModel(packageBytes);
    expect(model.manifest.signature.inputs.every(({ nullable }) => nullable)).toBe(true);
    const row = rowOf(3);
    const category = churn.columns.find(({ type, name }) => type === 'categorical' && name !== 'Churn')!.name;
    const nothing = Object.fromEntries(model.manifest.signature.inputs.map(({ name }) => [name, null]));
    const { answer } = model.predict(nothing);
    expect(answer.probabilities.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
    const strange = model.predict({ ...row, [category]: 'never seen' });
    expect(strange.answer.warnings).toMatchObject([{ code: 'unknown-category' }]);
    const absent = model.predict({ ...row, [category]: null });
    expect(strange.answer.probabilities).toEqual(absent.answer.probabilities);
  });

  it('has one importance a column, not one a level', async () => {
    const { importance } = await train(churn, boosting);
    expect(importance.some(({ feature }) => feature.includes('='))).toBe(false);
  });
});

describe('recipes that an estimator cannot follow are refused with a way out', () => {
  const forest = recipeFor(churn, { ...wish, estimator: 'random-forest', params: {} });
  const withSteps = (recipe: Recipe, prepare: unknown[]): unknown => ({ ...recipe, prepare });

  it('codes for one that would take them for quantities', () => {
    const error = refusal({ ...forest, prepare: boosting.prepare });
    expect([error.code, error.errors[0]?.pointer]).toEqual(['recipe-invalid', '/prepare/1/method']);
    expect(error.remedy).toMatch(/"one-hot", or use gradient-boosting/);
  });

  it('gaps kept for one that takes none', () => {
    const keep = { step: 'impute', numeric: 'keep', categorical: 'most-frequent' };
    expect(refusal(withSteps(forest, [keep, { step: 'encode' }])).code).toBe('recipe-invalid');
  });

  it('scaled codes, and SMOTE between codes', () => {
    const scaled = withSteps(boosting, [{ step: 'encode', method: 'codes' }, { step: 'scale' }]);
    expect(refusal(scaled).message).toMatch(/would change the codes/);
    const smote = { ...boosting, balance: { strategy: 'smote', neighbours: 5 } };
    expect(refusal(smote).message).toMatch(/between two category codes/);
  });

  it('directions for one that knows none, and for a feature that is none', async () => {
    const monotone = [{ name: 'tenure', direction: 'decreasing' }];
    expect(refusal({ ...forest, estimator: { ...forest.estimator, monotone } }).errors[0]?.pointer).toBe(
      '/estimator/monotone',
    );
    const unknown = [{ name: 'tenures', direction: 'decreasing' as const }];
    const recipe = { ...boosting, estimator: { ...boosting.estimator, monotone: unknown } };
    await expect(train(churn, recipe)).rejects.toMatchObject({ code: 'column-unknown' });
  });
});

it('a direction in the recipe holds for the served model', async () => {
  const name = 'MonthlyCharges';
  const monotone = [{ name, direction: 'decreasing' as const }];
  const { packageBytes } = await train(churn, {
    ...boosting,
    estimator: { ...boosting.estimator, monotone },
  });
  const model = openModel(packageBytes);
  const yes = (row: number, value: number): number =>
    model.predict({ ...rowOf(row), [name]: value }).answer.probabilities.find(({ label }) => label === 'Yes')!
      .p;
  for (let row = 0; row < 10; row++)
    for (let value = 20; value < 120; value += 5)
      expect(yes(row, value + 5)).toBeLessThanOrEqual(yes(row, value));
});
