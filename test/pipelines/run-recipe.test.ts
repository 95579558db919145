import { beforeAll, describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { reproduce } from '../../shared/pipelines/reproduce.ts';
import { challenge } from '../../shared/pipelines/challenge.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import { cell } from '../../shared/table/cells.ts';
import { column } from '../../shared/table/columns.ts';
import { selectRows } from '../../shared/table/shape.ts';
import { inThread, recipeFor, sampleTable, train } from './training.ts';

const churn = sampleTable('churn', 400);
const forest = recipeFor(churn, {
  target: 'Churn',
  estimator: 'random-forest',
  params: { n_estimators: 20 },
});
let outcome: RunOutcome;
beforeAll(async () => {
  outcome = await train(churn, forest);
});

const rowOf = (at: number): Record<string, unknown> =>
  Object.fromEntries(churn.columns.map((entry) => [entry.name, cell(entry, at)]));

describe('a run', () => {
  it('is a pure function of recipe and data: the same again gives the same digest', async () => {
    expect((await train(churn, forest)).modelDigest).toBe(outcome.modelDigest);
  });

  it('gives another model for another seed or one changed row', async () => {
    expect((await train(churn, { ...forest, seed: 43 })).modelDigest).not.toBe(outcome.modelDigest);
    const rows = Int32Array.from({ length: churn.nRows - 1 }, (_, row) => row);
    expect((await train(selectRows(churn, rows), forest)).modelDigest).not.toBe(outcome.modelDigest);
  });

  it('keeps the name to register under out of the package', async () => {
    expect((await train(churn, { ...forest, register: { model: 'another' } })).modelDigest).toBe(
      outcome.modelDigest,
    );
  });

  it('reports both sides of the split under the promised names', () => {
    const keys = outcome.metrics.map((metric) => metric.key);
    for (const name of ['accuracy', 'precision', 'recall', 'f1', 'f1_macro', 'roc_auc', 'log_loss']) {
      expect(keys).toContain(`train_${name}`);
      expect(keys).toContain(`test_${name}`);
    }
    expect(outcome.train.nRows + outcome.test.nRows).toBe(churn.nRows);
  });

  it.each(
    estimators
      .filter((estimator) => estimator.kind === 'own' && estimator.tasks.includes('classification'))
      .map(({ name }) => name),
  )('learns the planted signal with %s', async (estimator) => {
    const table = sampleTable('churn', 2000);
    const { test } = await train(table, recipeFor(table, { target: 'Churn', estimator }));
    expect(test.task === 'classification' && test.rocAuc!).toBeGreaterThan(0.7);
  });

  it.each(
    estimators
      .filter((estimator) => estimator.kind === 'own' && estimator.tasks.includes('regression'))
      .map(({ name }) => name),
  )('fits a number with %s', async (estimator) => {
    const recipe = recipeFor(churn, { target: 'TotalCharges', estimator });
    const { test } = await train(churn, recipe);
    expect(test.task === 'regression' && test.r2).toBeGreaterThan(0.7);
  });
});

describe('bad input to a run', () => {
  it('names a target that is not there', async () => {
    await expect(train(churn, { ...forest, target: 'Nope' })).rejects.toMatchObject({
      code: 'target-missing',
    });
  });

  it('refuses a target with one value', async () => {
    const churned = column(churn, 'Churn');
    const rows = Int32Array.from({ length: churn.nRows }, (_, row) => row).filter(
      (row) => cell(churned, row) === 'No',
    );
    await expect(train(selectRows(churn, rows), forest)).rejects.toMatchObject({ code: 'target-constant' });
  });

  it('refuses a class with a single row under stratification, by its name', async () => {
    const churned = column(churn, 'Churn');
    const all = Int32Array.from({ length: churn.nRows }, (_, row) => row);
    const oneYes = all.filter((row) => cell(churned, row) === 'Yes').slice(0, 1);
    const rows = Int32Array.from([...all.filter((row) => cell(churned, row) === 'No'), ...oneYes]);
    await expect(train(selectRows(churn, rows), forest)).rejects.toMatchObject({
      code: 'class-too-small',
      detail: expect.stringContaining('Yes'),
    });
  });

  it('refuses a param beyond its limit, with the limit and the value', async () => {
    const wrong = { ...forest, estimator: { name: 'random-forest', params: { n_estimators: -1 } } };
    await expect(train(churn, wrong)).rejects.toMatchObject({
      code: 'param-invalid',
      detail: expect.stringContaining('-1'),
    });
  });
});

describe('an opened package', () => {
  it('[PRED1] predicts through the pipeline that training made, one by one and all at once', () => {
    const model = openModel(outcome.packageBytes, outcome.modelDigest);
    const instances = Array.from({ length: 25 }, (_, row) => rowOf(row));
    const together = model.predictAll(instances);
    instances.forEach((instance, at) => expect(model.predict(instance)).toEqual(together[at]));
    expect(together.every((entry) => 'answer' in entry && entry.answer.probabilities.length === 2)).toBe(
      true,
    );
  });

  it('takes features as an array in signature order too', () => {
    const model = openModel(outcome.packageBytes);
    const row = rowOf(3);
    expect(model.predict(model.manifest.signature.inputs.map((input) => row[input.name]))).toEqual(
      model.predict(row),
    );
  });

  it('[PRED2] points at every bad field', () => {
    const model = openModel(outcome.packageBytes);
    const { Age: _age, ...rest } = rowOf(0);
    const bad = { ...rest, Tenure: 'long', MonthlyCharges: Infinity, TotalCharges: 2 ** 53 };
    expect(() => model.predict(bad)).toThrow(
      expect.objectContaining({
        code: 'features-invalid',
        errors: [
          '/features/Age',
          '/features/Tenure',
          '/features/MonthlyCharges',
          '/features/TotalCharges',
        ].map((pointer) => expect.objectContaining({ pointer })),
      }),
    );
  });

  it('[PRED2] answers an unknown category with a warning under the lenient policy, and refuses it under the strict one', async () => {
    const odd = { ...rowOf(0), Contract: 'Lifetime' };
    const { answer } = openModel(outcome.packageBytes).predict(odd);
    expect(answer.warnings).toEqual([
      expect.objectContaining({ pointer: '/features/Contract', code: 'unknown-category' }),
    ]);
    const prepare = forest.prepare.map((step) =>
      step.step === 'encode' ? { ...step, unknown: 'error' as const } : step,
    );
    const strict = openModel((await train(churn, { ...forest, prepare })).packageBytes);
    expect(() => strict.predict(odd)).toThrow(expect.objectContaining({ code: 'unknown-category' }));
    const [bad, good] = strict.predictAll([odd, rowOf(1)]);
    expect(bad).toMatchObject({ code: 'unknown-category' });
    expect(good).toHaveProperty('answer');
  });

  it('[SEC5] is refused with one byte changed anywhere', () => {
    const { packageBytes, modelDigest } = outcome;
    for (let at = 0; at < packageBytes.length; at += Math.ceil(packageBytes.length / 40)) {
      const changed = packageBytes.slice();
      changed[at]! ^= 1;
      expect(() => openModel(changed, modelDigest)).toThrow(
        expect.objectContaining({ code: 'digest-mismatch' }),
      );
    }
  });

  it('[SYNC10] carries golden rows that are no rows of the data, and nothing of identifiers', () => {
    const { manifest } = openModel(outcome.packageBytes);
    const text = new TextDecoder('latin1').decode(outcome.packageBytes);
    for (let row = 0; row < churn.nRows; row++)
      expect(text).not.toContain(String(cell(column(churn, 'CustomerID'), row)));
    const rows = new Set(
      Array.from({ length: churn.nRows }, (_, at) =>
        JSON.stringify(manifest.signature.inputs.map(({ name }) => rowOf(at)[name])),
      ),
    );
    for (const golden of manifest.golden.rows) expect(rows.has(JSON.stringify(golden))).toBe(false);
  });

  it('is not compared with what another engine makes', async () => {
    const later = reproduce(openModel(outcome.packageBytes), churn, { ...inThread, engineVersion: 'later' });
    await expect(later.next()).rejects.toMatchObject({ code: 'engine-changed' });
  });

  it('is reproduced from its own recipe, and says when the data is another', async () => {
    const model = openModel(outcome.packageBytes);
    const again = async (table: typeof churn) => {
      const running = reproduce(model, table, inThread);
      for (;;) {
        const step = await running.next();
        if (step.done === true) return step.value;
      }
    };
    expect(await again(churn)).toMatchObject({ same: true, digest: outcome.modelDigest });
    await expect(again(sampleTable('churn', 401))).rejects.toMatchObject({ code: 'data-version-unknown' });
  });
});

describe('champion and challenger', () => {
  it('are judged on the same rows, none of which the champion was trained on', async () => {
    const newer = sampleTable('churn', 900);
    const challenger = await train(newer, forest);
    const judged = challenge(
      openModel(outcome.packageBytes),
      openModel(challenger.packageBytes),
      newer,
      churn,
    );
    expect(judged.champion.nRows).toBe(judged.challenger.nRows);
    expect(judged.nRows + judged.excluded).toBe(challenger.test.nRows);
    expect(judged.nRows).toBeGreaterThan(0);
  });
});
