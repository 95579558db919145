import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { churnCsv, openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('customers.csv', churnCsv(200));
});
afterEach(() => bench.remove());

interface Status {
  readonly added: boolean;
  readonly current_percentage: number;
  readonly total_rows: number;
  readonly last_load_date: string;
  readonly dataVersion: string;
  readonly classes: { readonly column: string; readonly counts: { value: string; count: number }[] };
}

const load = (...words: string[]) => bench.json<Status>('data', 'load', ...words);

describe('treadle data load', () => {
  it('takes 40 % of a file first and 3 points a call, without the file, up to one digest by any path', async () => {
    const first = await load('customers.csv', '--percent', '40', '--target', 'Churn');
    expect(first).toMatchObject({ code: 0, added: true, current_percentage: 40, total_rows: 80 });
    expect(first.classes.counts.reduce((sum, { count }) => sum + count, 0)).toBe(80);
    rmSync(bench.path('customers.csv'));
    expect(await load('customers', '--percent', '+3')).toMatchObject({
      current_percentage: 43,
      total_rows: 86,
    });
    expect(await load('customers')).toMatchObject({ current_percentage: 46, total_rows: 92 });
    const whole = await load('customers', '--percent', '100');
    expect(whole).toMatchObject({ current_percentage: 100, total_rows: 200 });

    bench.write('customers.csv', churnCsv(200));
    const atOnce = await load('customers.csv', '--dataset', 'at-once');
    const shuffled = await load(
      'customers.csv',
      '--dataset',
      'shuffled',
      '--percent',
      '30',
      '--shuffle',
      '7',
    );
    expect(shuffled.dataVersion).not.toBe(atOnce.dataVersion);
    const end = await load('shuffled', '--percent', '100');
    expect([whole.dataVersion, end.dataVersion]).toEqual([atOnce.dataVersion, atOnce.dataVersion]);
    expect(await load('customers.csv')).toMatchObject({ added: false, total_rows: 200 });
    const { error } = await bench.json<Failure>('data', 'load', 'customers');
    expect(error.code).toBe('fully-loaded');
  });

  it('refuses a file with other columns into the dataset, and lists the differences', async () => {
    // How a file is read is said to `data load` as to every command.
    await load('customers.csv', '--decimal', '.');
    bench.write('other.csv', 'Age,Town\n41,Bonn\n');
    const refused = await bench.json<Failure>('data', 'load', 'other.csv', '--dataset', 'customers');
    expect(refused).toMatchObject({ code: 1, error: { code: 'schema-mismatch' } });
    expect(refused.error.detail).toMatch(/column "Town" is new/);
  });

  it.each([
    [['load', 'customers.csv', '--percent', '0']],
    [['load', 'customers.csv', '--percent', '+3']],
    [['load', 'customers.csv', '--reason', 'none']],
    [['status']],
    [['turn', 'customers']],
    [['amend', 'customers', '--row', '0', '--delete', '--reason', 'x']],
    [['export', 'customers', '--format', 'xml']],
  ])('says what is wrong with the words of data %j', async (words) => {
    const { code, error } = await bench.json<Failure>('data', ...words);
    expect([code, error.code]).toEqual([2, 'usage']);
  });
});

