import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, churnCsv, openBench, type Bench, type Failure } from './treadle.ts';

interface Answer {
  readonly success: boolean;
  readonly prediction: string;
  readonly confidence: number;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly digest: string;
  readonly error: Failure['error'];
}

let bench: Bench;
let demo: Awaited<ReturnType<Bench['run']>>;
beforeAll(async () => {
  bench = openBench();
  demo = await bench.run('demo', '--out', 'results.json');
});
afterAll(() => bench.remove());

const features = JSON.stringify(CUSTOMER);
const predict = (model: string, row = features) => bench.json<Answer>('predict', model, '--features', row);

describe('demo', () => {
  it('does eight steps, marks the best of three and writes the results', () => {
    expect([demo.code, demo.stderr]).toEqual([0, '']);
    for (let step = 1; step <= 8; step++) expect(demo.stdout).toContain(`[${step}/8] ✓`);
    expect(demo.stdout.match(/BEST/g)).toHaveLength(1);
    const results = JSON.parse(readFileSync(bench.path('results.json'), 'utf8'));
    expect(results).toMatchObject({ registered: { model: 'churn', version: 1, stage: 'Production' } });
    expect(results.runs).toHaveLength(3);
    expect(results.predictions).toHaveLength(5);
    expect(readdirSync(bench.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves runs that can be listed, ranked and compared', async () => {
    const { stdout } = await bench.run('runs', '--best', 'test_accuracy', '--json');
    const runs = JSON.parse(stdout) as { runId: string; metrics: { key: string; value: number }[] }[];
    const accuracies = runs.map((run) => run.metrics.find(({ key }) => key === 'test_accuracy')!.value);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    const [first, second] = runs.map(({ runId }) => runId) as [string, string];
    const compared = await bench.json<{ best: string; runs: unknown[] }>('compare', first, second);
    expect([first, second]).toContain(compared.best);
    expect((await bench.run('compare', first.slice(0, 4), second)).stderr).toContain('give more of the id');
  });
});

describe('predict', () => {
  it('answers one row as the server does', async () => {
    expect(await predict('churn')).toMatchObject({
      code: 0,
      success: true,
      modelId: 'churn',
      modelVersion: 'v1.0.0',
    });
  });

  it.each([
    ['NaN', '{"Age":NaN}', 'value-not-finite'],
    ['Infinity', '{"Age":-Infinity}', 'value-not-finite'],
    ['what is no JSON', '{Age:1}', 'malformed-json'],
    ['a missing feature', '{"Age":1}', 'features-invalid'],
    ['a wrong type', JSON.stringify({ ...CUSTOMER, Age: 'old' }), 'features-invalid'],
  ])('refuses %s', async (_what, row, expected) => {
    const { code, error } = await predict('churn', row);
    expect(error.code).toBe(expected);
    expect(code).not.toBe(0);
  });

  it('refuses an unknown model, version and alias', async () => {
    expect((await predict('nope')).error.code).toBe('model-unknown');
    expect((await predict('churn@nope')).error.code).toBe('alias-unknown');
    const { error } = await bench.json<Failure>('predict', 'churn', '--version', '9', '--features', features);
    expect(error.code).toBe('version-unknown');
  });

  it('answers every row of a file, and says which cannot be answered', async () => {
    const file = bench.write('new.csv', churnCsv(30, 3));
    const { code, stdout } = await bench.run('predict', 'churn', '--file', file);
    const lines = stdout.trimEnd().split('\r\n');
    expect([code, lines.length]).toEqual([0, 31]);
    expect(lines[0]).toMatch(/,prediction,confidence,error$/);
    const ragged = bench.write('ragged.csv', `${churnCsv(3, 3).trimEnd()}\r\n1,2\r\n`);
    const partly = await bench.run('predict', 'churn', '--file', ragged);
    expect(partly.code).toBe(1);
    expect(partly.stderr).toContain('do not fit its header and have no answer, the first in line 5');
  });

  it('answers line by line while the input is still open', async () => {
    const { child, stdout, ended } = bench.start('predict', 'churn', '--stdin');
    const answers = (): Answer[] =>
      stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Answer);
    for (const [at, line] of [features, '{"Age":NaN}', features].entries()) {
      child.stdin.write(`${line}\n`);
      await expect.poll(() => answers().length, { timeout: 30_000 }).toBe(at + 1);
    }
    child.stdin.end('\nno json');
    expect((await ended).code).toBe(1);
    expect(answers().map(({ success }) => success)).toEqual([true, false, true, false]);
    expect(answers()[1]!.error).toMatchObject({ code: 'value-not-finite' });
    expect(answers()[1]!.error.detail).toContain('line 2');
    expect(answers()[3]!.error.detail).toContain('line 5');
    expect(answers()[2]!.confidence).toBe(answers()[0]!.confidence);
  });

  it('keeps the order over many lines, and ends when its reader leaves', async () => {
    const many = bench.start('predict', 'churn', '--stdin');
    const ages = Array.from({ length: 3000 }, (_, i) => (i % 10 === 0 ? 'x' : i % 90));
    many.child.stdin.end(ages.map((Age) => `${JSON.stringify({ ...CUSTOMER, Age })}\n`).join(''));
    const { stdout } = await many.ended;
    const served = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Answer).success);
    expect(served).toEqual(ages.map((age) => age !== 'x'));

    const { child, ended } = bench.start('predict', 'churn', '--stdin');
    child.stdout.once('data', () => child.stdout.destroy());
    const pump = setInterval(() => child.stdin.write(`${features}\n`), 5);
    expect((await ended).code).toBe(0);
    clearInterval(pump);
  });
});

describe('versions', () => {
  it('are registered, promoted, aliased, rolled back and reproduced', async () => {
    const { stdout } = await bench.run('runs', '--best', 'test_roc_auc', '--json');
    const worst = (JSON.parse(stdout) as { runId: string }[]).at(-1)!;
    const second = await bench.json('register', worst.runId, 'churn', '--description', 'another');
    expect(second).toMatchObject({ code: 0, version: 2, semver: '1.1.0' });
    const first = await predict('churn');

    expect(await bench.json('promote', 'churn', '2', '--stage', 'production')).toMatchObject({
      stage: 'Production',
    });
    const promoted = await predict('churn');
    expect(promoted.modelVersion).toBe('v1.1.0');
    expect((await bench.run('promote', 'churn', 'v1.0.0', '--alias', 'former')).stdout).toBe(
      'churn@former is v1\n',
    );
    expect((await predict('churn@former')).digest).toBe(first.digest);

    expect(await bench.json('rollback', 'churn')).toMatchObject({ code: 0, version: 1, stage: 'Production' });
    expect((await predict('churn')).digest).toBe(first.digest);
    expect(await bench.json('reproduce', 'churn', '2')).toMatchObject({
      code: 0,
      same: true,
      digest: promoted.digest,
    });
  });

  it('with one byte of the stored package changed answer nothing', async () => {
    const { digest } = await predict('churn');
    const path = join(bench.workspace, 'blobs', digest.slice(0, 2), digest);
    const bytes = readFileSync(path);
    const whole = Buffer.from(bytes);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    try {
      expect(await predict('churn')).toMatchObject({ code: 1, error: { code: 'artifact-corrupt' } });
      const { code, error } = await bench.json<Failure>('reproduce', 'churn');
      expect([code, error.code]).toEqual([1, 'artifact-corrupt']);
    } finally {
      writeFileSync(path, whole);
    }
    expect((await predict('churn')).success).toBe(true);
  });
});
