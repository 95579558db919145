import { describe, expect, it } from 'vitest';
import type { Progress } from '../../shared/estimators/estimator.ts';
import { modelDependence, modelImportance } from '../../shared/pipelines/explain-model.ts';
import { explainPrediction, type Explanation } from '../../shared/pipelines/explain-prediction.ts';
import { featureOrigins } from '../../shared/pipelines/feature-origins.ts';
import { openModel, type ServingModel } from '../../shared/pipelines/serving-model.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { withColumn } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { recipeFor, sampleTable, train } from './training.ts';

const churn = sampleTable('churn', 1500);

async function trained(table: Table, recipe: Recipe): Promise<ServingModel> {
  return openModel((await train(table, recipe)).packageBytes);
}

const churnModel = (estimator: string, params: Record<string, number> = {}, more: object = {}) =>
  trained(churn, {
    ...recipeFor(churn, { target: 'Churn', estimator, ...(more as object) }),
    estimator: { name: estimator, params },
  });

function finish<T>(steps: Generator<Progress, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const wish = { part: 'test', maxRows: 200, seed: 42, repeats: 3 } as const;

const total = ({ base, columns }: Explanation['outputs'][number]): number =>
  columns.reduce((sum, { amount }) => sum + amount, base);

describe('an explained prediction', () => {
  it.each([
    ['random-forest', { n_estimators: 10 }, 'probability'],
    ['extra-trees', { n_estimators: 10 }, 'probability'],
    ['decision-tree', {}, 'probability'],
    ['gradient-boosting', { max_iter: 20 }, 'log-odds'],
    ['logistic-regression', {}, 'log-odds'],
  ] as const)('of %s speaks of the columns as they were given, and adds up', async (name, params, scale) => {
    const served = await churnModel(name, params);
    const row = served.manifest.golden.rows[0]!;
    const explained = explainPrediction(served, row);
    expect(explained.scale).toBe(scale);
    const [p0, p1] = served.outputs([row]);
    for (const output of explained.outputs) {
      expect(output.columns.map(({ column }) => column).sort()).toEqual(
        served.manifest.signature.inputs.map((input) => input.name).sort(),
      );
      expect(total(output)).toBeCloseTo(output.score, 12);
    }
    const [no, yes] = explained.outputs;
    expect([no!.label, yes!.label]).toEqual(['No', 'Yes']);
    if (scale === 'probability') {
      expect(no!.score).toBeCloseTo(p0!, 9);
      expect(yes!.score).toBeCloseTo(p1!, 9);
    } else {
      expect(1 / (1 + Math.exp(-yes!.score))).toBeCloseTo(p1!, 9);
      expect(no!.score).toBe(-yes!.score);
    }
  });

  it('of a calibrated model says so, and explains what was calibrated', async () => {
    const served = await trained(churn, {
      ...recipeFor(churn, { target: 'Churn', estimator: 'decision-tree' }),
      calibrate: { method: 'sigmoid', folds: 3 },
    } as Recipe);
    const explained = explainPrediction(served, served.manifest.golden.rows[0]);
    expect(explained.calibrated).toBe(true);
    expect(explained.outputs[1]!.score).toBeCloseTo(total(explained.outputs[1]!), 12);
  });

  it('of texts names the terms', async () => {
    const table = sampleTable('opinions', 300);
    const recipe = recipeFor(table, { target: 'Sentiment', estimator: 'multinomial-nb' });
    const served = await trained(table, recipe);
    const text = served.manifest.signature.inputs.find(({ type }) => type === 'text')!.name;
    const instance = Object.fromEntries(
      served.manifest.signature.inputs.map(({ name, type, levels }) => [
        name,
        type === 'text' ? 'very good and kind' : (levels[0] ?? 3),
      ]),
    );
    const explained = explainPrediction(served, instance);
    const column = explained.outputs[0]!.columns.find((each) => each.column === text)!;
    expect(column.features.length).toBeGreaterThan(1);
    expect(column.features[0]!.feature).toContain(`${text}: `);
  });

  it('of an estimator without an exact way is refused with words', async () => {
    const served = await churnModel('k-nearest-neighbors');
    expect(() => explainPrediction(served, served.manifest.golden.rows[0])).toThrow(
      expect.objectContaining({ code: 'not-explainable' }),
    );
  });
});

describe('features of the matrix', () => {
  it('are traced to the inputs they are made of, through derived columns, dates and indicators', async () => {
    const table = withColumn(churn, {
      name: 'Since',
      type: 'datetime',
      missing: null,
      values: new Float64Array(churn.nRows).map((_, row) => 1.7e12 + row * 1e7),
    });
    const derived = {
      step: 'derive',
      derived: [
        { op: 'ratio', name: 'per month', of: ['TotalCharges', 'Tenure'] },
        { op: 'log', name: 'log per month', of: ['per month'] },
      ],
    } as const;
    const recipe = recipeFor(table, { target: 'Churn', estimator: 'decision-tree' });
    const served = await trained(table, { ...recipe, prepare: [derived, ...recipe.prepare] } as Recipe);
    const { signature, pipeline } = served.manifest;
    const origins = featureOrigins(signature, served.transformers);
    expect(origins).toHaveLength(pipeline.featureNames.length);
    pipeline.featureNames.forEach((feature, at) => {
      const names = origins[at]!.map((input) => signature.inputs[input]!.name);
      if (feature.endsWith('per month')) expect(names.sort()).toEqual(['Tenure', 'TotalCharges']);
      else if (feature.startsWith('Since_')) expect(names).toEqual(['Since']);
      else expect([feature.split('=')[0]]).toEqual(names);
    });
  });
});

describe('the importance of a model', () => {
  it('counts a category with many indicators as one column, is seeded, and spots what matters', async () => {
    const served = await churnModel('random-forest', { n_estimators: 20 });
    const report = finish(modelImportance(served, churn, wish));
    expect(report.columns.map(({ column }) => column)).toEqual(
      served.manifest.signature.inputs.map(({ name }) => name),
    );
    expect([report.nRows, report.nAll]).toEqual([200, 300]);
    expect(report.columns.reduce((sum, { own }) => sum + own!, 0)).toBeCloseTo(1, 9);
    const loss = (name: string): number =>
      report.columns.find(({ column }) => column === name)!.losses.find(({ key }) => key === 'roc_auc')!.mean;
    expect(loss('Contract')).toBeGreaterThan(0.01);
    expect(finish(modelImportance(served, churn, wish))).toEqual(report);
    expect(finish(modelImportance(served, churn, { ...wish, seed: 7 }))).not.toEqual(report);
  });

  it('on all held-out rows starts from the metrics of the run', async () => {
    const served = await churnModel('logistic-regression');
    const report = finish(modelImportance(served, churn, { ...wish, maxRows: 10_000, repeats: 1 }));
    for (const { key, value } of report.baseline) {
      const recorded = served.manifest.metrics.find((metric) => metric.key === `test_${key}`)!;
      expect(value).toBeCloseTo(recorded.value, 12);
    }
  });

  it.each(['k-nearest-neighbors', 'gradient-boosting'])('is there for %s too', async (name) => {
    const served = await churnModel(name);
    const report = finish(modelImportance(served, churn, { ...wish, repeats: 1 }));
    expect(report.columns.every(({ own }) => (own === null) === (name === 'k-nearest-neighbors'))).toBe(true);
    expect(report.columns.some(({ losses }) => losses.some(({ mean }) => mean > 0))).toBe(true);
  });

  it('of a column that is nothing but noise is about nothing', async () => {
    const noisy = withColumn(churn, {
      name: 'Noise',
      type: 'numeric',
      missing: null,
      values: new Float64Array(churn.nRows).map((_, row) => (row * 7919) % 101),
    });
    const served = await trained(
      noisy,
      recipeFor(noisy, { target: 'Churn', estimator: 'logistic-regression' }),
    );
    const report = finish(modelImportance(served, noisy, { ...wish, maxRows: 1000 }));
    const { losses } = report.columns.find(({ column }) => column === 'Noise')!;
    expect(Math.abs(losses.find(({ key }) => key === 'roc_auc')!.mean)).toBeLessThan(0.02);
  });

  it('needs the columns it was trained with, by name and type', async () => {
    const served = await churnModel('decision-tree');
    const other = withColumn(churn, {
      name: 'Age',
      type: 'categorical',
      missing: null,
      levels: ['old'],
      codes: new Int32Array(churn.nRows),
    });
    expect(() => finish(modelImportance(served, other, wish))).toThrow(
      expect.objectContaining({ code: 'schema-mismatch' }),
    );
  });
});

describe('the dependence on a column', () => {
  const asked = { part: 'test', maxRows: 100, seed: 42, points: 9, curves: 4 } as const;

  it('goes through a number, a category or a flag, for every class', async () => {
    const served = await churnModel('decision-tree');
    const number = finish(modelDependence(served, churn, { ...asked, column: 'Tenure' }));
    expect(number.grid).toHaveLength(9);
    expect(number.outputs).toEqual(['No', 'Yes']);
    number.grid.forEach((_, at) => expect(number.mean[0]![at]! + number.mean[1]![at]!).toBeCloseTo(1, 12));
    expect(number.individual[1]).toHaveLength(4);
    const category = finish(modelDependence(served, churn, { ...asked, column: 'Contract' }));
    expect([...category.grid].sort()).toEqual(['Month-to-month', 'One year', 'Two year']);
    expect(category.profile.name).toBe('Contract');
  });

  it('of a number that the model answers by alone is the straight line that it is', async () => {
    const table: Table = {
      nRows: 400,
      columns: [
        { name: 'x', type: 'numeric', missing: null, values: new Float64Array(400).map((_, i) => i % 40) },
        {
          name: 'z',
          type: 'numeric',
          missing: null,
          values: new Float64Array(400).map((_, i) => (i * 37) % 23),
        },
        {
          name: 'y',
          type: 'numeric',
          missing: null,
          values: new Float64Array(400).map((_, i) => 3 * (i % 40) - ((i * 37) % 23)),
        },
      ],
    };
    const recipe = recipeFor(table, { target: 'y', estimator: 'linear-regression', task: 'regression' });
    const served = await trained(table, {
      ...recipe,
      estimator: { name: 'linear-regression', params: { penalty: 'none' } },
    });
    const { grid, mean, individual } = finish(modelDependence(served, table, { ...asked, column: 'x' }));
    for (const line of [mean[0]!, ...individual[0]!])
      for (let at = 1; at < grid.length; at++)
        expect(line[at]! - line[at - 1]!).toBeCloseTo(3 * (Number(grid[at]) - Number(grid[at - 1])), 6);
  });

  it('is refused for a column that is no input, and for a text', async () => {
    const served = await churnModel('decision-tree');
    expect(() => finish(modelDependence(served, churn, { ...asked, column: 'Nothing' }))).toThrow(
      expect.objectContaining({ code: 'column-unknown' }),
    );
  });
});
