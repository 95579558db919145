import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DependenceReport, ImportanceReport } from '../../shared/pipelines/explain-model.ts';
import type { Explanation } from '../../shared/pipelines/explain-prediction.ts';
import { churnCsv, CUSTOMER, openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  await bench.run('demo', '--rows', '300', '--out', 'results.json');
});
afterAll(() => bench.remove());

const features = JSON.stringify(CUSTOMER);

describe('explain --features', () => {
  it('says what each column adds, and it adds up', async () => {
    const found = await bench.json<Explanation & { model: string }>(
      'explain',
      'churn',
      '--features',
      features,
    );
    expect(found).toMatchObject({ code: 0, model: 'churn v1' });
    const answer = await bench.json<{ prediction: string }>('predict', 'churn', '--features', features);
    expect(found.answer.prediction).toBe(answer.prediction);
    for (const { base, score, columns } of found.outputs) {
      expect(columns.map(({ column }) => column).sort()).toEqual(Object.keys(CUSTOMER).sort());
      expect(columns.reduce((sum, { amount }) => sum + amount, base)).toBeCloseTo(score, 9);
    }
  });

  it('in words names base value, columns and score, for any class', async () => {
    const { code, stdout } = await bench.run('explain', 'churn', '--features', features, '--class', 'No');
    expect(code).toBe(0);
    for (const text of ['What each column adds for No', '(base value)', '= score', ...Object.keys(CUSTOMER)])
      expect(stdout).toContain(text);
    const other = await bench.run('explain', 'churn', '--features', features, '--class', 'Perhaps');
    expect(other.stderr).toContain('There is no class "Perhaps"; there are No, Yes.');
  });

  it('says of a calibrated model that what adds up is the score before calibration', async () => {
    bench.write('churn.csv', churnCsv(200));
    const words = [
      'churn.csv',
      '--target',
      'Churn',
      '--estimator',
      'decision-tree',
      '--calibrate',
      'sigmoid',
    ];
    await bench.json('train', ...words, '--register', 'calibrated');
    const { stdout } = await bench.run('explain', 'calibrated', '--version', '1', '--features', features);
    const [, calibrated] = /\((.+ %)\)/.exec(stdout)!;
    expect(stdout).toContain('What each column adds');
    expect(stdout).toContain(
      `before its probabilities are calibrated. Calibration then makes it ${calibrated}.`,
    );
  });

  it('logs no prediction, and refuses what predict refuses', async () => {
    const { code, error } = await bench.json<Failure>('explain', 'churn', '--features', '{"Age": "old"}');
    expect([code, error.code]).toEqual([1, 'features-invalid']);
  });
});

describe('explain --column', () => {
  it('goes through the values of a column on held-out rows', async () => {
    const words = ['explain', 'churn', '--column', 'Contract', '--curves', '2'];
    const found = await bench.json<DependenceReport>(...words);
    expect(found).toMatchObject({ code: 0, nRows: 60, outputs: ['No', 'Yes'] });
    expect(found.mean[1]).toHaveLength(3);
    expect(found.individual[1]).toHaveLength(2);
    const { stdout } = await bench.run('explain', 'churn', '--column', 'Tenure', '--points', '5');
    expect(stdout).toContain('churn v1 by Tenure, on average over 60 held-out rows');
    expect(stdout.match(/█/g)!.length).toBeGreaterThan(5);
  });

  it('names the columns there are', async () => {
    const { code, stderr } = await bench.run('explain', 'churn', '--column', 'Nope');
    expect(code).toBe(1);
    expect(stderr).toContain('The model takes no column "Nope"; it takes Age, Tenure');
  });
});

describe('importance', () => {
  it('ranks the columns by what a figure loses, for a model or a run, the same each time', async () => {
    const found = await bench.json<ImportanceReport & { metric: string }>(
      'importance',
      'churn',
      '--repeats',
      '3',
    );
    expect(found).toMatchObject({ code: 0, metric: 'roc_auc', nRows: 60, repeats: 3, part: 'test' });
    expect(found.columns).toHaveLength(6);
    const runs = JSON.parse((await bench.run('runs', '--json')).stdout) as {
      runId: string;
      modelDigest: string;
    }[];
    const run = await bench.json<ImportanceReport>('importance', runs[0]!.runId, '--repeats', '2');
    expect(run.columns).toHaveLength(6);
    const again = await bench.json<ImportanceReport>('importance', 'churn', '--repeats', '3');
    expect(again.columns).toEqual(found.columns);
  });

  it('prints a table with the deviation, by any metric and on any dataset', async () => {
    const words = ['importance', 'churn', '--metric', 'f1', '--dataset', 'churn-sample', '--repeats', '2'];
    const { code, stdout } = await bench.run(...words);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /churn v1: f1 0\.\d+ on 300 rows of churn-sample; each column dealt out anew 2 times/,
    );
    expect(stdout).toMatch(/Contract +-?0\.\d{4} +0\.\d{4}/);
  });

  it.each([
    [['importance', 'nothing'], 'There is neither a model nor a run "nothing"'],
    [['importance', 'churn', '--metric', 'beauty'], 'There is no metric "beauty" here; there are accuracy'],
    [['importance', 'churn', '--dataset', 'nowhere'], 'There is no dataset "nowhere"'],
    [['importance', 'churn', '--repeats', '0'], '--repeats must be a whole number from 1'],
    [['explain', 'churn'], 'Give either --features or --column'],
  ])('%j is explained', async (words, said) => {
    const { code, stderr } = await bench.run(...words);
    expect(code).not.toBe(0);
    expect(stderr).toContain(said);
    expect(stderr).toContain('→');
  });
});
