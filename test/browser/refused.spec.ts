import { expect, test } from '@playwright/test';
import { openDevicePage, syncStatus } from './device-page.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('[SYNC2] whoever was slower is told which change was not taken, and keeps what they made', async ({
  browser,
}) => {
  const [{ page: fast }, { page: slow, context }] = [
    await openDevicePage(browser, server.url),
    await openDevicePage(browser, server.url),
  ];
  // Cut off, both make a model of the same name.
  await server.stop();
  for (const page of [fast, slow]) {
    await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
    await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });
  }
  await slow.goto(`${server.url}/models/churn`);
  await expect(slow.getByText('not shared yet')).toBeVisible();
  await context.setOffline(true);
  await server.start();
  for (const page of [fast, slow]) {
    await context.setOffline(page === fast);
    await syncStatus(page).click();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect(syncStatus(page)).toHaveText(page === fast ? 'In sync' : 'Conflict');
    await page.keyboard.press('Escape');
  }
  const told = slow.getByRole('alert').filter({ hasText: 'Not shared, since others were first' });
  await expect(told).toContainText('a new model “churn”: The name is taken');
  await expect(fast.getByText('Not shared, since others were first')).toHaveCount(0);

  // It stays until it is settled.
  await slow.reload();
  await told.getByRole('link', { name: 'Settle it' }).click();
  const conflict = slow.getByRole('article', { name: 'You wanted a new model “churn”' });
  await expect(conflict).toContainText('with 1 version');
  await expect(conflict).toContainText('there is a model “churn” with 1 version already');
  await conflict.getByRole('button', { name: 'Add as versions of “churn”' }).click();
  await expect(conflict).toHaveCount(0);
  await expect(syncStatus(slow)).toHaveText(/in sync/i);
  await fast.goto(`${server.url}/models/churn`);
  await expect(fast.getByRole('rowheader', { name: /^v2\b/ })).toBeVisible();
});
