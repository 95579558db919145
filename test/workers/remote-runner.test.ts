import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../shared/estimators/estimator.ts';
import { startThread } from '../../workers/node/thread.ts';
import { createRemoteRunner } from '../../workers/tasks/remote-runner.ts';
import type { Runner } from '../../workers/tasks/tasks.ts';
import { fixtureLanes, type FixtureTaskMap } from './fixtures/tasks.ts';

const thread = new URL('./fixtures/task-thread.ts', import.meta.url);
const open: Runner<FixtureTaskMap>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((runner) => runner.close()));
});

function runner(entry = thread): Runner<FixtureTaskMap> {
  const made = createRemoteRunner<FixtureTaskMap>(() => startThread(entry), fixtureLanes);
  open.push(made);
  return made;
}

describe('a task in a worker', () => {
  it('answers what the task returns, and hands buffers over', async () => {
    const tasks = runner();
    expect(await tasks.run('echo', { value: { a: [1, null, 'x'] } })).toEqual({ a: [1, null, 'x'] });
    expect(await tasks.run('hand', {})).toEqual(Float64Array.of(1, 2, 3));
  });

  it('reports progress in order and loses no metric', async () => {
    const reports: Progress[] = [];
    await runner().run('steps', { count: 300 }, { onProgress: (progress) => reports.push(progress) });
    const done = reports.map((report) => report.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(300);
    expect(reports.flatMap((report) => report.metrics ?? [])).toHaveLength(300);
  });

  it('[ERR2] throws the error that the task threw, with code, remedy and pointer', async () => {
    await expect(runner().run('refuse', {})).rejects.toMatchObject({
      name: 'AppError',
      code: 'column-unknown',
      detail: 'There is no column "b".',
      remedy: 'Use "a".',
      errors: [{ pointer: '/columns/1' }],
    });
  });

  it('[ERR2] says out-of-memory when the platform refuses an allocation', async () => {
    await expect(runner().run('run-out', {})).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  it('sends a table through shared memory, and the sender keeps it', async () => {
    const values = Float64Array.of(1, 2, 4);
    const table = { nRows: 3, columns: [{ name: 'a', type: 'numeric' as const, missing: null, values }] };
    expect(await runner().run('table', { table: { table } })).toEqual({ shared: true, sum: 7 });
    expect(values).toEqual(Float64Array.of(1, 2, 4));
  });
});

describe('an abort', () => {
  it('settles the call at once and leaves the worker usable', async () => {
    const tasks = runner();
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    const running = tasks.run('steps', { count: 1e9 }, { signal: controller.signal, onProgress });
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(await tasks.run('steps', { count: 2 })).toBe(2);
  });

  it('ends a worker that does not come to rest, and the next call gets a new one', async () => {
    const tasks = runner();
    await tasks.run('steps', { count: 1 });
    const controller = new AbortController();
    const hanging = tasks.run('hang', { ms: 3_600_000 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(hanging).rejects.toMatchObject({ code: 'aborted' });
    expect(await tasks.run('steps', { count: 2 })).toBe(2);
  });

  it('takes back a call that still waits for its turn', async () => {
    const tasks = runner();
    const controller = new AbortController();
    const first = tasks.run('hang', { ms: 100 });
    const waiting = tasks.run('steps', { count: 5 }, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(await first).toBe(100);
  });
});

describe('lanes', () => {
  it('a quick task does not wait behind a long one', async () => {
    const tasks = runner();
    const order: string[] = [];
    const controller = new AbortController();
    const long = tasks
      .run('hang', { ms: 3_600_000 }, { signal: controller.signal })
      .catch(() => order.push('long'));
    await tasks.run('echo', { value: 1 });
    order.push('quick');
    controller.abort();
    await long;
    expect(order).toEqual(['quick', 'long']);
  });
});

describe("a worker's death", () => {
  it.each(['exit', 'crash'] as const)(
    'by %s is a typed error, and the next call gets a new worker',
    async (how) => {
      const tasks = runner();
      const former = await tasks.run('who', {});
      await expect(tasks.run(how, {})).rejects.toMatchObject({ code: 'worker-died' });
      expect(await tasks.run('who', {})).not.toBe(former);
    },
  );

  it('before it loaded is a typed error, not a hang', async () => {
    const tasks = runner(new URL('./fixtures/no-such-thread.ts', import.meta.url));
    await expect(tasks.run('echo', { value: 1 })).rejects.toMatchObject({ code: 'worker-died' });
  });

  it('by close settles what runs and what waits', async () => {
    const tasks = runner();
    const running = tasks.run('hang', { ms: 3_600_000 });
    const waiting = tasks.run('steps', { count: 1 });
    const settled = Promise.allSettled([running, waiting]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await tasks.close();
    for (const each of await settled) expect(each).toMatchObject({ reason: { code: 'aborted' } });
  });
});
