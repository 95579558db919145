import { expect, test, type Page } from '@playwright/test';
import { createNodeTasks } from '../../../workers/node/node-tasks.ts';
import { servePage, type ServedPage } from './serve-page.ts';
import type { Runtime } from './page.ts';
import { contenders, recipeFor, table } from './training.ts';

let served: ServedPage;
test.beforeAll(async () => {
  served = await servePage();
});
test.afterAll(() => served.close());

async function open(page: Page, url = served.url): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'runtime' in globalThis);
}

test.beforeEach(({ page }) => open(page));

const ask = <K extends keyof Runtime>(
  page: Page,
  name: K,
  ...args: Parameters<Runtime[K]>
): Promise<Awaited<ReturnType<Runtime[K]>>> =>
  page.evaluate(([called, given]) => (runtime[called] as (...all: unknown[]) => unknown)(...given), [
    name,
    args,
  ] as const) as Promise<Awaited<ReturnType<Runtime[K]>>>;

test('browser and Node train the same bytes, on one thread and on two', async ({ page }) => {
  expect(await ask(page, 'isolated')).toBe(true);
  const dataVersion = await ask(page, 'load');
  const node = createNodeTasks();
  try {
    for (const { estimator, params } of contenders) {
      const input = { table: { table }, recipe: recipeFor(estimator, params), threads: 1, backend: null };
      const { modelDigest } = await node.run('train', input);
      for (const threads of [1, 2]) {
        const trained = await ask(page, 'train', dataVersion, estimator, params, threads);
        expect(trained.digest, `${estimator} on ${threads}`).toBe(modelDigest);
      }
    }
  } finally {
    await node.close();
  }
});

test('a forest on two threads uses two threads', async ({ page }) => {
  const dataVersion = await ask(page, 'load');
  const trained = await ask(page, 'train', dataVersion, 'random-forest', { n_estimators: 10 }, 2);
  expect(trained.threads).toBe(2);
});

test('without isolation the same bytes come from threads that get copies, and tables go by copy', async ({
  page,
}) => {
  const isolated = await ask(page, 'train', await ask(page, 'load'), 'random-forest', {}, 2);
  await open(page, served.plainUrl);
  expect(await ask(page, 'isolated')).toBe(false);
  const plain = await ask(page, 'train', await ask(page, 'load'), 'random-forest', {}, 2);
  expect(plain).toEqual(isolated);
  expect(plain.threads).toBe(2);
  expect(await ask(page, 'shared')).toMatchObject({ shared: false });
});

test('a model is predicted with by its digest; a bad instance is an entry of its own', async ({ page }) => {
  const answers = await ask(page, 'predict', await ask(page, 'load'));
  expect(answers).toMatchObject([{ problem: { code: 'features-invalid' } }]);
});

test('a training that is cancelled ends, peers and all, and the next one runs', async ({ page }) => {
  expect(await ask(page, 'abortTraining')).toMatchObject({ typed: true, code: 'aborted' });
  const dataVersion = await ask(page, 'load');
  const trained = await ask(page, 'train', dataVersion, 'random-forest', { n_estimators: 10 }, 2);
  expect(trained.digest).toMatch(/^[0-9a-f]{64}$/);
});

test('[ERR2] an error crosses the worker boundary whole', async ({ page }) => {
  expect(await ask(page, 'refuse')).toMatchObject({
    typed: true,
    code: 'column-unknown',
    remedy: 'Use "a".',
    errors: [{ pointer: '/columns/1' }],
  });
});

test("a worker's death is a typed error and the next call gets a new worker", async ({ page }) => {
  expect(await ask(page, 'crash')).toMatchObject([{ typed: true, code: 'worker-died' }, 7]);
  expect(await ask(page, 'loadFailure')).toMatchObject({ typed: true, code: 'worker-died' });
});

test('a worker that hangs is ended by an abort', async ({ page }) => {
  expect(await ask(page, 'hang')).toMatchObject([{ typed: true, code: 'aborted' }, 3]);
});

test('a table reaches a worker through shared memory', async ({ page }) => {
  expect(await ask(page, 'shared')).toMatchObject({ shared: true });
});

test('a full storage is a typed error, and nothing stored before changes', async ({ browser }) => {
  // Chromium keeps what it knew of the quota for half a minute, so it is set before the first write.
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const origin = new URL(served.url).origin;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000 });
  await open(page);
  await ask(page, 'load');
  const { problem, same } = await ask(page, 'store', 50_000);
  expect(problem).toMatchObject({ typed: true, code: 'storage-full' });
  expect(same).toBe(true);
  await context.close();
});

test('[SYNC9] a run is interrupted once the tab that trained it is gone', async ({ page, context }) => {
  const other = await context.newPage();
  await open(other);
  await ask(other, 'startTraining', 'r1');
  expect(await ask(page, 'isTraining', 'r1')).toBe(true);
  expect(await ask(page, 'interrupted')).toEqual([]);
  await other.close();
  await expect.poll(() => ask(page, 'interrupted')).toEqual(['r1']);
});

test('[SYNC9] a commit in one tab reaches the others', async ({ page, context }) => {
  const other = await context.newPage();
  await open(other);
  const change = ask(other, 'awaitChange');
  await expect
    .poll(async () => {
      await ask(page, 'commit', crypto.randomUUID());
      return Promise.race([change, new Promise((resolve) => setTimeout(resolve, 200, []))]);
    })
    .not.toEqual([]);
});

test('a tab whose database was upgraded elsewhere says so', async ({ page, context }) => {
  await ask(page, 'load');
  const other = await context.newPage();
  await other.goto(new URL('/no-page-here.txt', served.url).href);
  await other.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('treadle', 1000);
        request.onsuccess = () => resolve(request.result.close());
        request.onerror = () => reject(new Error(String(request.error)));
      }),
  );
  expect(await ask(page, 'use')).toMatchObject({ typed: true, code: 'storage-blocked' });
});

test('a database that another tab holds in an older form is blocked, not waited for', async ({ page }) => {
  expect(await ask(page, 'openBlocked')).toMatchObject({ typed: true, code: 'storage-blocked' });
});
