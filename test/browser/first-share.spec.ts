import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { syncStatus } from './device-page.ts';
import { recordingProxy, type RecordingProxy } from './recording-proxy.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
let proxy: RecordingProxy;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
  proxy = await recordingProxy(server.url);
});
test.afterAll(async () => {
  await proxy.close();
  await server.dispose();
});

const changing = (): string[] =>
  proxy.sent
    .map(({ line }) => line)
    .filter((line) => /^(PATCH|PUT) |\/sync\/push|\/blobs\/uploads/.test(line));

test('[SYNC10] a server with tokens gets nothing before the person saw what would leave and agreed', async ({
  page,
}) => {
  const words = ['token', 'create', 'ana', '--scope', 'deployer', '--workspace', server.workspace];
  const made = spawnSync(process.execPath, ['dist/node/treadle.js', ...words], { encoding: 'utf8' });
  const secret = made.stdout.trim();
  await page.goto(proxy.url);
  await expect(syncStatus(page)).toHaveText('Needs a token');
  await syncStatus(page).click();
  await page.getByRole('link', { name: 'Enter a token' }).click();
  await page.getByRole('textbox', { name: 'Token' }).fill(secret);
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByText('“ana”')).toBeVisible();
  await page.goto(proxy.url);
  await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
  await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });

  await expect(syncStatus(page)).toHaveText('Share?');
  await syncStatus(page).click();
  await page.getByRole('link', { name: 'Look at what would leave' }).click();
  const panel = page.getByRole('region', { name: 'What would leave this device' });
  await expect(panel).toContainText('1 model');
  await expect(panel).toContainText('1 version');
  await panel.locator('summary').first().click();
  await expect(panel).toContainText(/Columns: .*MonthlyCharges/);
  await expect(panel).toContainText('Labels of Churn: No, Yes');
  await expect(panel).toContainText(/Categories of Contract: .*Month-to-month/);
  expect(changing()).toEqual([]);
  await panel.getByRole('button', { name: /^Share with/ }).click();
  await expect(syncStatus(page)).toHaveText(/in sync/i);
  expect(changing().length).toBeGreaterThan(0);

  // Once per server.
  await page.goto(`${proxy.url}/models/churn`);
  await page.getByRole('button', { name: 'Actions for v1' }).click();
  await page.getByRole('menuitem', { name: 'Set an alias' }).click();
  await page.getByRole('textbox', { name: 'Alias' }).fill('champion');
  await page.getByRole('button', { name: 'Set alias' }).click();
  await expect(page.getByText('@champion', { exact: true })).toBeVisible();
  await expect(syncStatus(page)).toHaveText(/in sync/i);
});
