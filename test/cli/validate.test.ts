import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Suite } from '../../shared/records/suite.ts';
import type { SuiteReport } from '../../shared/validation/suite-report.ts';
import { churnCsv, openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeEach(async () => {
  bench = openBench();
  bench.write('customers.csv', churnCsv(300));
  await bench.run('validate', 'customers.csv', '--target', 'Churn', '--infer', 'suite.json');
});
afterEach(() => bench.remove());

interface Validated {
  readonly suite: SuiteReport | null;
  readonly split: { readonly status: string; readonly testRows: number } | null;
  readonly drift: { readonly columns: { readonly name: string; readonly status: string }[] } | null;
}

/** Another 300 customers; the first is 999 years old, the age of the second is no number. */
function brokenCsv(): string {
  const lines = churnCsv(300, 8).replaceAll('C-00', 'C-77').split('\r\n');
  const cells = (line: number): string[] => lines[line]!.split(',');
  const age = lines[0]!.split(',').indexOf('Age');
  lines[1] = cells(1).with(age, '999').join(',');
  lines[2] = cells(2).with(age, 'unknown').join(',');
  return lines.join('\r\n');
}

const names = (csv: string): string[] => csv.split('\r\n')[0]!.split(',');

describe('treadle validate --suite', () => {
  it('exits with 0 when the rows keep what they promise, and with 1 when an error fails', async () => {
    expect(await bench.json('validate', 'customers.csv', '--suite', 'suite.json')).toMatchObject({
      code: 0,
      suite: { failed: 0, worst: null, quality: 100 },
    });
    bench.write('broken.csv', brokenCsv());
    const broken = await bench.json<Validated>('validate', 'broken.csv', '--suite', 'suite.json');
    expect(broken.code).toBe(1);
    const failed = broken.suite!.results.filter(({ status }) => status === 'failed');
    expect(failed.map(({ check, column, rows }) => [check, column, rows])).toEqual(
      expect.arrayContaining([
        ['column', 'Age', [1]],
        ['range', 'Age', [0]],
      ]),
    );
  });

  it('a warning exits with 1 only when it is asked to', async () => {
    const suite = JSON.parse(await readFile(bench.path('suite.json'), 'utf8')) as Suite;
    const strict = suite.expectations.map((each) =>
      each.check === 'row-count' ? { ...each, min: 10_000, severity: 'warning' } : each,
    );
    bench.write('strict.json', JSON.stringify({ ...suite, expectations: strict }));
    const words = ['validate', 'customers.csv', '--suite', 'strict.json'];
    expect((await bench.run(...words)).code).toBe(0);
    expect((await bench.run(...words, '--strict')).code).toBe(1);
  });

  it('writes JUnit XML and the rows that break the suite', async () => {
    bench.write('broken.csv', brokenCsv());
    const { code } = await bench.run(
      'validate',
      'broken.csv',
      '--suite',
      'suite.json',
      '--junit',
      'report.xml',
      '--quarantine',
      'rejected.csv',
    );
    expect(code).toBe(1);
    expect(await readFile(bench.path('report.xml'), 'utf8')).toMatch(/<failure message="[^"]*numeric/);
    const rejected = (await readFile(bench.path('rejected.csv'), 'utf8')).trim().split('\r\n');
    expect(rejected).toHaveLength(2);
    expect(rejected[1]).toMatch(/^2,.*unknown.*of type numeric/);
  });

  it('says what is wrong with a suite, and that some options need one', async () => {
    bench.write('no.json', '{"format":"treadle-suite","v":1,"expectations":[{"check":"magic"}]}');
    const { error } = await bench.json<Failure>('validate', 'customers.csv', '--suite', 'no.json');
    expect(error).toMatchObject({
      code: 'suite-invalid',
      detail: expect.stringContaining('/expectations/0'),
    });
    expect((await bench.run('validate', 'customers.csv', '--junit', 'x.xml')).code).toBe(2);
    expect((await bench.run('validate', 'customers.csv', '--suite', 'suite.json', '--save')).code).toBe(2);
  });

  it('compares the parts of the split, and versions of a dataset', async () => {
    const split = ['--target', 'Churn', '--split'];
    const alone = await bench.json<Validated>('validate', 'customers.csv', ...split);
    expect(alone.split).toMatchObject({ status: 'not-enough-data', testRows: 60 });
    await bench.run('data', 'load', 'customers.csv', '--percent', '50');
    await bench.run('data', 'load', 'customers', '--percent', '100');
    const { drift } = await bench.json<Validated>('validate', 'customers', '--against', '#1');
    expect(drift!.columns.map(({ status }) => status)).toEqual(drift!.columns.map(() => 'ok'));
  });
});

