import { describe, expect, it } from 'vitest';
import type { Estimator, Task } from '../../shared/estimators/estimator.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Table } from '../../shared/table/table.ts';
import { recipeFor, train } from './training.ts';

/* What no estimator can learn from is said in words, before or while it trains, and never half learned. */

const own = estimators.filter(({ kind }) => kind === 'own');
const cases = own.flatMap((estimator) =>
  estimator.tasks.map((task) => ({ estimator, task, name: `${estimator.name}, ${task}` })),
);

interface Flaw {
  readonly a?: (row: number) => number | null;
  readonly target?: (row: number) => string | number;
}

function drawn(task: Task, { a, target }: Flaw = {}): Table {
  const rng = createRng(1);
  const rows = Array.from({ length: 120 }, (_, row) => {
    const [x, z] = [rng.integer(50), rng.integer(9)];
    const y = target?.(row) ?? (task === 'regression' ? x + z : x > 25 ? 'yes' : 'no');
    return [a === undefined ? x : a(row), z, y];
  });
  return tableFromInstances(
    [
      { name: 'a', type: 'numeric' },
      { name: 'z', type: 'numeric' },
      { name: 'y', type: task === 'regression' ? 'numeric' : 'categorical' },
    ],
    rows,
  );
}

/** Without any step that would mend the data. */
function bare(table: Table, estimator: Estimator, task: Task): Recipe {
  return { ...recipeFor(table, { target: 'y', estimator: estimator.name, task }), clean: [], prepare: [] };
}

describe.each(cases)('$name', ({ estimator, task }) => {
  it('says which feature has gaps, or takes them', async () => {
    const table = drawn(task, { a: (row) => (row === 7 ? null : row % 40) });
    const training = train(table, bare(table, estimator, task));
    if (estimator.missing === true) await expect(training).resolves.toMatchObject({ nRows: 120 });
    else
      await expect(training).rejects.toMatchObject({
        code: 'value-not-finite',
        detail: expect.stringContaining('"a"'),
      });
  });

  it.each([Infinity, -Infinity])('refuses %d among the features', async (value) => {
    const finite = drawn(task);
    const table: Table = {
      ...finite,
      columns: finite.columns.map((column) =>
        column.name === 'a' && column.type === 'numeric'
          ? { ...column, values: column.values.map((number, row) => (row === 3 ? value : number)) }
          : column,
      ),
    };
    await expect(train(table, bare(table, estimator, task))).rejects.toMatchObject({
      code: 'value-not-finite',
      detail: expect.stringContaining('"a"'),
    });
  });

  it('refuses a target that never changes', async () => {
    const table = drawn(task, { target: () => (task === 'regression' ? 5 : 'same') });
    await expect(train(table, bare(table, estimator, task))).rejects.toMatchObject({
      code: 'target-constant',
    });
  });

  it('names the limit and the value of a param beyond it', async () => {
    const table = drawn(task);
    const recipe = bare(table, estimator, task);
    for (const param of estimator.params) {
      if (param.type !== 'integer' && param.type !== 'number') continue;
      const value = param.max + 1;
      const wrong = { ...recipe, estimator: { name: estimator.name, params: { [param.name]: value } } };
      const thrown = await train(table, wrong).then(
        () => null,
        (error: unknown) => error,
      );
      expect(thrown, param.name).toMatchObject({ code: 'param-invalid' });
      const { detail } = thrown as { detail: string };
      for (const part of [param.name, String(param.min), String(param.max), String(value)])
        expect(detail).toContain(part);
    }
  });
});

describe('a recipe', () => {
  const table = drawn('classification');
  const recipe = recipeFor(table, { target: 'y', estimator: 'random-forest' });

  it('from a newer version is refused by that version', () => {
    expect(() => parseRecipe({ ...recipe, v: 2, somethingNew: true })).toThrow(
      expect.objectContaining({ code: 'recipe-too-new', detail: expect.stringContaining('version 2') }),
    );
  });

  it('that would stratify a class of one row is refused by that class', async () => {
    const rare = drawn('classification', {
      target: (row) => (row === 0 ? 'once' : row % 2 === 0 ? 'no' : 'yes'),
    });
    await expect(train(rare, recipe)).rejects.toMatchObject({
      code: 'class-too-small',
      detail: expect.stringContaining('once'),
    });
  });
});

describe('a feature of 100,000 levels', () => {
  const N = 100_000;
  const rng = createRng(3);
  const table = tableFromInstances(
    [
      { name: 'code', type: 'categorical' },
      { name: 'z', type: 'numeric' },
      { name: 'y', type: 'categorical' },
    ],
    Array.from({ length: N }, (_, row) => {
      const z = rng.integer(100);
      return [`level ${row}`, z, z > 50 ? 'yes' : 'no'];
    }),
  );

  it.each([
    ['random-forest', { n_estimators: 3, max_depth: 3 }],
    ['gradient-boosting', { max_iter: 3 }],
  ])('neither fills the memory nor the package of %s', async (estimator, params) => {
    const recipe = recipeFor(table, { target: 'y', estimator, params });
    const outcome = await train(table, recipe);
    expect(outcome.packageBytes.length).toBeLessThan(4_000_000);
    expect(openModel(outcome.packageBytes).manifest.signature.inputs.length).toBeGreaterThan(0);
    expect(outcome.test.task === 'classification' && outcome.test.accuracy).toBeGreaterThan(0.9);
  });
});
