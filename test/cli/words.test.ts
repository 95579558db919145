import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { withProgress } from '../../cli/output.ts';
import { openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeAll(() => {
  bench = openBench();
});
afterAll(() => bench.remove());

describe('help', () => {
  it('lists every command', async () => {
    const { code, stdout, stderr } = await bench.run('--help');
    expect([code, stderr]).toEqual([0, '']);
    const width = Math.max(...commands.map(({ name }) => name.length));
    for (const { name, summary } of commands)
      expect(stdout).toContain(`  ${name.padEnd(width)}  ${summary}\n`);
  });

  it.each(commands.map(({ name }) => name))('%s has examples, --json and exit codes', async (name) => {
    const { code, stdout, stderr } = await bench.run(name, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`Usage\\n {2}treadle ${name}`));
    expect(stdout).toMatch(new RegExp(`Examples\\n {2}treadle ${name}`));
    expect(stdout).toContain('--json');
    expect(stdout).toContain('Exit codes: 0 done, 1 a check failed, 2 bad usage');
  });
});

describe('wrong words end with 2, are explained on stderr, and touch nothing', () => {
  it.each([
    [['bogus'], 'There is no command "bogus"'],
    [['runs', '--bogus'], "Unknown option '--bogus'"],
    [['runs', 'extra'], '`runs` takes 0 arguments, 1 given'],
    [['runs', '--limit', 'x'], '--limit must be a whole number from 1 to 100000, not "x"'],
    [['train', 'x.csv'], '--target is required'],
    [['train', 'x.csv', '--target', 'y', '--seed', '-1'], "Option '--seed' argument is ambiguous"],
    [['train', 'x.csv', '--target', 'y', '--threads', '65'], '--threads must be a whole number from 1 to 64'],
    [['train', 'x.csv', '--target', 'y', '--estimator', 'nope'], 'There is no estimator "nope"'],
    [['train', 'x.csv', '--target', 'y', '--param', 'n_estimators=0'], 'must be an integer from 1 to 5000'],
    [['train', 'x.csv', '--target', 'y', '--param', 'trees=9'], 'There is no param "trees"'],
    [['predict', 'm'], 'Give one of --features, --file and --stdin; 0 given'],
    [['promote', 'm', '1'], 'Give either --stage or --alias'],
    [['promote', 'm', '1', '--stage', 'Live'], 'There is no stage "Live"'],
    [['serve', '--port', '99999'], '--port must be a whole number from 0 to 65535'],
    [['demo', '--rows', '5'], '--rows must be a whole number from 20'],
  ])('%j', async (words, said) => {
    const { code, stdout, stderr } = await bench.run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toContain('→');
    expect(existsSync(bench.workspace)).toBe(false);
  });

  it('with --json the error is also a document on stdout', async () => {
    const { code, error } = await bench.json<Failure>('train', 'x.csv');
    expect(code).toBe(2);
    expect(error).toMatchObject({ code: 'usage', detail: '--target is required.' });
  });
});

describe('a workspace that is not there or cannot be one', () => {
  it.each([
    [['predict', 'm', '--features', '{}'], 'model-unknown'],
    [['compare', 'a', 'b'], 'run-unknown'],
    [['validate', 'customers'], 'dataset-unknown'],
    [['train', 'missing.csv', '--target', 'y'], 'dataset-unknown'],
  ])('%j says so and makes none', async (words, expected) => {
    const { code, error } = await bench.json<Failure>(...words);
    expect(code).toBe(1);
    expect(error.code).toBe(expected);
    expect(error.detail).toContain(`There is no workspace at ${bench.workspace}`);
    expect(existsSync(bench.workspace)).toBe(false);
  });

  it('runs lists none', async () => {
    expect(await bench.run('runs', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(existsSync(bench.workspace)).toBe(false);
  });

  it('a file in its place is named', async () => {
    const file = bench.write('file', 'no folder');
    const { code, error } = await bench.json<Failure>('runs', '--workspace', file);
    expect(code).toBe(1);
    expect(error.code).toBe('workspace-broken');
    expect(error.detail).toContain(file);
  });

  it('an unwritable result file is found out before the work', async () => {
    const { code, error } = await bench.json<Failure>('demo', '--out', bench.path('none/results.json'));
    expect([code, error.code]).toEqual([1, 'file-unwritable']);
    expect(existsSync(bench.workspace)).toBe(false);
  });
});

describe('progress', () => {
  const drawn = async (isTTY: boolean): Promise<string> => {
    const before = process.stderr.isTTY;
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      process.stderr.isTTY = isTTY;
      await withProgress('train', async (show) => show({ stage: 'fit', done: 1, total: 4 }));
      return write.mock.calls.map(([text]) => String(text)).join('');
    } finally {
      process.stderr.isTTY = before;
      write.mockRestore();
    }
  };

  it('is one line on a terminal, which is wiped in the end', async () => {
    const text = await drawn(true);
    expect(text).toContain('train  █████░');
    expect(text).toContain('25 %  fit');
    expect(text.endsWith('\r\u001b[2K')).toBe(true);
    expect(text).not.toContain('\n');
  });

  it('is silent elsewhere', async () => {
    expect(await drawn(false)).toBe('');
  });
});
