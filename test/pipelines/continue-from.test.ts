import { describe, expect, it } from 'vitest';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { continuedRecipe } from '../../shared/pipelines/continue-from.ts';
import { splitRows } from '../../shared/pipelines/prepare-data.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { reproduce } from '../../shared/pipelines/reproduce.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { inThread, recipeFor, sampleTable, train } from './training.ts';

const all = sampleTable('opinions', 900);
const first = (n: number, table: Table = all): Table =>
  selectRows(
    table,
    Int32Array.from({ length: n }, (_, row) => row),
  );

const bayes = recipeFor(all, { target: 'Sentiment', estimator: 'multinomial-nb' });
/** The recipe that goes on from what another run made of the first `end` rows. */
const onward = (outcome: { packageBytes: Uint8Array; modelDigest: string }, end: number | null): Recipe => {
  const { manifest } = decodePackage(outcome.packageBytes);
  const before = manifest.recipe.continueFrom?.ends ?? [];
  const ends = end === null ? [] : [...before, end];
  return parseRecipe(continuedRecipe(manifest, { digest: outcome.modelDigest, ends }));
};

describe('going on from a version', () => {
  it('keeps its preparation and its split, and the rows once tested on are never learned from', async () => {
    const base = await train(first(600), bayes);
    const recipe = onward(base, 600);
    const next = await train(all, recipe, undefined, base.packageBytes);
    const [before, after] = [base, next].map((run) => decodePackage(run.packageBytes).manifest);
    expect(after!.pipeline).toEqual(before!.pipeline);
    expect(after!.recipe.continueFrom).toEqual({ digest: base.modelDigest, ends: [600] });
    const old = splitRows(first(600), bayes, createRng(42).fork(0));
    const split = splitRows(all, recipe, createRng(42).fork(0));
    expect([...split.test].filter((row) => row < 600)).toEqual([...old.test]);
    expect([...split.train].filter((row) => row < 600)).toEqual([...old.train]);
    expect([...split.train, ...split.test].filter((row) => row >= 600).length).toBeGreaterThan(200);
    const third = await train(all, { ...onward(base, 600) }, undefined, base.packageBytes);
    expect(third.modelDigest).toBe(next.modelDigest);
  });

  it('adds the counts of naive Bayes up, stretch after stretch', async () => {
    const one = await train(first(300), bayes);
    const two = await train(first(600), onward(one, 300), undefined, one.packageBytes);
    const three = await train(all, onward(two, 600), undefined, two.packageBytes);
    const recipe = onward(two, 600);
    expect(recipe.continueFrom!.ends).toEqual([300, 600]);
    const learned = splitRows(all, recipe, createRng(42).fork(0)).train;
    const counts = decodePackage(three.packageBytes).tensors.find(({ name }) => name === 'class_counts')!;
    expect([...counts.data].reduce((sum, count) => sum + count, 0)).toBe(learned.length);
  });

  it('is reproduced from the base package, and says when that is not there', async () => {
    const base = await train(first(600), bayes);
    const next = await train(all, onward(base, 600), undefined, base.packageBytes);
    const again = async (bytes?: Uint8Array) => {
      const running = reproduce(openModel(next.packageBytes), all, inThread, bytes);
      for (;;) {
        const step = await running.next();
        if (step.done === true) return step.value;
      }
    };
    expect(await again(base.packageBytes)).toMatchObject({ same: true });
    await expect(again()).rejects.toMatchObject({ code: 'blob-unknown' });
    const other = await train(first(500), bayes);
    await expect(again(other.packageBytes)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('takes all rows as new where they are a table of their own, with new classes behind', async () => {
    const rows = sampleTable('opinions', 300, 7);
    const base = await train(first(600), bayes);
    const next = await train(rows, onward(base, null), undefined, base.packageBytes);
    expect(decodePackage(next.packageBytes).manifest.signature.output.labels).toEqual(
      decodePackage(base.packageBytes).manifest.signature.output.labels,
    );
    expect(openModel(next.packageBytes).manifest.recipe.continueFrom!.ends).toEqual([]);
  });

  it('refuses rows that are others than the version had, and none that are newer', async () => {
    const base = await train(first(600), bayes);
    const cases: [Table, Recipe][] = [
      [sampleTable('opinions', 900, 9), onward(base, 600)],
      [all, onward(base, 599)],
      [first(600), onward(base, 600)],
      [all, { ...onward(base, 600), seed: 43 }],
      [all, { ...onward(base, 600), estimator: { name: 'complement-nb', params: {} } }],
      [all, { ...onward(base, 600), prepare: [] }],
    ];
    for (const [table, recipe] of cases)
      await expect(train(table, recipe, undefined, base.packageBytes)).rejects.toMatchObject({
        code: 'cannot-continue',
      });
  });

  it('refuses estimators that only train from the start, calibration and folds', () => {
    const continueFrom = { digest: 'a'.repeat(64), ends: [] };
    const refused = (recipe: unknown): unknown => {
      try {
        return parseRecipe(recipe);
      } catch (thrown) {
        return (thrown as { code: string }).code;
      }
    };
    const churn = sampleTable('churn', 100);
    const tree = recipeFor(churn, { target: 'Churn', estimator: 'decision-tree' });
    expect(refused({ ...tree, continueFrom })).toBe('cannot-continue');
    expect(refused({ ...bayes, continueFrom, calibrate: { method: 'sigmoid' } })).toBe('recipe-invalid');
    expect(refused({ ...bayes, continueFrom, split: { ...bayes.split, folds: 3 } })).toBe('recipe-invalid');
    expect(refused({ ...bayes, continueFrom: { ...continueFrom, ends: [5, 5] } })).toBe('recipe-invalid');
  });
});

describe('weights of classes by label', () => {
  const churn = sampleTable('churn', 500);
  const recipe = (extra: Partial<Recipe>, estimator = 'logistic-regression'): Recipe =>
    ({ ...recipeFor(churn, { target: 'Churn', estimator }), ...extra }) as Recipe;
  const recall = async (chosen: Recipe): Promise<number> =>
    (await train(churn, chosen)).metrics.find(({ key }) => key === 'train_recall')!.value;

  it.each([
    ['logistic-regression', {}],
    ['random-forest', { n_estimators: 10, max_depth: 3 }],
    ['gradient-boosting', { max_iter: 10, max_depth: 2 }],
    ['k-nearest-neighbors', {}],
  ])('make %s see the class more often', async (name, params) => {
    const plain = { estimator: { name, params } };
    const weighed = { ...plain, classWeights: [{ label: 'Yes', weight: 8 }] };
    expect(await recall(recipe(weighed, name))).toBeGreaterThan(await recall(recipe(plain, name)));
  });

  it('say which label there is not, and refuse to stand beside balanced ones', async () => {
    await expect(train(churn, recipe({ classWeights: [{ label: 'Maybe', weight: 2 }] }))).rejects.toThrow(
      /No row has the class "Maybe"/,
    );
    const balanced = { name: 'logistic-regression', params: { class_weight: 'balanced' } };
    const both = recipe({ classWeights: [{ label: 'Yes', weight: 2 }], estimator: balanced });
    expect(() => parseRecipe(both)).toThrow(expect.objectContaining({ code: 'recipe-invalid' }));
  });
});
