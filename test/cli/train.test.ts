import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import { churnCsv, opinionsCsv, openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.remove());

interface Summary {
  readonly runId: string;
  readonly status: string;
  readonly model: string | null;
  readonly version: number | null;
  readonly modelDigest: string;
  readonly dataVersion: string;
  readonly params: Record<string, unknown>;
  readonly metrics: Record<string, number>;
  readonly timings: Record<string, number>;
}

const TREE = ['--estimator', 'decision-tree'];
const train = (file: string, ...more: string[]) =>
  bench.json<Summary>('train', file, '--target', 'Churn', ...more);

/** Rows of every dataset, by name, and the number of its batches. */
async function datasets(): Promise<Record<string, [rows: number, batches: number]>> {
  const workspace = await openWorkspace(bench.workspace);
  try {
    const all = await workspace.datasets.list();
    return Object.fromEntries(
      all.map(({ name, versions, batches }) => [name, [versions.at(-1)!.nRows, batches.length]]),
    );
  } finally {
    await workspace.close();
  }
}

describe('train', () => {
  it('gives the same digest for 1, 2 and 3 threads and again, and prints one run', async () => {
    const file = bench.write('churn.csv', churnCsv(600));
    const forest = ['--estimator', 'random-forest', '--seed', '42', '--param', 'n_estimators=20'];
    const runs: Summary[] = [];
    for (const threads of ['1', '2', '3', '1'])
      runs.push(await train(file, ...forest, '--threads', threads, '--register', 'churn'));
    expect(new Set(runs.map((run) => run.modelDigest)).size).toBe(1);
    expect(runs.map((run) => run.version)).toEqual([1, 2, 3, 4]);
    expect(runs[0]).toMatchObject({ code: 0, status: 'FINISHED', model: 'churn' });
    expect(runs[0]!.params).toMatchObject({ n_estimators: 20, max_depth: 10 });
    expect(runs[0]!.metrics['test_roc_auc']).toBeGreaterThan(0.85);
    expect(Object.keys(runs[0]!.timings)).toEqual(
      ['load', 'validate', 'prepare', 'train', 'evaluate', 'total'].map((stage) => `${stage}_ms`),
    );
    expect(await datasets()).toEqual({ churn: [600, 1] });
    expect((await train(file, ...forest, '--seed', '43')).modelDigest).not.toBe(runs[0]!.modelDigest);
  });

  it('learns from texts alone with a model for text, without being told, and answers a text', async () => {
    const file = bench.write('opinions.csv', opinionsCsv(300));
    const words = ['train', file, '--target', 'Sentiment', '--register', 'mood'];
    const summary = await bench.json<Summary>(...words);
    expect(summary).toMatchObject({ code: 0, status: 'FINISHED', model: 'mood' });
    expect(summary.params).toHaveProperty('C');
    expect(summary.metrics['test_accuracy']).toBeGreaterThan(0.8);
    const promoted = await bench.run('promote', 'mood', '1', '--stage', 'Production');
    expect(promoted.code).toBe(0);
    const features = JSON.stringify({ Text: 'Honestly, the meal was excellent; it was a delight.' });
    const answer = await bench.json('predict', 'mood', '--features', features);
    expect(answer).toMatchObject({ code: 0, prediction: 'positive' });
  });

  it('derives columns and calibrates, in the model and at prediction', async () => {
    const file = bench.write('churn.csv', churnCsv(300));
    const made = [
      '--derive',
      '"per month"=ratio(TotalCharges,Tenure)',
      '--derive',
      'band=bins(Age,3,quantiles)',
    ];
    const summary = await train(file, ...TREE, ...made, '--calibrate', 'sigmoid', '--calibration-folds', '3');
    expect(summary).toMatchObject({ code: 0, status: 'FINISHED' });
    expect(summary.metrics['test_ece']).toBeLessThan(0.5);
    expect(summary.modelDigest).not.toBe((await train(file, ...TREE)).modelDigest);
  });

  it.each([
    [['--derive', 'x=eval(Age)'], 'usage', /ratio\(A,B\)/],
    [['--derive', 'x=log(Churn)'], 'recipe-invalid', /from the target/],
    [['--calibrate', 'platt'], 'usage', /isotonic or sigmoid/],
    [['--calibration-folds', '3'], 'usage', /goes with --calibrate/],
    [['--calibrate', 'sigmoid', '--calibration-folds', '11'], 'usage', /2 to 10/],
  ])('refuses %j', async (flags, code, detail) => {
    const file = bench.write('churn.csv', churnCsv(60));
    const failure = await bench.json<Failure>('train', file, '--target', 'Churn', ...flags);
    expect(failure).toMatchObject({ error: { code, detail: expect.stringMatching(detail) } });
  });

  it('prints nothing but data on stdout and nothing on stderr in a pipe', async () => {
    const file = bench.write('churn.csv', churnCsv(100));
    const { code, stdout, stderr } = await bench.run('train', file, '--target', 'Churn', ...TREE);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Run [0-9a-f-]+ {2}decision-tree {2}FINISHED\nData churn /);
  });

  it('tells what calibration changed', async () => {
    const file = bench.write('churn.csv', churnCsv(300));
    const { stdout } = await bench.run(
      'train',
      file,
      '--target',
      'Churn',
      ...TREE,
      '--calibrate',
      'isotonic',
    );
    expect(stdout).toMatch(/calibrated \(isotonic\) +before +after\n/);
    expect(stdout).toMatch(/\nbrier +0\.\d+ +0\.\d+\n/);
  });

  it('trains a changed file of the same name on exactly its own rows', async () => {
    const [first, second] = [churnCsv(200), churnCsv(260)];
    const file = bench.write('churn.csv', first);
    const before = await train(file, ...TREE);
    bench.write('churn.csv', second);
    const { stderr } = await bench.run('train', file, '--target', 'Churn', ...TREE);
    expect(stderr).toContain(
      'churn.csv differs from the dataset "churn": its rows are the dataset "churn-2"',
    );
    expect(await datasets()).toEqual({ churn: [200, 1], 'churn-2': [260, 1] });
    bench.write('churn.csv', first);
    expect((await train(file, ...TREE)).modelDigest).toBe(before.modelDigest);
    expect(await datasets()).toEqual({ churn: [200, 1], 'churn-2': [260, 1] });
  });

  it('adds the rows with --append, and the first file alone is still what it was', async () => {
    const file = bench.write('churn.csv', churnCsv(200, 1));
    const before = await train(file, ...TREE);
    bench.write('churn.csv', churnCsv(50, 2));
    const appended = await train(file, ...TREE, '--append');
    expect(appended.dataVersion).not.toBe(before.dataVersion);
    expect(await datasets()).toEqual({ churn: [250, 2] });
    expect((await train('churn', ...TREE)).modelDigest).toBe(appended.modelDigest);
    bench.write('churn.csv', churnCsv(200, 1));
    expect((await train(file, ...TREE)).modelDigest).toBe(before.modelDigest);
    expect(await datasets()).toEqual({ churn: [250, 2] });
  });

  it('learns boolean and numeric targets, and from dates', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const date = `2024-${String((i % 12) + 1).padStart(2, '0')}-${String((i % 27) + 1).padStart(2, '0')}`;
      return `${date},${i % 7},${i % 7 > 3},${((i * 37) % 101) + (i % 7) / 10}`;
    });
    const file = bench.write('mixed.csv', ['day,x,flag,amount', ...rows].join('\n'));
    const flag = await bench.json<Summary>('train', file, '--target', 'flag', ...TREE);
    expect(flag.metrics['test_accuracy']).toBeGreaterThan(0.9);
    const amount = await bench.json<Summary>('train', file, '--target', 'amount', ...TREE);
    expect(Object.keys(amount.metrics)).toEqual(expect.arrayContaining(['test_rmse', 'test_mae', 'test_r2']));
  });

  it('takes a recipe, whose seed --seed replaces and other options may not contradict', async () => {
    const file = bench.write('churn.csv', churnCsv(120));
    await train(file, ...TREE);
    const workspace = await openWorkspace(bench.workspace);
    const [entry] = (await workspace.log.state()).registry.runs.values();
    await workspace.close();
    bench.write('recipe.json', JSON.stringify(entry!.run.recipe));
    const again = await bench.json<Summary>('train', file, '--recipe', 'recipe.json');
    expect(again.modelDigest).toBe(entry!.run.modelDigest);
    const other = await bench.json<Summary>('train', file, '--recipe', 'recipe.json', '--seed', '5');
    expect(other.modelDigest).not.toBe(again.modelDigest);
    const { code, error } = await bench.json<Failure>('train', file, '--recipe', 'recipe.json', ...TREE);
    expect([code, error.code]).toEqual([2, 'usage']);
  });
});

