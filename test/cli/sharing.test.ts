import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { churnCsv, CUSTOMER, type Failure, openBench, type Bench } from './treadle.ts';

let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  bench.write('churn.csv', churnCsv(400));
  const trained = await bench.json(
    'train',
    'churn.csv',
    '--target',
    'Churn',
    '--estimator',
    'logistic-regression',
    '--register',
    'churn',
  );
  expect(trained.code).toBe(0);
}, 120_000);
afterAll(() => bench.remove());

const elsewhere = (): string[] => ['--workspace', bench.path('other')];
const features = JSON.stringify(CUSTOMER);

describe('treadle export and import', () => {
  it('moves a model as a file: same digest, same lineage, same answer', async () => {
    const exported = await bench.json('export', 'churn@1', '--out', 'churn.treadle');
    expect(exported).toMatchObject({ code: 0, model: 'churn', format: 'treadle' });
    const kept = await bench.json('import', 'churn.treadle', '--as', 'abwanderung', ...elsewhere());
    expect(kept).toMatchObject({ model: 'abwanderung', version: 1, digest: exported['digest'], runId: null });
    const ask = (model: string, place: string[]) =>
      bench.json('predict', model, '--version', '1', '--features', features, ...place);
    const [here, there] = [await ask('churn', []), await ask('abwanderung', elsewhere())];
    expect(there['probabilities']).toEqual(here['probabilities']);
  }, 120_000);

  it('moves a model in a link, which says where it comes from', async () => {
    const { stdout, stderr } = await bench.run('export', 'churn@1', '--format', 'link');
    expect(stdout).toMatch(/^http:\/\/localhost:3000\/open#m1\.[\w-]+\n$/);
    expect(stderr).toContain('No row of the data.');
    const shown = await bench.json('import', stdout.trim(), '--show');
    expect(shown).toMatchObject({ origin: { model: 'churn', version: 1 }, estimator: 'logistic-regression' });
    const kept = await bench.json('import', stdout.trim(), ...elsewhere());
    expect(kept).toMatchObject({
      model: 'churn',
      tags: [{ key: 'origin', value: expect.stringMatching(/^churn v1 /) }],
      dataVersion: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  }, 120_000);

  it.each([
    ['cut off', (link: string) => link.slice(0, -200), 'share-invalid'],
    ['without its model', (link: string) => link.replace(/#.*/, ''), 'share-invalid'],
    ['changed', (link: string) => link.replace(/.{9}$/, 'AAAAAAAAA'), /share-invalid|digest-mismatch/],
  ])(
    '[SEC5] refuses a link that is %s, and keeps nothing',
    async (_, spoil, code) => {
      const { stdout } = await bench.run('export', 'churn@1', '--format', 'link');
      const failed = await bench.json<Failure>(
        'import',
        spoil(stdout.trim()),
        '--workspace',
        bench.path('nothing'),
      );
      expect(failed.code).toBe(1);
      expect(failed.error.code).toMatch(code);
      const { stdout: models } = await bench.run('models', 'list', '--workspace', bench.path('nothing'));
      expect(models).toBe('No models.\n');
    },
    120_000,
  );
});

describe('treadle register --file', () => {
  it('keeps a file of another tool: described, versioned, exported, never promoted', async () => {
    bench.write('forest.pkl', Uint8Array.of(128, 4, 149, 0, 255, 46));
    const words = [
      '--model',
      'forest',
      '--version',
      '2.1.0',
      '--tag',
      'team=risk',
      '--metric',
      'test_f1=0.81',
    ];
    const kept = await bench.json('register', '--file', 'forest.pkl', ...words);
    expect(kept).toMatchObject({
      version: 1,
      semver: '2.1.0',
      estimator: 'pickle',
      file: { name: 'forest.pkl', format: 'pickle' },
      tags: [{ key: 'team', value: 'risk' }],
      metrics: [{ key: 'test_f1', value: 0.81 }],
    });
    const refused = async (...given: string[]) => (await bench.json<Failure>(...given)).error.code;
    expect(await refused('promote', 'forest', '1', '--stage', 'Production')).toBe('not-servable');
    expect(await refused('predict', 'forest', '--version', '1', '--features', '{}')).toBe('not-servable');
    expect(await refused('export', 'forest@1', '--format', 'link')).toBe('not-servable');
    expect(await refused('register', '--file', 'forest.pkl', ...words)).toBe('version-taken');
    await bench.run('export', 'forest@1', '--out', 'back.pkl');
    expect(readFileSync(bench.path('back.pkl'))).toEqual(readFileSync(bench.path('forest.pkl')));
  }, 120_000);

  it('[SEC5] proves a package before it is one', async () => {
    bench.write('lie.treadle', 'this is no package');
    const failed = await bench.json<Failure>('register', '--file', 'lie.treadle', '--model', 'lie');
    expect(failed.error.code).toBe('model-invalid');
    expect((await bench.run('models', 'list')).stdout).not.toContain('lie');
  }, 60_000);
});

describe('treadle models', () => {
  it('[SYNC5] describes, archives and deletes what nothing uses', async () => {
    await bench.run('promote', 'churn', '1', '--stage', 'Production');
    const code = async (...words: string[]) => (await bench.json<Failure>('models', ...words)).error.code;
    expect(await code('archive', 'churn')).toBe('in-use');
    expect(await code('delete', 'churn@1')).toBe('in-use');
    const archived = await bench.run('promote', 'churn', '1', '--stage', 'Archived');
    expect(archived.stderr).toMatch(/version 1 of "churn" is in Production[^]*move it to None/i);
    await bench.run('promote', 'churn', '1', '--stage', 'None');
    expect((await bench.run('models', 'describe', 'churn@1', '--description', 'of June')).code).toBe(0);
    expect(await bench.json('models', 'show', 'churn@1')).toMatchObject({ description: 'of June' });
    expect((await bench.run('models', 'archive', 'churn')).code).toBe(0);
    expect((await bench.run('models', 'list')).stdout).not.toContain('churn');
    expect((await bench.run('models', 'list', '--archived')).stdout).toContain('churn');
    expect((await bench.run('models', 'unarchive', 'churn')).code).toBe(0);
    expect((await bench.run('models', 'delete', 'churn@1')).code).toBe(0);
    expect(await code('show', 'churn@1')).toBe('version-unknown');
  }, 120_000);
});
