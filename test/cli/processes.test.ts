import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processLocks } from '../../cli/process-locks.ts';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import { CUSTOMER, churnCsv, openBench, type Bench } from './treadle.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.remove());

interface Listed {
  readonly runId: string;
  readonly status: string;
  readonly error: { code: string; detail: string } | null;
}

const listed = async (): Promise<{ runs: Listed[]; stderr: string }> => {
  const { code, stdout, stderr } = await bench.run('runs', '--json');
  expect(code).toBe(0);
  return { runs: JSON.parse(stdout) as Listed[], stderr };
};

/** A training that would take minutes, once it is under way. */
async function longTraining(threads: string): Promise<ReturnType<Bench['start']>> {
  const file = bench.write('long.csv', churnCsv(20_000));
  const words = ['--estimator', 'gradient-boosting', '--param', 'max_iter=1000', '--threads', threads];
  const running = bench.start('train', file, '--target', 'Churn', ...words, '--json');
  const workspace = await openWorkspace(bench.workspace);
  await expect.poll(async () => (await workspace.drafts.list()).length, { timeout: 30_000 }).toBe(1);
  await workspace.close();
  return running;
}

describe('a training that is cut off', () => {
  it.each([
    ['SIGINT', 130, '2'],
    ['SIGTERM', 143, '1'],
  ] as const)('%s ends it with %d and records it as KILLED', async (signal, expected, threads) => {
    const { child, ended } = await longTraining(threads);
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(code).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'aborted' } });
    const { runs, stderr } = await listed();
    expect(runs.map(({ status, error }) => [status, error?.code])).toEqual([['KILLED', 'aborted']]);
    expect(stderr).toBe('');
  });

  it('kill -9 leaves a healthy workspace, and the next command records the run as interrupted', async () => {
    const { child, ended } = await longTraining('2');
    const while_ = await listed();
    expect(while_.runs.map(({ status }) => status)).toEqual(['RUNNING']);
    expect(while_.stderr).toBe('');

    child.kill('SIGKILL');
    await ended;
    const [first, second] = [await listed(), await listed()];
    expect(first.stderr).toContain(`The run ${first.runs[0]!.runId} was interrupted`);
    expect(first.runs).toMatchObject([{ status: 'KILLED', error: { code: 'aborted' } }]);
    expect(second).toEqual({ runs: first.runs, stderr: '' });
    const file = bench.write('small.csv', churnCsv(100));
    expect((await bench.run('train', file, '--target', 'Churn', '--estimator', 'decision-tree')).code).toBe(
      0,
    );
  });
});

/** Until the training under way has stored how far it is. */
async function untilCheckpoint(): Promise<void> {
  const workspace = await openWorkspace(bench.workspace);
  const kept = async (): Promise<boolean> => {
    const [draft] = await workspace.drafts.list();
    return draft !== undefined && workspace.checkpoints.has(draft.runId);
  };
  await expect.poll(kept, { timeout: 60_000, interval: 50 }).toBe(true);
  await workspace.close();
}