describe('bad input is refused with what, where and what to do, and nothing is stored', () => {
  const wide = (columns: number): string =>
    [0, 1, 2]
      .map((row) => Array.from({ length: columns }, (_, i) => (row === 0 ? `c${i}` : row + i)))
      .join('\n');

  it.each([
    ['an empty file', '', 'empty-file'],
    ['a header alone', 'a,b,y\n', 'no-rows'],
    ['a target that is missing', 'a,b\n1,2\n3,4\n', 'target-missing'],
    ['a target with one value', 'a,y\n1,x\n2,x\n3,x\n', 'target-constant'],
    ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 0, 0, 3, 0, 0]), 'not-text'],
    ['10,001 columns', wide(10_001), 'too-many-columns'],
  ])('%s', async (_what, content, expected) => {
    const file = bench.write('bad.csv', content);
    const { code, stdout, stderr } = await bench.run('train', file, '--target', 'y', '--json');
    const { error } = JSON.parse(stdout) as Failure;
    expect([code, error.code]).toEqual([1, expected]);
    expect(stderr).toContain(`treadle: ${error.detail}\n`);
    expect(stderr).toContain(`→ ${error.remedy}\n`);
    expect(existsSync(bench.workspace)).toBe(false);
  });

  it('a refused file leaves what is stored as it was', async () => {
    const file = bench.write('churn.csv', churnCsv(100));
    await train(file, ...TREE);
    const stored = (): string[] => readdirSync(bench.workspace, { recursive: true }).map(String).sort();
    const before = [await datasets(), stored()];
    bench.write('churn.csv', 'a,Churn\n1,Yes\n2,Yes\n');
    expect((await train(file, ...TREE)).code).toBe(1);
    expect([await datasets(), stored()]).toEqual(before);
  });

  it('10,000 columns are read', async () => {
    const { code, stdout } = await bench.run('validate', bench.write('wide.csv', wide(10_000)), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ nColumns: 10_000, nRows: 2 });
    expect([0, 1]).toContain(code);
  });

  it('ragged rows and doubtful column names cost no file, and are named', async () => {
    const file = bench.write('odd.csv', 'a,a,,y\n1,2,3,x\n1,2\n4,5,6,z\n1,2,3,4,5\n');
    const { stdout, stderr } = await bench.run('validate', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ nRows: 2, rejectedRows: 2 });
    expect(stderr).toContain('2 rows do not fit the header');
    expect(stderr).toContain('line 3');
    expect(stderr).toContain('"a" → "a_2"');
  });
});

