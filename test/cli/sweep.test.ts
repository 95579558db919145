import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { churnCsv, openBench, type Bench, type Failure } from './treadle.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('churn.csv', churnCsv(400));
});
afterEach(() => bench.remove());

interface Trial {
  readonly trial: number;
  readonly runId: string;
  readonly estimator: string;
  readonly params: Record<string, unknown>;
  readonly status: string;
  readonly mean: number | null;
}

interface Sweep {
  readonly sweepId: string;
  readonly status: string;
  readonly planned: number;
  readonly bestTrial: number;
  readonly trials: readonly Trial[];
  readonly best: {
    readonly modelDigest: string;
    readonly model: string | null;
    readonly version: number | null;
    readonly params: Record<string, unknown>;
    readonly metrics: Record<string, number>;
  };
}

const ON_CHURN = ['sweep', 'churn.csv', '--target', 'Churn'];
const sweep = (...more: string[]) => bench.json<Sweep>(...ON_CHURN, '--folds', '3', ...more);

describe('sweep', () => {
  it('tries every value of a grid, trains and registers the best, and prints the same again', async () => {
    const grid = ['--estimator', 'decision-tree', '--grid', 'max_depth=1,2,4,8'];
    const first = await sweep(...grid, '--register', 'churn');
    expect(first).toMatchObject({ code: 0, status: 'FINISHED', planned: 4 });
    expect(first.trials.map(({ params }) => params['max_depth']).sort()).toEqual([1, 2, 4, 8]);
    const means = first.trials.map(({ mean }) => mean!);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(first.trials[0]!.trial).toBe(first.bestTrial);
    expect(first.best).toMatchObject({ model: 'churn', version: 1, params: first.trials[0]!.params });
    expect(first.best.metrics['cv_roc_auc_mean']).toBe(means[0]);
    const again = await sweep(...grid, '--parallel', '1');
    expect(again.best.modelDigest).toBe(first.best.modelDigest);
    expect(again.trials.map(({ mean }) => mean)).toEqual(means);
  });

  it('takes the best of three models without being told which', async () => {
    const { code, trials, best } = await sweep();
    expect(code).toBe(0);
    expect(trials.map(({ estimator }) => estimator).sort()).toEqual([
      'gradient-boosting',
      'logistic-regression',
      'random-forest',
    ]);
    expect(best.metrics['test_roc_auc']).toBeGreaterThan(0.7);
  });

  it('searches ranges at random, by halving and by Bayes, each estimator its own params', async () => {
    const both = ['--estimator', 'decision-tree', '--estimator', 'logistic-regression'];
    const ranges = ['--range', 'decision-tree.max_depth=1..9', '--range', 'C=0.01..10'];
    const { trials } = await sweep(...both, ...ranges, '--random', '6');
    expect(trials).toHaveLength(6);
    for (const { estimator, params } of trials)
      expect(Object.keys(params)).toEqual([estimator === 'decision-tree' ? 'max_depth' : 'C']);
    expect((await sweep(...both, '--bayes', '6')).trials).toHaveLength(6);
    expect((await sweep(...both, ...ranges, '--random', '6', '--halving')).planned).toBeGreaterThan(6);
  });

  it('shows a table to people, and nothing of a live one in a pipe', async () => {
    const { code, stdout, stderr } = await bench.run(
      ...ON_CHURN,
      '--estimator',
      'decision-tree',
      '--grid',
      'max_depth=2,3',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/best +\d +decision-tree +max_depth=\d +0\.\d{4}/);
    expect(stdout).toContain('roc_auc');
    expect(stderr).toBe('');
    const listed = await bench.run('sweep', '--list');
    expect(listed.stdout).toMatch(/FINISHED +2\/2/);
    expect((await bench.run('sweep', '--help')).stdout).toContain('--grid [ESTIMATOR.]PARAM=A,B,C');
  });

  it('goes on where it was after a kill, repeating nothing', async () => {
    const grid = [
      '--estimator',
      'random-forest',
      '--param',
      'n_estimators=400',
      '--grid',
      'max_depth=1,2,3,4,5,6,7,8,9,10',
    ];
    await bench.run('data', 'load', 'churn.csv', '--json');
    const running = bench.start(
      'sweep',
      'churn',
      '--target',
      'Churn',
      '--parallel',
      '1',
      ...grid,
      '--folds',
      '3',
    );
    await waitFor(async () => (await trialRuns()).length >= 2);
    running.child.kill('SIGKILL');
    await running.ended;
    const listed = await bench.run('sweep', '--list', '--json');
    const [stopped] = JSON.parse(listed.stdout) as { sweepId: string; status: string }[];
    expect(stopped!.status).toBe('STOPPED');
    expect(listed.stderr).toContain(`treadle sweep --continue ${stopped!.sweepId}`);
    const before = await trialRuns();
    expect(before.length).toBeLessThan(10);
    const done = await bench.json<Sweep>('sweep', '--continue', stopped!.sweepId);
    expect(done).toMatchObject({ code: 0, status: 'FINISHED', sweepId: stopped!.sweepId });
    const after = done.trials.map(({ runId }) => runId);
    expect(after).toHaveLength(10);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  it('refuses what cannot be, before anything is stored, with the reason and exit code 2', async () => {
    const tree = ['--estimator', 'decision-tree'];
    const cases: [string[], string, RegExp][] = [
      [[...tree, '--grid', 'max_depth='], 'usage', /names no values/],
      [[...tree, '--grid', 'max_depth=5,500'], 'param-invalid', /from 1 to 64.*500/],
      [[...tree, '--grid', 'depth=5'], 'param-invalid', /"depth"/],
      [[...tree, '--range', 'max_depth=2..9'], 'sweep-invalid', /grid needs the values/],
      [[...tree, '--time-budget', '0'], 'usage', /above 0/],
      [['--metric', 'rmse'], 'metric-unknown', /roc_auc/],
      [['--bayes', '5', '--halving'], 'usage', /one of/],
      [['--estimator', 'nothing'], 'estimator-unknown', /nothing/],
      [['--resource', 'n_estimators'], 'usage', /--halving/],
      [[...tree, '--halving', '--resource', 'trees=9'], 'param-invalid', /"trees"/],
    ];
    for (const [words, code, detail] of cases) {
      const failed = await bench.json<Failure>(...ON_CHURN, ...words);
      expect(failed).toMatchObject({ code: 2, error: { code } });
      expect(failed.error.detail).toMatch(detail);
    }
    bench.write('flat.csv', 'a,y\n1,x\n2,x\n3,x\n');
    const flat = await bench.json<Failure>('sweep', 'flat.csv', '--target', 'y');
    expect(flat).toMatchObject({ code: 1, error: { code: 'target-constant' } });
    expect((await bench.json<Failure>('sweep', '--continue', 'x')).error.code).toBe('sweep-unknown');
    expect((await bench.run('sweep')).code).toBe(2);
  });
});

interface ListedRun {
  readonly runId: string;
  readonly status: string;
  readonly tags: readonly { key: string; value: string }[];
}

async function trialRuns(): Promise<string[]> {
  const { stdout } = await bench.run('runs', '--json', '--limit', '1000');
  const runs = stdout === '' ? [] : (JSON.parse(stdout) as ListedRun[]);
  return runs.filter(({ tags }) => tags.some(({ key }) => key === 'trial')).map(({ runId }) => runId);
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 100; round++) if (await holds()) return;
  throw new Error('It never came to be.');
}

describe('train --folds', () => {
  it('adds the figures of a cross-validation and leaves the model as it is but for the recipe in it', async () => {
    const train = ['train', 'churn.csv', '--target', 'Churn', '--estimator', 'decision-tree'];
    const run = await bench.json<{ metrics: Record<string, number> }>(
      ...train,
      '--folds',
      '4',
      '--repeats',
      '2',
    );
    expect(run.metrics['cv_roc_auc_mean']).toBeGreaterThan(0.6);
    expect(run.metrics['cv_roc_auc_std']).toBeGreaterThan(0);
    const plain = await bench.json<{ metrics: Record<string, number> }>(...train);
    expect(plain.metrics).not.toHaveProperty('cv_roc_auc_mean');
    expect(plain.metrics['test_roc_auc']).toBe(run.metrics['test_roc_auc']);
    expect((await bench.json<Failure>(...train, '--folds', '1')).error.code).toBe('usage');
  });
});