describe('a training that is taken up again', () => {
  const words = [
    '--target',
    'Churn',
    '--estimator',
    'gradient-boosting',
    '--param',
    'max_iter=1000',
    '--param',
    'early_stopping=false',
  ];

  it.each([
    ['SIGKILL', '1', '2'],
    ['SIGINT', '2', '1'],
  ] as const)('after %s ends in the bytes of an uninterrupted one', async (signal, before, after) => {
    const file = bench.write('data.csv', churnCsv(20_000));
    const cut = bench.start('train', file, ...words, '--checkpoint', '1', '--threads', before);
    await untilCheckpoint();
    cut.child.kill(signal);
    await cut.ended;

    const [waiting] = JSON.parse((await bench.run('runs', '--interrupted', '--json')).stdout) as Listed[];
    expect(waiting).toMatchObject({ status: 'KILLED', error: { code: 'aborted' } });
    const resumed = await bench.json('train', '--resume', waiting!.runId, '--threads', after);
    expect(resumed).toMatchObject({ code: 0, runId: waiting!.runId, status: 'FINISHED' });

    const whole = await bench.json('train', 'data', ...words, '--threads', '1');
    expect(resumed['modelDigest']).toBe(whole['modelDigest']);
    expect((await bench.run('runs', '--interrupted')).stdout).toContain('No run waits');
    const again = await bench.json('train', '--resume', waiting!.runId);
    expect(again).toMatchObject({ code: 1, error: { code: 'run-not-resumable' } });
  });

  it('or discarded is done with; what goes with a resume is checked', async () => {
    const file = bench.write('data.csv', churnCsv(20_000));
    const cut = bench.start('train', file, ...words, '--checkpoint', '1');
    await untilCheckpoint();
    cut.child.kill('SIGKILL');
    await cut.ended;
    const [{ runId }] = JSON.parse((await bench.run('runs', '--json')).stdout) as [Listed];
    expect((await bench.run('train', '--resume', runId, '--target', 'Churn')).code).toBe(2);
    expect((await bench.run('train', '--resume', runId, '--checkpoint', 'often')).code).toBe(2);
    expect((await bench.run('train', '--resume', '../../outside')).code).toBe(1);
    expect((await bench.run('runs', '--discard', runId)).code).toBe(0);
    expect((await listed()).runs).toMatchObject([{ runId, status: 'KILLED' }]);
    expect((await bench.run('train', '--resume', runId)).code).toBe(1);
  });

  it('a training that cannot fit is refused before it starts, with what would fit', async () => {
    const file = bench.write('data.csv', churnCsv(20_000));
    const refused = await bench.json('train', file, ...words, '--memory', '1');
    expect(refused).toMatchObject({ code: 1, error: { code: 'memory-budget' } });
    expect((await listed()).runs).toMatchObject([{ status: 'FAILED', error: { code: 'memory-budget' } }]);
  });
});

describe('several commands on one workspace', () => {
  it('files of one name that are trained at once are each trained on their own rows', async () => {
    const rows = [120, 150, 180];
    const files = rows.map((count) => {
      mkdirSync(bench.path(String(count)));
      return bench.write(`${count}/churn.csv`, churnCsv(count));
    });
    const ended = await Promise.all(
      files.map((file) =>
        bench.run('train', file, '--target', 'Churn', '--estimator', 'decision-tree', '--register', 'churn'),
      ),
    );
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    const workspace = await openWorkspace(bench.workspace);
    const { registry } = await workspace.log.state();
    const datasets = await workspace.datasets.list();
    await workspace.close();
    expect([...registry.runs.values()].map(({ run }) => run.nRows).sort()).toEqual(rows);
    expect(datasets.map(({ name }) => name)).toEqual(['churn', 'churn-2', 'churn-3']);
    expect(registry.models.get('churn')!.versions.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('a server sees what commands do beside it, and ends on SIGTERM with 0', async () => {
    const { child, stdout, ended } = bench.start('serve', '--port', '0', '--json');
    await expect.poll(stdout, { timeout: 30_000 }).toContain('\n');
    const { url } = JSON.parse(stdout()) as { url: string };
    const file = bench.write('churn.csv', churnCsv(200));
    await bench.run(
      'train',
      file,
      '--target',
      'Churn',
      '--register',
      'churn',
      '--estimator',
      'logistic-regression',
    );
    await bench.run('promote', 'churn', '1', '--stage', 'Production');
    const ask = async (): Promise<{ confidence?: number }> => {
      const response = await fetch(`${url}/api/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ modelId: 'churn', features: CUSTOMER }),
      });
      return (await response.json()) as { confidence?: number };
    };
    const own = await bench.json<{ confidence: number }>(
      'predict',
      'churn',
      '--features',
      JSON.stringify(CUSTOMER),
    );
    await expect.poll(async () => (await ask()).confidence, { timeout: 30_000 }).toBe(own.confidence);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

describe('a lock between processes', () => {
  it('is held once, and free again after its release', () => {
    mkdirSync(bench.workspace);
    const locks = processLocks(bench.workspace);
    const held = locks.take('train-1');
    expect(held).not.toBeNull();
    expect(processLocks(bench.workspace).take('train-1')).toBeNull();
    const other = locks.take('train-2');
    expect(other).not.toBeNull();
    held!.release();
    const again = locks.take('train-1');
    expect(again).not.toBeNull();
    again!.retire();
    other!.retire();
  });
});
