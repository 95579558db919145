import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { cell } from '../../shared/table/cells.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';

const tasks = createNodeTasks();
afterAll(() => tasks.close());

const table = churn.generate(createRng(42), 400);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const csv = bytes(writeCsv(table));

function recipe(estimator: string, params: Record<string, number> = {}) {
  return defaultRecipe({ schema: schemaOf(table), target: 'Churn', estimator, params, seed: 42 });
}

function train(on: Table, estimator: string, threads: number | null = null, params = {}) {
  const input = { table: { table: on }, recipe: recipe(estimator, params), threads, backend: null };
  return tasks.run('train', input);
}

describe('the tasks in worker threads', () => {
  it('plan and read a file as it was written', async () => {
    const plan = await tasks.run('plan-import', { file: csv, fileName: 'churn.csv' });
    expect(plan).toMatchObject({ complete: true, suggestedTarget: 'Churn' });
    const read = await tasks.run('read-table', { file: csv, plan });
    expect(read.report).toMatchObject({ nRows: 400, sizeBytes: csv.length, rejectedCount: 0 });
    expect(dataVersion(read.table)).toBe(dataVersion(table));
  });

  it('read a Blob, and say how far they are', async () => {
    const file = new Blob([csv as Uint8Array<ArrayBuffer>]);
    const plan = await tasks.run('plan-import', { file, fileName: 'churn.csv' });
    const done: number[] = [];
    const read = await tasks.run(
      'read-table',
      { file, plan },
      { onProgress: (progress) => done.push(progress.done) },
    );
    expect(read.table.nRows).toBe(400);
    expect(done.at(-1)).toBe(csv.length);
  });

  it('[ERR2] refuse an empty file with its own code', async () => {
    const empty = { file: new Uint8Array(), fileName: 'empty.csv' };
    await expect(tasks.run('plan-import', empty)).rejects.toMatchObject({ code: 'empty-file' });
  });

  it('validate', async () => {
    const report = await tasks.run('validate', { table: { table }, target: 'Churn' });
    expect(report.quality).toBeGreaterThan(0);
  });

  it('stop a training that is cancelled, and train on', async () => {
    const controller = new AbortController();
    const large = churn.generate(createRng(1), 20_000);
    const cancelled = tasks.run(
      'train',
      {
        table: { table: large },
        recipe: recipe('random-forest', { n_estimators: 1000 }),
        threads: 2,
        backend: null,
      },
      {
        signal: controller.signal,
        onProgress: ({ stage, done }) => {
          if (stage === 'train' && done >= 2) controller.abort();
        },
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await train(table, 'decision-tree')).modelDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('train a small network on own kernels, or on the tfjs backend that was asked for', async () => {
    const own = await train(table, 'neural-network', null, { epochs: 2 });
    expect(own.backend).toBeNull();
    expect(own.history.length).toBeGreaterThan(0);
    const forced = recipe('neural-network', { epochs: 2 });
    const input = { table: { table }, recipe: forced, threads: null, backend: 'cpu' };
    expect((await tasks.run('train', input)).backend).toBe('cpu');
  });
});

describe('a model trained in a worker thread', () => {
  let outcome: RunOutcome;
  beforeAll(async () => {
    outcome = await train(table, 'random-forest', 1, { n_estimators: 20 });
  });

  it('has the same digest on 2, 3 and 4 threads', async () => {
    for (const threads of [2, 3, 4]) {
      const again = await train(table, 'random-forest', threads, { n_estimators: 20 });
      expect(again.threads).toBe(threads);
      expect(again.modelDigest).toBe(outcome.modelDigest);
    }
  });

  it('is reproduced from its own recipe', async () => {
    const model = { bytes: outcome.packageBytes };
    const input = { model, table: { table }, threads: 2, backend: null };
    expect(await tasks.run('reproduce', input)).toEqual({
      same: true,
      digest: outcome.modelDigest,
      expected: outcome.modelDigest,
    });
  });

  it('answers what can be answered, and says of each other instance why not', async () => {
    const features = featuresOf(table, 0);
    const { answers } = await tasks.run('predict', {
      model: { bytes: outcome.packageBytes },
      instances: [features, { ...features, Age: 'old' }, features],
    });
    expect(answers.map((each) => 'answer' in each)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({ problem: { code: 'features-invalid' } });
    expect(answers[2]).toMatchObject({ answer: (answers[0] as { answer: unknown }).answer });
  });

  it('answers a file row by row as it answers the rows one by one', async () => {
    const rows = headRows(table, 30);
    const file = bytes(writeCsv(rows));
    const model = { bytes: outcome.packageBytes };
    const whole = await tasks.run('predict-file', { model, file });
    const instances = Array.from({ length: 30 }, (_, row) => featuresOf(rows, row));
    const single = await tasks.run('predict', { model, instances });
    const answersOf = (each: { answers: object[] }) =>
      each.answers.map((answer) => (answer as { answer: unknown }).answer);
    expect(answersOf(whole)).toEqual(answersOf(single));
    expect(whole.csv.trimEnd().split('\r\n')).toHaveLength(31);
  });

  it('answers the other rows of a file with a bad cell or a short row, and names both', async () => {
    const [header, first, second, third] = writeCsv(headRows(table, 3)).split('\r\n');
    const age = header!.split(',').indexOf('Age');
    const bad = first!.split(',').map((text, at) => (at === age ? 'old' : text));
    const file = bytes([header, bad.join(','), second, 'short', third].join('\n'));
    const { answers, csv, rejected, rejectedCount } = await tasks.run('predict-file', {
      model: { bytes: outcome.packageBytes },
      file,
    });
    expect(answers.map((each) => 'answer' in each)).toEqual([false, true, true]);
    expect(csv.split('\r\n')[1]).toContain('Age');
    expect(rejectedCount).toBe(1);
    expect(rejected).toMatchObject([{ line: 4, reason: 'too-few-cells' }]);
  });

  it('refuses a file that lacks a column', async () => {
    const file = bytes('Age,Tenure\n40,3\n');
    const input = { model: { bytes: outcome.packageBytes }, file };
    await expect(tasks.run('predict-file', input)).rejects.toMatchObject({ code: 'features-invalid' });
  });

  it('is judged beside another one on the same unseen rows', async () => {
    const newer = churn.generate(createRng(42), 500);
    const challenger = await train(newer, 'logistic-regression');
    const judged = await tasks.run('challenge', {
      champion: { bytes: outcome.packageBytes },
      challenger: { bytes: challenger.packageBytes },
      table: { table: newer },
      championTable: { table },
    });
    expect(judged.nRows + judged.excluded).toBe(100);
    expect(judged.excluded).toBeGreaterThan(0);
  });

  it('[SEC5] with one byte changed is refused', async () => {
    const changed = outcome.packageBytes.slice();
    changed[changed.length - 9]! ^= 1;
    const input = { model: { bytes: changed }, instances: [featuresOf(table, 0)] };
    await expect(tasks.run('predict', input)).rejects.toMatchObject({
      code: expect.stringMatching(/^(model-invalid|golden-mismatch)$/),
    });
  });
});

const headRows = (rows: Table, count: number): Table =>
  selectRows(
    rows,
    Int32Array.from({ length: count }, (_, row) => row),
  );

function featuresOf(rows: Table, row: number): Record<string, unknown> {
  const features = rows.columns.filter(({ name }) => name !== 'Churn');
  return Object.fromEntries(features.map((column) => [column.name, cell(column, row)]));
}
