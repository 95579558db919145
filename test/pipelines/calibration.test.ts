import { beforeAll, describe, expect, it } from 'vitest';
import type { ClassificationEvaluation } from '../../shared/evaluation/evaluation.ts';
import { decodePackage, encodePackage } from '../../shared/packaging/package-file.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { recipeFor, sampleTable, train } from './training.ts';

const churn = sampleTable('churn', 1500);
/** Grown to the last leaf, so it is far too sure. */
const plain = recipeFor(churn, {
  target: 'Churn',
  estimator: 'decision-tree',
  params: { max_depth: 30, min_samples_leaf: 1 },
});
const calibrated = (method: 'isotonic' | 'sigmoid', recipe: Recipe = plain): Recipe => ({
  ...recipe,
  calibrate: { method, folds: 4 },
});

const judged = (outcome: RunOutcome): ClassificationEvaluation => outcome.test as ClassificationEvaluation;

describe.each(['isotonic', 'sigmoid'] as const)('a run calibrated by %s', (method) => {
  let before: RunOutcome;
  let after: RunOutcome;
  beforeAll(async () => {
    before = await train(churn, plain);
    after = await train(churn, calibrated(method));
  });

  it('has the same estimator, and probabilities nearer to the frequencies than without', () => {
    const [one, other] = [before, after].map(({ packageBytes }) => decodePackage(packageBytes));
    expect(other!.manifest.estimator).toEqual(one!.manifest.estimator);
    expect(other!.tensors.filter(({ name }) => !name.startsWith('calibration.'))).toEqual(one!.tensors);
    expect(judged(after).logLoss).toBeLessThan(judged(before).logLoss);
    expect(judged(after).brier).toBeLessThan(judged(before).brier);
    expect(judged(after).ece).toBeLessThan(judged(before).ece!);
  });

  it('reports what it was before', () => {
    const { brier, ece, logLoss, calibration } = judged(before);
    expect(judged(after).uncalibrated).toEqual({ brier, ece, logLoss, calibration });
    expect(judged(before).uncalibrated).toBeUndefined();
    // Packages without calibration have the bytes they always had.
    expect(decodePackage(before.packageBytes).manifest).not.toHaveProperty('calibration');
    expect(after.metrics.map(({ key }) => key)).toContain('test_ece');
  });

  it('gives the same bytes again, and serves what it evaluated', async () => {
    expect((await train(churn, calibrated(method))).modelDigest).toBe(after.modelDigest);
    const served = openModel(after.packageBytes, after.modelDigest);
    expect(served.manifest.calibration).toMatchObject({ method, scale: 'probability' });
    const [row] = served.manifest.golden.rows;
    const { answer } = served.predict(row);
    expect(answer.probabilities.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(answer.probabilities.find(({ label }) => label === 'Yes')!.p).toBe(
      served.manifest.golden.outputs[0]![1],
    );
  });

  it('[SEC5] is refused when its curves were changed, left out, or come without a method', () => {
    const { manifest, tensors } = decodePackage(after.packageBytes);
    const refused = (changed: typeof manifest, data: typeof tensors) =>
      expect(() => openModel(encodePackage(changed, data))).toThrow(
        expect.objectContaining({ code: 'model-invalid' }),
      );
    refused(
      manifest,
      tensors.filter(({ name }) => !name.startsWith('calibration.')),
    );
    const { calibration: _calibration, ...without } = manifest;
    refused(without, tensors);
    refused(
      manifest,
      tensors.map((tensor) =>
        tensor.name === 'calibration.y' || tensor.name === 'calibration.coefficients'
          ? { ...tensor, data: Float64Array.from(tensor.data, () => NaN) }
          : tensor,
      ),
    );
  });
});

describe('calibration', () => {
  it('moves a bar that only rises, over all of its fits', async () => {
    const shares: number[] = [];
    await train(churn, calibrated('sigmoid'), ({ stage, done, total }) => {
      if (stage === 'train') shares.push(done / total);
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(new Set(shares).size).toBeGreaterThan(4);
  });

  it('takes more than two classes, text, and balanced rows', async () => {
    const texts = sampleTable('product-texts', 300);
    const recipe = recipeFor(texts, { target: 'Category', estimator: 'multinomial-nb' });
    const outcome = await train(texts, calibrated('isotonic', recipe));
    expect(judged(outcome).labels.length).toBeGreaterThan(2);
    expect(judged(outcome).logLoss).toBeLessThan(judged(outcome).uncalibrated!.logLoss);
    const balanced = await train(churn, { ...calibrated('isotonic'), balance: { strategy: 'oversample' } });
    // Balanced rows make the rare class too likely; calibration sees the rows as they occur.
    expect(judged(balanced).ece).toBeLessThan(judged(balanced).uncalibrated!.ece!);
  });

  it('is for classes, with rows enough for its folds', async () => {
    const measurements = sampleTable('measurements', 60);
    const target = measurements.columns.find(({ type }) => type === 'numeric')!.name;
    const regression = recipeFor(measurements, { target, task: 'regression', estimator: 'decision-tree' });
    expect(() => parseRecipe(calibrated('sigmoid', regression))).toThrow(
      expect.objectContaining({ code: 'recipe-invalid', detail: expect.stringContaining('regression') }),
    );
    const few = sampleTable('churn', 22);
    const recipe = {
      ...calibrated('sigmoid', recipeFor(few, { target: 'Churn', estimator: 'decision-tree' })),
    };
    await expect(train(few, { ...recipe, calibrate: { method: 'sigmoid', folds: 10 } })).rejects.toThrow(
      expect.objectContaining({ code: 'class-too-small', remedy: expect.stringContaining('Use 5 folds') }),
    );
  });
});
