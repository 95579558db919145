import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import {
  crossValidate,
  foldMetrics,
  judgeFolds,
  meanScore,
  type ValidationInput,
} from '../../shared/pipelines/cross-validate.ts';
import { trainRecipe } from '../../shared/pipelines/train-recipe.ts';
import { splitRows } from '../../shared/pipelines/prepare-data.ts';
import { RNG_SPLIT } from '../../shared/pipelines/run-recipe.ts';
import { otherRows } from '../../shared/preparation/stratified-sample.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { selectRows } from '../../shared/table/shape.ts';
import reference from '../references/cross-validation.json' with { type: 'json' };
import { inThread, recipeFor, sampleTable, train } from './training.ts';

async function finish<T>(running: AsyncGenerator<Progress, T, void>, seen: Progress[] = []): Promise<T> {
  for (;;) {
    const step = await running.next();
    if (step.done === true) return step.value;
    seen.push(step.value);
  }
}

const validate = (input: ValidationInput, seen?: Progress[]) => finish(crossValidate(input, inThread), seen);

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (thrown: unknown) => AppError.from(thrown).code,
  );
}

describe('cross-validation against scikit-learn, on the same folds', () => {
  const names = ['a', 'b', 'c', 'd'];
  const table = (target: readonly (string | number)[]) =>
    tableFromInstances(
      [
        ...names.map((name) => ({ name, type: 'numeric' as const })),
        { name: 'y', type: typeof target[0] === 'string' ? ('categorical' as const) : ('numeric' as const) },
      ],
      reference.X.map((row, at) => [...row, target[at]!]),
    );
  const folds = reference.folds.map((rows) => Int32Array.from(rows));
  const cases = [
    {
      name: 'logistic' as const,
      data: table(reference.label.map(String)),
      estimator: 'logistic-regression',
      params: { C: 0.5, tol: 1e-10 },
    },
    {
      name: 'ridge' as const,
      data: table(reference.target),
      estimator: 'linear-regression',
      params: { alpha: 2 },
    },
  ];
  it.each(cases)('$name agrees fold by fold, in mean and in spread', async (entry) => {
    const recipe = recipeFor(entry.data, {
      target: 'y',
      estimator: entry.estimator,
      params: entry.params,
      preparation: { outliers: 'keep', duplicates: 'keep' },
      task: entry.name === 'ridge' ? 'regression' : 'classification',
    });
    const labels = entry.name === 'ridge' ? [] : ['0', '1'];
    const parts = folds.map((test) => ({ labels, test, train: otherRows(entry.data.nRows, test) }));
    const metrics = foldMetrics(await finish(judgeFolds(entry.data, recipe, parts, inThread)));
    const expected: Record<string, number[]> = reference[entry.name];
    const spread: Record<string, { mean: number; std: number }> = reference[`${entry.name}_spread`];
    expect(Object.keys(expected).length).toBeGreaterThan(2);
    for (const [name, values] of Object.entries(expected)) {
      const steps = metrics.filter(({ key }) => key === `cv_${name}`);
      expect(steps.map(({ step }) => step)).toEqual(values.map((_, at) => at));
      steps.forEach(({ value }, at) => expectClose(value, values[at]!));
      const summary = (key: string) => metrics.find((metric) => metric.key === key)!.value;
      expectClose(summary(`cv_${name}_mean`), spread[name]!.mean);
      expectClose(summary(`cv_${name}_std`), spread[name]!.std);
    }
  });
});

const expectClose = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));

const churn = sampleTable('churn', 300);
const logistic = recipeFor(churn, { target: 'Churn', estimator: 'logistic-regression' });
const withSplit = (recipe: Recipe, split: Partial<Recipe['split']>): Recipe => ({
  ...recipe,
  split: { ...recipe.split, ...split },
});