describe('a dataset with a suite', () => {
  beforeEach(async () => {
    await bench.run('data', 'load', 'customers.csv', '--target', 'Churn');
    await bench.run('validate', 'customers', '--suite', 'suite.json', '--save');
    bench.write('broken.csv', brokenCsv());
  });
  const load = (...words: string[]) =>
    bench.json<{ total_rows: number } & Failure>(
      'data',
      'load',
      'broken.csv',
      '--dataset',
      'customers',
      ...words,
    );

  it('refuses a load that breaks it, and nothing of it is stored', async () => {
    const refused = await load();
    expect(refused.error).toMatchObject({ code: 'contract-broken' });
    expect(refused.error.detail).toContain('"Age" of type numeric');
    expect(await bench.json('data', 'status', 'customers')).toMatchObject({ total_rows: 300 });
  });

  it('loads the other rows when those that break it are quarantined, with the types that it promises', async () => {
    expect(await load('--quarantine', 'rejected.csv')).toMatchObject({ code: 0, total_rows: 599 });
    const rejected = await readFile(bench.path('rejected.csv'), 'utf8');
    expect(names(rejected)).toEqual(['row', ...names(churnCsv(1)), 'rejected because']);
    // The same again adds nothing, though all its keys are there by now.
    expect(await load('--quarantine', 'rejected.csv')).toMatchObject({ code: 0, total_rows: 599 });
  });

  it('refuses values that must be unique and are there already', async () => {
    const again = `${churnCsv(300).split('\r\n').slice(0, 2).join('\r\n')}\r\n`;
    bench.write('broken.csv', again.replace('Month-to-month', 'One year'));
    expect((await load()).error).toMatchObject({
      code: 'contract-broken',
      detail: expect.stringContaining('occurs twice'),
    });
  });

  it('loads the same file again as before: it adds nothing', async () => {
    expect(await bench.json('data', 'load', 'customers.csv')).toMatchObject({ added: false });
  });

  it('is held to it by name, also before a load, until it is forgotten', async () => {
    const before = await bench.json<Validated>('validate', 'broken.csv', '--dataset', 'customers');
    expect(before).toMatchObject({ code: 1, suite: { worst: 'error' } });
    expect(await bench.json('validate', 'customers')).toMatchObject({ code: 0, suite: { worst: null } });
    await bench.run('validate', 'customers', '--forget');
    expect(await bench.json('validate', 'customers')).toMatchObject({ suite: null });
    expect((await load()).error.code).toBe('schema-mismatch');
  });

  it('guards the steps of a staged load: refused, or loaded and removed with the reason in the history', async () => {
    const csv = churnCsv(300, 8).split('\r\n');
    const contract = csv[0]!.split(',').indexOf('Churn');
    csv[290] = csv[290]!.split(',').with(contract, 'Perhaps').join(',');
    bench.write('staged.csv', csv.join('\r\n'));
    await bench.run('data', 'load', 'staged.csv', '--percent', '90', '--target', 'Churn');
    await bench.run('validate', 'staged', '--suite', 'suite.json', '--save');
    const refused = await bench.json<Failure>('data', 'load', 'staged', '--percent', '100');
    expect(refused.error.code).toBe('contract-broken');
    expect(
      await bench.json('data', 'load', 'staged', '--percent', '100', '--quarantine', 'rejected.csv'),
    ).toMatchObject({ current_percentage: 100, total_rows: 299 });
    expect(await readFile(bench.path('rejected.csv'), 'utf8')).toContain('Perhaps');
    expect((await bench.run('data', 'log', 'staged')).stdout).toContain('Quarantined');
  });
});