describe('validate', () => {
  it('stores nothing, and fails where a finding is an error', async () => {
    const good = bench.write('churn.csv', churnCsv(100));
    expect((await bench.run('validate', good, '--target', 'Churn')).code).toBe(0);
    const half = bench.write(
      'half.csv',
      `a,b\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 4 === 0 ? i : ''}`).join('\n')}`,
    );
    const { code, stdout } = await bench.run('validate', half);
    expect(code).toBe(1);
    expect(stdout).toMatch(/error +missing-values +b/);
    expect(existsSync(bench.workspace)).toBe(false);
  });
});

describe('train --continue-from', () => {
  const BAYES = ['--estimator', 'multinomial-nb'];
  const onward = (file: string, ...more: string[]) => bench.json<Summary>('train', file, ...more);

  it('goes on from a version on the rows behind its own, and is reproduced', async () => {
    const [header, ...rows] = churnCsv(600).trimEnd().split('\n');
    const csv = (some: string[]): string => [header, ...some, ''].join('\n');
    const file = bench.write('churn.csv', csv(rows.slice(0, 400)));
    await train(file, ...BAYES, '--register', 'churn');
    bench.write('churn.csv', csv(rows.slice(400)));
    const next = await onward(file, '--append', '--continue-from', 'churn@1', '--register', 'churn');
    expect(next).toMatchObject({ code: 0, status: 'FINISHED', version: 2 });
    const again = await bench.json<{ same: boolean }>('reproduce', 'churn', '2');
    expect(again).toMatchObject({ code: 0, same: true });
    const repeated = await bench.json<Failure>('train', 'churn', '--continue-from', 'churn@2');
    expect(repeated.error).toMatchObject({ code: 'cannot-continue' });
  });

  it('says what it cannot do before anything is trained', async () => {
    const file = bench.write('churn.csv', churnCsv(200));
    await train(file, ...TREE, '--register', 'churn');
    const refused = async (...more: string[]) =>
      (await bench.json<Failure>('train', file, ...more)).error.code;
    expect(await refused('--continue-from', 'churn')).toBe('not-deployed');
    expect(await refused('--continue-from', 'churn@1')).toBe('cannot-continue');
    expect(await refused('--continue-from', 'other@1')).toBe('model-unknown');
    expect(await refused('--continue-from', 'churn@1', '--target', 'Churn')).toBe('usage');
  });
});