describe('cross-validation', () => {
  it('is repeated with other folds, the same for the same seed', async () => {
    const recipe = withSplit(logistic, { folds: 4, repeats: 2 });
    const seen: Progress[] = [];
    const found = await validate({ table: churn, recipe }, seen);
    expect(found.folds).toHaveLength(8);
    expect(found.folds.slice(0, 4)).not.toEqual(found.folds.slice(4));
    expect(found.nRows).toBe(240);
    expect(await validate({ table: churn, recipe })).toEqual(found);
    expect((await validate({ table: churn, recipe: { ...recipe, seed: 43 } })).folds).not.toEqual(
      found.folds,
    );
    const done = seen.map((progress) => progress.done / progress.total);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('does not look at the test part: garbage there changes no figure', async () => {
    const { test } = splitRows(churn, logistic, createRng(logistic.seed).fork(RNG_SPLIT));
    const spoilt = {
      ...churn,
      columns: churn.columns.map((column) =>
        column.type === 'numeric'
          ? { ...column, values: column.values.map((value, row) => (test.includes(row) ? 1e6 + row : value)) }
          : column,
      ),
    };
    const recipe = { ...logistic, clean: [] };
    expect(await validate({ table: spoilt, recipe })).toEqual(await validate({ table: churn, recipe }));
  });

  it('judges on a share of the rows where a search asks for it', async () => {
    const half = await validate({ table: churn, recipe: logistic, scope: { share: 0.5 } });
    expect(half.nRows).toBeGreaterThanOrEqual(120);
    expect(half.nRows).toBeLessThan(125);
    expect(half.folds).toHaveLength(5);
  });

  it('is part of a run where the recipe has folds; the model is that of the run without', async () => {
    const recipe = withSplit(logistic, { folds: 3 });
    const plain = await train(churn, recipe);
    const outcome = await finish(trainRecipe({ table: churn, recipe }, inThread));
    expect(outcome.modelDigest).toBe(plain.modelDigest);
    const keys = outcome.metrics.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['test_roc_auc', 'cv_roc_auc_mean', 'cv_roc_auc_std']));
    expect(outcome.history.filter(({ key }) => key === 'cv_roc_auc').map(({ step }) => step)).toEqual([
      0, 1, 2,
    ]);
    expect((await finish(trainRecipe({ table: churn, recipe: logistic }, inThread))).metrics).toEqual(
      (await train(churn, logistic)).metrics,
    );
  });

  it('judges an outer fold with what all others teach, and searches without it', async () => {
    const outer = { folds: 3, fold: 1 };
    const inner = await validate({ table: churn, recipe: logistic, scope: { outer } });
    expect(inner.nRows).toBe(160);
    expect(inner.folds).toHaveLength(5);
    const judged = await validate({
      table: churn,
      recipe: logistic,
      scope: { outer: { ...outer, judge: true } },
    });
    expect(judged.folds).toHaveLength(1);
  });

  it('runs leave-one-out on a quantity, though one row alone never varies', async () => {
    const table = sampleTable('measurements', 30);
    const recipe = recipeFor(table, {
      target: table.columns.find(({ type }) => type === 'numeric')!.name,
      estimator: 'linear-regression',
      task: 'regression',
    });
    const { folds } = await validate({ table, recipe: withSplit(recipe, { folds: 24 }) });
    expect(folds).toHaveLength(24);
    expect(meanScore(folds, 'mae')).toBeGreaterThan(0);
  });

  it('says what cannot be done', async () => {
    const few = selectRows(
      churn,
      Int32Array.from({ length: 20 }, (_, row) => row),
    );
    const recipe = { ...logistic, clean: [] };
    expect(await codeOf(validate({ table: few, recipe: withSplit(recipe, { folds: 90 }) }))).toBe(
      'folds-too-many',
    );
    const rows = [...Array<string>(8).fill('a'), ...Array<string>(8).fill('b'), 'c', 'c'];
    const rare = tableFromInstances(
      [
        { name: 'x', type: 'numeric' },
        { name: 'y', type: 'categorical' },
      ],
      rows.map((label, at) => [at, label]),
    );
    const ofRare = recipeFor(rare, { target: 'y', estimator: 'decision-tree' });
    expect(await codeOf(validate({ table: rare, recipe: withSplit(ofRare, { test: 0.3 }) }))).toBe(
      'class-too-small',
    );
    const constant = tableFromInstances(
      [
        { name: 'x', type: 'numeric' },
        { name: 'y', type: 'numeric' },
      ],
      rows.map((_, at) => [at, 1]),
    );
    const flat = recipeFor(constant, { target: 'y', estimator: 'linear-regression', task: 'regression' });
    expect(await codeOf(validate({ table: constant, recipe: flat }))).toBe('target-constant');
    const { folds } = await validate({ table: churn, recipe: logistic });
    expect(() => meanScore(folds, 'rmse')).toThrow(expect.objectContaining({ code: 'metric-undefined' }));
  });
});
