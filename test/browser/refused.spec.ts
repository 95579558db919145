import { expect, test, type Page } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('[SYNC2] whoever was slower is told which change was not taken, until they dismiss it', async ({
  browser,
}) => {
  const [fast, slow] = await Promise.all([device(), device()]);
  async function device(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.url);
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i);
    // Only then has the device everything that it needs without the server.
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    return page;
  }
  // Cut off, both make a model of the same name.
  await server.stop();
  for (const page of [fast, slow]) {
    await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
    await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });
  }
  await server.start();
  for (const page of [fast, slow]) {
    await page.getByRole('status', { name: 'Sync status' }).click();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i);
  }
  const told = slow.getByRole('alert').filter({ hasText: 'Not shared, since others were first' });
  await expect(told).toContainText('The name is taken');
  await expect(fast.getByText('Not shared, since others were first')).toHaveCount(0);
  await slow.reload();
  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
});