describe('treadle data', () => {
  it('amends with a reason, keeps every version, and takes an amendment back', async () => {
    const { dataVersion } = await load('customers.csv', '--target', 'Churn');
    const correct = [
      'amend',
      'customers',
      '--row',
      '3',
      '--column',
      'Age',
      '--value',
      '99',
      '--reason',
      'typo',
    ];
    const corrected = await bench.json<{ amendmentId: string }>('data', ...correct, '--by', 'ada');
    expect(corrected).toMatchObject({ changed: true, rows: 200 });
    await bench.json(
      'data',
      'amend',
      'customers',
      '--row',
      '5',
      '--row',
      '6',
      '--delete',
      '--reason',
      'test',
    );
    const log = Object.values(await bench.json('data', 'log', 'customers')) as {
      by?: string;
      kind?: string;
    }[];
    expect(log.filter((entry) => entry.kind === 'amendment')).toMatchObject([
      { by: 'ada', reason: 'typo', cells: [{ row: 3, column: 'Age', value: 99 }] },
      { reason: 'test', deleted: [5, 6] },
    ]);
    const diff = await bench.json('data', 'diff', 'customers', '#1', '#3');
    expect(diff).toMatchObject({
      rows: { added: 0, removed: 2, changed: 1, same: 197 },
      changed: [{ row: 3, cells: [{ column: 'Age', value: 99 }] }],
    });
    await bench.json(
      'data',
      'amend',
      'customers',
      '--row',
      '5',
      '--row',
      '6',
      '--restore',
      '--reason',
      'real',
    );
    const undo = ['amend', 'customers', '--undo', corrected.amendmentId, '--reason', 'was right'];
    expect(await bench.json('data', ...undo)).toMatchObject({ dataVersion });
    const history = await bench.run('data', 'log', 'customers', '--row', '3');
    expect(history.stdout).toMatch(/loaded[\s\S]*→ 99 \(typo\)[\s\S]*\(was right\)/);
  });

  it('exports exactly the rows of any version or time', async () => {
    const first = await load('customers.csv', '--percent', '40');
    await load('customers', '--percent', '+60');
    const rowsOf = async (asOf: string) =>
      (await bench.run('data', 'export', 'customers', '--as-of', asOf)).stdout.trim().split('\r\n').length -
      1;
    expect(await rowsOf('#1')).toBe(80);
    expect(await rowsOf(first.dataVersion.slice(0, 8))).toBe(80);
    expect(await rowsOf(first.last_load_date)).toBe(80);
    expect(await rowsOf('2999-01-01')).toBe(200);
    const before = await bench.json<Failure>(
      'data',
      'export',
      'customers',
      '--as-of',
      '2001-01-01',
      '--out',
      'x',
    );
    expect(before.error.code).toBe('data-version-unknown');
  });

  it('[SEC6] exports a CSV that is safe to open, and an exact one that comes back as the same version', async () => {
    bench.write('notes.csv', 'id,note\n1,=1+1\n2,""\n3,plain\n');
    const { dataVersion } = await load('notes.csv');
    const safe = await bench.run('data', 'export', 'notes');
    expect(safe.stdout).toContain("'=1+1");
    expect(safe.stderr).toContain('the exact form keeps them');
    const exact = await bench.json('data', 'export', 'notes', '--format', 'exact', '--out', 'exact.csv');
    expect(exact).toMatchObject({ code: 0, dataVersion });
    expect(await readFile(bench.path('exact.csv'), 'utf8')).toContain('\r\n1,=1+1\r\n');
    expect(await load('exact.csv')).toMatchObject({ dataVersion });
  });

  it('exports Parquet that comes back as the same version', async () => {
    bench.write('notes.csv', 'id,note\n1,=1+1\n2,""\n3,plain\n');
    const { dataVersion } = await load('notes.csv');
    const refused = await bench.run('data', 'export', 'notes', '--format', 'parquet');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    await bench.json('data', 'export', 'notes', '--format', 'parquet', '--out', 'again.parquet');
    expect(await load('again.parquet')).toMatchObject({ dataVersion });
  });

  it('lists what is there, also where nothing is', async () => {
    expect((await bench.run('data', 'list')).stdout).toContain('No datasets yet');
    await load('customers.csv', '--percent', '40');
    const [entry] = Object.values(await bench.json('data', 'list'));
    expect(entry).toMatchObject({ dataset: 'customers', current_percentage: 40, total_rows: 80 });
    const { error } = await bench.json<Failure>('data', 'status', 'custommers');
    expect(error).toMatchObject({ code: 'dataset-unknown', detail: expect.stringContaining('customers') });
  });

  it('trains on the rows that are loaded so far, and says on which', async () => {
    const { dataVersion } = await load('customers.csv', '--percent', '60', '--target', 'Churn');
    const trained = await bench.json(
      'train',
      'customers',
      '--target',
      'Churn',
      '--estimator',
      'decision-tree',
    );
    expect(trained).toMatchObject({ code: 0, status: 'FINISHED', dataVersion });
  });
});

describe('a load that is killed', () => {
  it('is there wholly or not at all, and can be started again', async () => {
    bench.write('big.csv', churnCsv(20_000));
    const words = ['data', 'load', 'big.csv', '--percent', '40'];
    for (const delayMs of [150, 350, 500, 650, 800]) {
      const { child, ended } = bench.start(...words, '--dataset', `d${delayMs}`);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      child.kill('SIGKILL');
      await ended;
    }
    const there = Object.values(await bench.json('data', 'list')).filter(
      (entry) => typeof entry === 'object',
    ) as unknown as { dataset: string; total_rows: number; current_percentage: number }[];
    for (const entry of there) expect(entry).toMatchObject({ total_rows: 8000, current_percentage: 40 });
    expect(await load('big.csv', '--dataset', 'd150', '--percent', '40')).toMatchObject({ total_rows: 8000 });
  });
});
