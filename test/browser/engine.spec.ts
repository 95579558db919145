import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { createNodeTasks } from '../../workers/node/node-tasks.ts';
import type { Engine } from './runtime/engine-page.ts';
import { longRecipe, longTable, registryWork } from './runtime/engine-work.ts';
import { servePage, type ServedPage } from './runtime/serve-page.ts';

let served: ServedPage;
/** What Node makes of the same work, by estimator; `long` is the training that is interrupted below. */
const digests = new Map<string, string>();

test.beforeAll(async () => {
  served = await servePage();
  const node = createNodeTasks();
  try {
    for (const { estimator, own, table, recipe } of registryWork) {
      if (!own) continue;
      const input = { table: { table }, recipe, threads: 1, backend: null };
      digests.set(estimator, (await node.run('train', input)).modelDigest);
    }
    const long = { table: { table: longTable }, recipe: longRecipe, threads: 2, backend: null };
    digests.set('long', (await node.run('train', long)).modelDigest);
  } finally {
    await node.close();
  }
});
test.afterAll(() => served.close());

async function open(context: BrowserContext, url = served.url): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'engine' in globalThis);
  return page;
}

const ask = <K extends keyof Engine>(
  page: Page,
  name: K,
  ...args: Parameters<Engine[K]>
): Promise<Awaited<ReturnType<Engine[K]>>> =>
  page.evaluate(([called, given]) => (engine[called] as (...all: unknown[]) => unknown)(...given), [
    name,
    args,
  ] as const) as Promise<Awaited<ReturnType<Engine[K]>>>;

for (const isolated of [true, false]) {
  test(`every estimator trains in a worker, ${isolated ? 'with' : 'without'} isolation, to the bytes of Node`, async ({
    context,
  }) => {
    const page = await open(context, isolated ? served.url : served.plainUrl);
    expect(await ask(page, 'isolated')).toBe(isolated);
    for (const { estimator, own, dealt } of registryWork) {
      const trained = await ask(page, 'train', estimator, 2);
      expect(trained, estimator).toMatchObject({ status: 'FINISHED' });
      if (!isolated) expect(trained, estimator).toMatchObject({ threads: dealt ? 2 : 1 });
      if (own) expect(trained, estimator).toMatchObject({ modelDigest: digests.get(estimator) });
    }
  });
}

test('a training that is aborted at any moment waits or is recorded, and the next one runs', async ({
  context,
}) => {
  const page = await open(context);
  for (const [threads, afterMs] of [
    [1, 300],
    [2, 700],
    [2, 50],
  ] as const)
    expect(await ask(page, 'abortLong', threads, afterMs)).toMatchObject({ problem: { code: 'aborted' } });
  const waiting = await ask(page, 'settle');
  const recorded = await ask(page, 'recorded');
  expect(recorded).toEqual(recorded.map(() => expect.objectContaining({ status: 'KILLED' })));
  expect(waiting.length + recorded.length).toBe(3);
  expect(await ask(page, 'train', 'decision-tree', 1)).toMatchObject({ status: 'FINISHED' });
});

test('a worker that the browser ends in the middle is a typed error; the run goes on to the same bytes', async ({
  context,
}) => {
  const page = await open(context);
  const runId = await ask(page, 'beginLong', 1);
  // Whichever of them trains; a worker that closes itself gives nobody an event.
  await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.close())));
  expect(await ask(page, 'outcome')).toMatchObject({ problem: { code: 'worker-died', resumable: runId } });
  expect(await ask(page, 'settle')).toEqual([runId]);
  expect(await ask(page, 'resume', runId, 2)).toMatchObject({
    runId,
    status: 'FINISHED',
    resumed: 1,
    modelDigest: digests.get('long'),
  });
});

test('a training thread that ends without a word in the middle of a fit is noticed, and the next team is whole', async ({
  context,
}) => {
  const page = await open(context);
  const train = () => ask(page, 'train', 'random-forest', 2);
  const whole = await train();
  expect(whole).toMatchObject({ status: 'FINISHED', threads: 2 });
  // Threads are kept between trainings.
  const thread = page.workers().find((worker) => worker.url().includes('team-worker'))!;
  await thread.evaluate(endSilently, 100);
  expect(await ask(page, 'trainLong', 2)).toMatchObject({ problem: { code: 'worker-died' } });
  expect(await train()).toMatchObject({ ...whole, runId: expect.anything() });
});

/** The worker closes itself at so many barriers; what it would do on its way out comes to nothing. */
function endSilently(barriers: number): void {
  const { add } = Atomics;
  let arrived = 0;
  const last = (words: Int32Array, at: number, value: number): number => {
    if (++arrived < barriers) return add(words, at, value);
    self.close();
    Object.assign(Atomics, { store: () => 0 });
    self.postMessage = () => {};
    throw new Error('closed');
  };
  Object.assign(Atomics, { add: last });
}

test('a tab closed in the middle of a training: the next visit resumes it to the same bytes', async ({
  context,
}) => {
  const staying = await open(context);
  const closing = await open(context);
  const runId = await ask(closing, 'beginLong', 2);
  expect(await ask(staying, 'settle')).toEqual([]);
  expect(await ask(staying, 'resume', runId, 1)).toMatchObject({ problem: { code: 'run-under-way' } });
  await closing.close();

  const page = await open(context);
  await expect.poll(() => ask(page, 'settle')).toEqual([runId]);
  expect(await ask(page, 'resume', runId, 1)).toMatchObject({
    runId,
    status: 'FINISHED',
    resumed: 1,
    modelDigest: digests.get('long'),
  });
  expect(await ask(page, 'settle')).toEqual([]);
});
